// Scans go out one after the other without reloading the page; the page works the same without this file.
"use strict";
(() => {
  const page = document.querySelector("[data-scan]"), box = document.getElementById("scan");
  if (!page || !box) return;
  const status = document.getElementById("scan-queue"), said = status.dataset;
  const queue = []; // {url, body}: in the order scanned; an entry leaves once the server has answered it
  let isSending = false;

  // Sounds: each answer has its own, so that nobody needs to look up.
  const TUNES = { done: [[880, .08]], repeated: [[520, .05], [520, .05]], refused: [[180, .32]], ambiguous: [[620, .1], [470, .16]], unknown: [[470, .1], [350, .2]] };
  const sound = { context: null, isOn: localStorage.getItem("scan-sound") !== "off" };
  const play = (kind) => {
    if (!sound.isOn || !TUNES[kind]) return;
    const context = (sound.context ??= new AudioContext());
    let at = context.currentTime;
    for (const [pitch, length] of TUNES[kind]) {
      const note = context.createOscillator(), volume = context.createGain();
      note.type = kind === "refused" ? "sawtooth" : "sine";
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(.2, at);
      volume.gain.exponentialRampToValueAtTime(.001, at + length);
      note.connect(volume).connect(context.destination);
      note.start(at);
      note.stop(at + length);
      at += length + .04;
    }
  };
  const showSound = () => {
    const choice = page.querySelector("[data-sound]");
    choice.hidden = false;
    choice.querySelector("input").checked = sound.isOn;
  };
  page.addEventListener("change", (event) => {
    if (!event.target.closest("[data-sound]")) return;
    sound.isOn = event.target.checked;
    localStorage.setItem("scan-sound", sound.isOn ? "on" : "off");
    box.focus();
  });

  // The answer's parts take the place of those on the page; what is being typed stays.
  const show = (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const part of answer.querySelectorAll("[data-part]")) {
      const old = document.getElementById(part.id);
      old.className = part.className;
      old.replaceChildren(...part.childNodes);
      if (part.dataset.result) play(part.dataset.result);
    }
    showSound();
    box.focus(); // always: the next scan must never type into another field
  };

  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (queue.length) {
      status.textContent = queue.length > 1 ? `${queue.length} ${said.waiting}` : "";
      try {
        const answer = await fetch(queue[0].url, { method: "POST", body: queue[0].body, headers: { "X-Requested-With": "fetch" } });
        if (answer.redirected || answer.status === 403) { status.textContent = said.signedOut; break; }
        if (answer.status >= 500) throw new Error(answer.status);
        queue.shift();
        if (answer.ok) show(await answer.text());
        else play("refused");
        status.textContent = answer.ok ? "" : said.wrong;
      } catch {
        status.textContent = `${said.offline} (${queue.length})`;
        break;
      }
    }
    isSending = false;
    if (queue.length) setTimeout(send, 3000);
  };

  const enqueue = (form, changes = {}) => {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(changes)) body.set(name, value);
    body.set("scan", crypto.randomUUID()); // one identifier a scan: sent twice, it still counts once
    queue.push({ url: form.getAttribute("action") || location.href, body });
    send();
  };
  const isMain = (form) => form === box.form;

  page.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-scan-form]");
    if (!form) return;
    event.preventDefault();
    if (isMain(form) && !box.value.trim()) return;
    const pressed = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {};
    enqueue(form, pressed);
    if (isMain(form)) box.value = "";
    box.focus();
  });

  // A list pasted into the box is as many scans.
  box.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    for (const line of lines) enqueue(box.form, { text: line });
  });

  // A scanner types wherever the focus is: bring it to the box.
  document.addEventListener("keydown", (event) => {
    const isFree = [document.body, document.getElementById("main")].includes(document.activeElement);
    if (isFree && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) box.focus();
  });
  addEventListener("beforeunload", (event) => { if (queue.length) event.preventDefault(); });
  showSound();
})();
