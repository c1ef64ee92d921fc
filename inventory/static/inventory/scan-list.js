// A list that was looked at goes into the queue, and leaves from the page of its series with the other scans.
"use strict";
document.querySelector("[data-list]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.submitter.disabled = true;
  const form = event.target, { series, send, address, action, person, personName } = form.dataset, at = new Date().toISOString();
  const texts = form.elements.lines.value.split("\n").filter(Boolean);
  await scanQueue.add(texts.map((text) => ({ series, send, person, personName, scan: { id: crypto.randomUUID(), text, move: action, params: {}, at } })));
  location.assign(address);
});
