// A scanned badge asks for its PIN without leaving the page. In: the event "badge" {badge, name, form}, where `form`
// takes the focus back. Out: the event "person-changed" {name, first_name, home, id}.
"use strict";
(() => {
  const dialog = document.getElementById("badge-dialog");
  if (!dialog) return;
  const form = dialog.querySelector("form"), pin = form.elements.pin, refusal = document.getElementById("badge-refusal");
  let back = null, isSending = false;

  const refuse = (why) => {
    refusal.textContent = why;
    pin.toggleAttribute("aria-invalid", Boolean(why));
    if (why) pin.setAttribute("aria-invalid", "true");
    pin.value = "";
    pin.focus();
  };

  // The former person's token is worth nothing in the new session: every form of the page takes the new one.
  const become = (person) => {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = person.csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": person.csrf }));
    const shown = document.querySelector(".topbar .account summary");
    if (shown) {
      shown.querySelector("b").textContent = person.name;
      const role = shown.querySelector("small");
      if (role) role.textContent = person.role;
    }
    const { name, first_name, home, person: id } = person;
    document.dispatchEvent(new CustomEvent("person-changed", { detail: { name, first_name, home, id } }));
  };

  document.addEventListener("badge", ({ detail }) => {
    back = detail.form ?? null;
    form.elements.badge.value = detail.badge;
    document.getElementById("badge-name").textContent = detail.name;
    if (!dialog.open) dialog.showModal();
    if (pin) refuse("");
  });

  dialog.addEventListener("close", () => {
    if (pin) refuse("");
    back?.querySelector("input:not([type=hidden]), textarea")?.focus();
  });

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
      const said = await answer.json();
      if (answer.ok) { become(said); dialog.close(); }
      else refuse(said.message);
    } catch {
      refuse(form.dataset.offline);
    }
    isSending = false;
  });
})();
