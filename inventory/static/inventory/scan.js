// Scans go out one after the other without reloading the page, and wait here while the network is down.
// With the network the page works the same without this file.
"use strict";
(async () => {
  const page = document.querySelector("[data-scan]"), box = document.getElementById("scan");
  if (!page || !box) return;
  const status = document.getElementById("scan-queue"), said = status.dataset, rows = document.getElementById("scan-rows");
  const isShell = "offlineShell" in page.dataset, orders = JSON.parse(page.dataset.orders), weight = document.getElementById("weight");
  const AT_ONCE = 20, MOST_ROWS = 60;

  // ---- the series: told by the page, or remembered where nothing answers
  const series = isShell ? await remembered() : {
    id: page.dataset.series, send: page.dataset.send, address: page.dataset.address, action: page.dataset.action,
    label: page.dataset.label, params: JSON.parse(page.dataset.params), person: page.dataset.person, personName: page.dataset.personName,
  };
  if (!series) return void (status.textContent = page.dataset.never);
  box.disabled = false;
  if (!isShell) scanQueue.remember(series);

  async function remembered() {
    const latest = await scanQueue.recall("latest"), wanted = new URLSearchParams(location.search);
    const id = location.pathname.split("/")[2] || (wanted.size ? crypto.randomUUID() : latest?.series), known = id && await scanQueue.recall(id);
    const action = wanted.get("action") ?? wanted.get("move");
    if (!latest || !(known || action)) return null;
    const found = known || { id, send: `/scan/${id}/send/${location.search}`, address: `/scan/${id}/${location.search}`, action, params: wanted.has("reason") ? { reason_code: wanted.get("reason") } : {},
      label: JSON.parse(page.dataset.actions)[action] ?? action, person: latest.person, personName: latest.personName };
    history.replaceState(null, "", found.address);
    if (!known) await scanQueue.remember(found);
    document.querySelector("[data-title]").textContent = document.title = found.label;
    document.querySelector("[data-person-name]").textContent = found.personName;
    if (found.action === "weigh") page.querySelector("[data-weigh]").hidden = false;
    return found;
  }

  // ---- sounds: each answer has its own, so that nobody needs to look up
  const TUNES = { done: [[880, .08]], repeated: [[520, .05], [520, .05]], refused: [[180, .32]], ambiguous: [[620, .1], [470, .16]], unknown: [[470, .1], [350, .2]], kept: [[700, .05]] };
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
  const choice = page.querySelector("[data-sound]");
  if (choice) { choice.hidden = false; choice.querySelector("input").checked = sound.isOn; }
  choice?.addEventListener("change", () => {
    sound.isOn = choice.querySelector("input").checked;
    localStorage.setItem("scan-sound", sound.isOn ? "on" : "off");
    box.focus();
  });

  // ---- the drawer
  const element = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  const inAnswer = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
  const put = (row) => {
    const old = document.getElementById(row.id);
    if (old) old.replaceWith(row); else rows.prepend(row);
    for (const surplus of [...rows.children].slice(MOST_ROWS)) if (!surplus.matches(".waits")) surplus.remove();
  };
  const putWaiting = ({ scan, place, isRefused }) => {
    const row = document.getElementById("scan-waiting").content.firstElementChild.cloneNode(true);
    row.id = `w-${scan.id}`;
    row.querySelector("[data-text]").textContent = scan.text || document.querySelector("[form=undo], [data-drop-last]")?.textContent || "";
    const time = row.querySelector("time"), at = new Date(scan.at);
    time.dateTime = scan.at;
    time.textContent = document.documentElement.lang === "fr" ? `${at.getHours()} h ${String(at.getMinutes()).padStart(2, "0")}` : at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    if (isRefused) {
      row.className = "no";
      row.querySelector("[data-state]").textContent = said.wrong;
      const drop = row.querySelector("[data-drop]");
      drop.hidden = false;
      drop.addEventListener("click", async () => { await scanQueue.remove([place]); row.remove(); focus(); });
    }
    put(row);
  };
  const toldPanel = document.getElementById("scan-told"), count = document.getElementById("scan-count");
  const focus = () => { if (!document.querySelector("dialog[open]")) box.focus(); }; // the next scan never types elsewhere
  const show = (answer, entries) => {
    for (const { id } of answer.results) document.getElementById(`w-${id}`)?.remove();
    if (!entries.some((entry) => entry.series === series.id) || isShell) return;
    for (const row of answer.rows) put(element(row.html));
    for (const id of answer.gone) document.getElementById(`s-${id}`)?.remove();
    toldPanel.replaceChildren(...inAnswer(answer.told));
    count?.replaceChildren(...inAnswer(answer.count));
    play(answer.results.at(-1)?.result);
    if (answer.badge) document.dispatchEvent(new CustomEvent("badge", { detail: { badge: answer.badge.code, name: answer.badge.name, form: box.form } }));
    focus();
  };

  // ---- sending: in the order scanned, one request at a time, a few scans at once when many wait
  let isSending = false, retry = 0, pause = 2000;
  const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
  const post = (entries) => fetch(entries[0].send, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), "X-Requested-With": "fetch" },
    body: JSON.stringify({ sent_at: new Date().toISOString(), person: series.person, scans: entries.map((entry) => entry.scan) }),
  });
  const waiting = async () => (await scanQueue.all()).filter((entry) => !entry.isRefused);
  const say = async (trouble = "") => {
    const all = await waiting(), mine = all.filter((entry) => entry.person === series.person), others = all.filter((entry) => entry.person !== series.person);
    const names = [...new Set(others.map((entry) => entry.personName))].map((name) => `${name} (${others.filter((entry) => entry.personName === name).length})`);
    const parts = [trouble, mine.length > 1 || (trouble && mine.length) ? `${mine.length} ${said.waiting}.` : "", names.length ? `${said.others} ${names.join(", ")}.` : ""];
    if (!await scanQueue.isLasting() && mine.length) parts.push(said.unsafe);
    status.textContent = parts.filter(Boolean).join(" ");
  };
  const isReachable = () => fetch("/service-worker.js", { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok, () => false);
  const again = () => { clearTimeout(retry); retry = setTimeout(send, pause); pause = Math.min(pause * 1.5, 15000); };
  async function send() {
    if (isSending) return;
    isSending = true;
    clearTimeout(retry);
    let trouble = "", alone = false;
    while (!trouble) {
      const mine = (await waiting()).filter((entry) => entry.person === series.person);
      if (!mine.length) break;
      const end = mine.findIndex((entry) => entry.send !== mine[0].send), entries = mine.slice(0, alone ? 1 : Math.min(AT_ONCE, end < 0 ? mine.length : end));
      if (mine.length > 1) await say();
      try {
        const answer = await post(entries);
        if (answer.redirected || [401, 403, 409].includes(answer.status)) trouble = said.signedOut;
        else if (answer.status >= 500) throw new Error(answer.status);
        else if (answer.ok) {
          const told = await answer.json();
          await scanQueue.remove(entries.map((entry) => entry.place));
          show(told, entries);
          pause = 2000;
        } else if (entries.length > 1) alone = true; // one of them is wrong: find out which
        else {
          await scanQueue.setAside(entries);
          entries.forEach((entry) => putWaiting({ ...entry, isRefused: true }));
          play("refused");
        }
      } catch { trouble = said.offline; }
    }
    isSending = false;
    await say(trouble || (isShell ? said.offline : ""));
    if (isShell && trouble === said.signedOut) location.replace(series.address); // to the login, and back here
    else if (trouble) again();
    else if (isShell) await isReachable() ? location.replace(series.address) : again(); // with the network the whole page is back
  }
  addEventListener("online", () => { pause = 2000; send(); });

  // ---- one scan in
  const enqueue = async (scan) => {
    const entry = { series: series.id, send: series.send, person: series.person, personName: series.personName,
      scan: { id: crypto.randomUUID(), text: "", move: series.action, params: {}, ...scan, at: new Date().toISOString() } };
    await scanQueue.add([entry]); // one identifier a scan: sent twice, it still counts once
    putWaiting(entry);
    if (isShell || !navigator.onLine) play("kept");
    await say(navigator.onLine ? "" : said.offline);
    send();
  };
  // What was not sent yet is simply dropped; what was is taken back by the server.
  const undo = async () => {
    const last = (await waiting()).filter((entry) => entry.person === series.person && entry.series === series.id).at(-1);
    if (last && !isSending) {
      await scanQueue.remove([last.place]);
      document.getElementById(`w-${last.scan.id}`)?.remove();
      await say();
    } else await enqueue({ move: "undo" });
    focus();
  };
  const obey = (order) => {
    if (order === "undo") undo();
    else if (order === "end") document.getElementById("end")?.requestSubmit();
    else location.assign(order);
  };

  const PARAMS = { reason_code: "reason_code", device: "device", settles: "settles", undone: "scan" };
  const scanned = (form, pressed) => {
    const data = new FormData(form, pressed), params = {};
    for (const [field, name] of Object.entries(PARAMS)) if (data.get(field)) params[name] = data.get(field);
    const grams = Math.round(parseFloat(String(data.get("weight") ?? "").replace(",", ".")) * 1000);
    if (grams > 0) params.grams = String(grams);
    return { text: data.get("text") ?? "", move: data.get("move") ?? series.action, params: { ...(isShell ? series.params : {}), ...params } };
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-scan-form]");
    if (!form || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (form.id === "undo") return void undo();
    if (form === box.form) {
      const text = box.value.trim(), order = orders[text.toUpperCase().replace(/[\s\-‐‑–.]/g, "")];
      if (!text) return;
      if (order) { box.value = ""; return void obey(order); }
      if (series.action === "weigh" && !weight.value.trim()) { weight.focus(); status.textContent = said.weight; return; }
    }
    const scan = scanned(form, event.submitter?.name ? event.submitter : undefined);
    if (form === box.form) { box.value = ""; if (weight) weight.value = ""; }
    focus();
    enqueue(scan);
  });
  page.querySelector("[data-drop-last]")?.addEventListener("click", undo);

  // A column pasted from a spreadsheet is a batch: it is looked at first.
  box.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text"), list = document.querySelector("#paste textarea");
    if (!list || text.trim().split(/[\r\n]+/).length < 2) return;
    event.preventDefault();
    list.value = text;
    list.form.requestSubmit();
  });

  // A scanner types wherever the focus is: bring it to the box.
  document.addEventListener("keydown", (event) => {
    const isFree = [document.body, document.getElementById("main")].includes(document.activeElement);
    if (isFree && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) box.focus();
  });
  // Somebody else goes on with the series; what the first one scanned and is not sent waits for them.
  document.addEventListener("person-changed", async ({ detail }) => {
    Object.assign(series, { person: detail.id, personName: detail.name });
    await scanQueue.remember(series);
    focus();
    send();
  });
  addEventListener("beforeunload", (event) => { if (status.textContent.includes(said.unsafe)) event.preventDefault(); });

  for (const entry of await scanQueue.all()) if (entry.series === series.id || (entry.isRefused && entry.person === series.person)) putWaiting(entry);
  navigator.serviceWorker?.register(page.dataset.worker ?? "/service-worker.js");
  page.dataset.isReady = "";
  (weight && box.value ? weight : box).focus();
  send();
})();
