// Small comforts; every page works without them.

// A button that opens a <dialog>, for browsers that do not know the command attribute yet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[command=show-modal][commandfor]");
  if (!button || "commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
});

// <button data-copy="text">: puts the text on the clipboard and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  if (button.dataset.copied) button.textContent = button.dataset.copied;
});

// <form data-autosubmit>: a changed choice sends the form; the submit button stays for everyone else.
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-autosubmit] select, form[data-autosubmit] [type=checkbox]")) event.target.form.requestSubmit();
});

// The theme changes at once; the server keeps the choice.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) button.toggleAttribute("aria-pressed", false);
  event.submitter.setAttribute("aria-pressed", "true");
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) });
});

// An open menu closes on Escape or on a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// After a refused form the list of what to correct is read first.
document.querySelector(".alert.bad[role=alert][tabindex]")?.focus();
