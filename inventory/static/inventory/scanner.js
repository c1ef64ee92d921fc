// Listens how the scanner types: how fast, and with what it ends. The page works the same without this file.
"use strict";
(() => {
  const form = document.querySelector("[data-scanner]"), box = document.getElementById("scan");
  if (!form) return;
  const FAST = 60, IDLE = 700; // milliseconds: between two keys of a scanner; after its last one
  const gaps = [];
  let last = 0, timer = 0;
  const middle = () => gaps.toSorted((one, other) => one - other)[gaps.length >> 1] ?? 0;
  const isScanner = () => gaps.length > 2 && middle() < FAST;
  const send = (end) => {
    clearTimeout(timer);
    const ended = Object.assign(document.createElement("input"), { type: "hidden", name: "end", value: end });
    form.append(ended);
    form.submit();
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Shift") return;
    clearTimeout(timer);
    if (event.key === "Tab" && isScanner() && event.timeStamp - last < FAST * 4) {
      event.preventDefault();
      return send("tab");
    }
    if (event.key.length !== 1) return;
    if (last && event.timeStamp - last < 2000) gaps.push(event.timeStamp - last);
    else gaps.length = 0;
    last = event.timeStamp;
    form.querySelector("[data-pace]").value = Math.round(middle());
    timer = setTimeout(() => { if (isScanner()) send("none"); }, IDLE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
})();
