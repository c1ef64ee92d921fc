// Comforts of the draft's page: rows added in place, and the draft saved by itself every twenty seconds once it changed.

const form = document.querySelector("[data-draft]");
const said = form.querySelector("[data-said]");
const EVERY = Number(form.dataset.every || 20) * 1000;
let changed = false, sending = false, leaving = false;

// A row more: the last one copied, emptied, and numbered on.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (!button) return;
  event.preventDefault();
  const prefix = button.dataset.more, rows = form.querySelector(`[data-rows="${prefix}"]`);
  const total = form.elements[`${prefix}-TOTAL_FORMS`], number = Number(total.value);
  const row = rows.lastElementChild.cloneNode(true);
  row.querySelectorAll(".err").forEach((error) => error.remove());
  row.querySelectorAll("[name],[for]").forEach((one) => {
    for (const name of ["name", "id", "for"]) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value.replace(`${prefix}-${number - 1}-`, `${prefix}-${number}-`));
    }
    if (one.tagName === "INPUT") one.value = "";
    for (const name of ["aria-invalid", "aria-describedby"]) one.removeAttribute(name);
  });
  if (rows.querySelector("select")) row.querySelector("select").selectedIndex = 0;
  rows.append(row);
  total.value = number + 1;
  row.querySelector("select,input").focus();
});
for (const button of form.querySelectorAll("[data-more]")) button.textContent = form.dataset.row;

// Files go only with a button: they are large, and chosen with care.
const withoutFiles = () => {
  const sent = new FormData(form);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  sent.set("do", "auto");
  return sent;
};

const save = async () => {
  if (!changed || sending || leaving) return;
  sending = true; changed = false;
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body: withoutFiles() });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (!answer.ok || !told.page) changed = true;
    if (told.said) said.textContent = told.said;
    if (told.page && !leaving) { form.action = told.page; history.replaceState(null, "", told.page); }
  } catch { changed = true; }  // the network is down: the next round tries again
  sending = false;
};

form.addEventListener("input", () => { changed = true; });
form.addEventListener("submit", () => { leaving = true; });
setInterval(save, EVERY);
