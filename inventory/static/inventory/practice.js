// The exercise without reloading the page, so that a fast scanner loses nothing; the page works the same without this file.
"use strict";
(() => {
  const page = document.querySelector("[data-practice]"), box = document.getElementById("scan");
  if (!page) return;
  let last = Promise.resolve(); // one gesture after the other, in the order made
  const show = (html, address) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const part of answer.querySelectorAll("[data-part]")) document.getElementById(part.id).replaceChildren(...part.childNodes);
    box.form.setAttribute("action", answer.getElementById("practice-box").getAttribute("action"));
    box.labels[0].textContent = answer.getElementById("scan").labels[0].textContent;
    history.replaceState(null, "", address);
    box.focus();
  };
  const go = async (address, options) => {
    const answer = await fetch(address, options);
    if (!answer.ok) return location.reload();
    show(await answer.text(), answer.url);
  };
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    if (form === box.form) box.value = "";
    last = last.then(() => go(form.getAttribute("action") || location.href, { method: "POST", body })).catch(() => location.reload());
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?move=']");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    last = last.then(() => go(link.href)).catch(() => location.reload());
  });
})();
