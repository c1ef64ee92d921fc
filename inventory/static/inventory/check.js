// The checklist by keyboard: 1, 2, 3 answer the item in focus, and the next one follows. Without it the page works by Tab and arrows.
"use strict";

(() => {
  const form = document.querySelector("form.checks");
  if (!form) return;
  const items = [...form.querySelectorAll(".check-item")];
  const first = (item) => item.querySelector("input[type=radio]:checked") || item.querySelector("input[type=radio]");
  const isTyping = (target) => target.matches("input:not([type=radio]), textarea, select, summary");

  function next(item) {
    const open = items.slice(items.indexOf(item) + 1).find((one) => !one.querySelector("input[type=radio]:checked"));
    const goal = open ? first(open) : form.querySelector("button[value=finish]");
    goal.focus();
    goal.scrollIntoView({ block: "center" });
  }

  function reveal(item) {
    const fault = item.querySelector("input[value=fault]");
    if (fault && fault.checked) item.querySelector("details").open = true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const answer = { Digit1: "ok", Digit2: "fault", Digit3: "none", Numpad1: "ok", Numpad2: "fault", Numpad3: "none" }[event.code];
    if (!answer) return;
    const item = event.target.closest(".check-item") || items.find((one) => !one.querySelector("input[type=radio]:checked"));
    const radio = item && item.querySelector(`input[type=radio][value=${answer}]`);
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    reveal(item);
    next(item);
  });
  form.addEventListener("change", (event) => {
    const item = event.target.closest(".check-item");
    if (item) reveal(item);
  });
  document.documentElement.classList.add("with-keys");
})();
