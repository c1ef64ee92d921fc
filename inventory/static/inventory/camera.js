// The camera types into the scan box. Without BarcodeDetector, or when refused, a photo is read by the server;
// without this file, the same photo is sent by an ordinary form.
"use strict";
(() => {
  const root = document.querySelector("[data-camera]"), box = document.getElementById("scan");
  if (!root || !box) return;
  const part = (name) => root.querySelector(`[data-camera-${name}]`);
  const video = part("video"), file = part("file"), choice = part("choice"), status = part("status"), several = part("several");
  const said = root.dataset;
  const FORMATS = ["code_128", "qr_code", "data_matrix", "ean_13", "code_39"];
  const PAUSE = 2000; // milliseconds a code must be out of sight before it counts again
  const seen = new Map();
  let detector = null, stream = null;

  const say = (text) => { status.textContent = text; };

  // Our label bears the same code twice, as bars and inside the address of its square.
  const ours = (text) => text.match(/^(?:https?:\/\/[^/]+\/d\/)?([bcdefghjknprstvx]{4}-?[bcdefghjknprstvx]{4}-?[bcdefghjknprstvx])\/?$/i)?.[1].replaceAll("-", "").toUpperCase();
  const key = (text) => ours(text) ?? text;

  const type = (text) => {
    several.replaceChildren();
    say(`${said.read} ${key(text)}`);
    navigator.vibrate?.(60);
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.form.requestSubmit();
  };
  const offer = (texts) => {
    const distinct = [...new Map(texts.map((text) => [key(text), text])).values()];
    const own = distinct.filter(ours);
    if (own.length === 1 || distinct.length === 1) return type(own[0] ?? distinct[0]);
    say(said.several);
    several.replaceChildren(...distinct.sort((one, other) => !ours(one) - !ours(other)).map((text) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: key(text) });
      button.addEventListener("click", () => type(text));
      return button;
    }));
    several.firstChild.focus();
  };

  // Live, in the page
  const sight = (texts) => {
    const now = performance.now();
    const fresh = texts.filter((text) => now - (seen.get(key(text)) ?? -PAUSE) >= PAUSE);
    for (const text of texts) seen.set(key(text), now);
    if (fresh.length) offer(fresh);
  };
  const look = async () => {
    if (!stream) return;
    if (video.readyState >= 2 && !several.firstChild) {
      try { sight((await detector.detect(video)).map((code) => code.rawValue).filter(Boolean)); } catch { /* the next frame may do */ }
    }
    setTimeout(look, 120);
  };
  const show = (isLive) => {
    for (const [name, isShown] of [["open", !isLive], ["close", isLive], ["photo", isLive], ["video", isLive]]) part(name).hidden = !isShown;
    if (!isLive) choice.hidden = true;
    box.inputMode = isLive ? "none" : ""; // no keyboard over the picture
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
    several.replaceChildren();
    show(false);
  };
  const listCameras = async () => {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
    const current = stream?.getVideoTracks()[0].getSettings().deviceId;
    choice.replaceChildren(...cameras.map((camera, at) => new Option(camera.label || at + 1, camera.deviceId, false, camera.deviceId === current)));
    choice.hidden = cameras.length < 2;
  };
  const start = async () => {
    const chosen = localStorage.getItem("camera");
    part("open").disabled = true; // until the person has answered the browser's question
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, ...(chosen ? { deviceId: { ideal: chosen } } : { facingMode: "environment" }) } });
      video.srcObject = stream;
      await video.play();
      show(true);
      say(said.looking);
      await listCameras();
      look();
    } catch {
      stop();
      part("photo").hidden = false;
      say(said.refused);
    }
    part("open").disabled = false;
  };

  // A photo, read by the server
  const read = async () => {
    if (!file.files.length) return;
    say(said.reading);
    const body = new FormData();
    body.set("photo", file.files[0]);
    file.value = "";
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    try {
      const answer = await fetch(said.url, { method: "POST", body, headers: { "X-Requested-With": "fetch", "X-CSRFToken": token } });
      const { texts, message } = await answer.json();
      say(message);
      if (texts.length) offer(texts.map((one) => one.text));
    } catch {
      say(said.failed);
    }
  };

  part("open").addEventListener("click", () => (detector ? start() : file.click()));
  part("close").addEventListener("click", () => { stop(); say(""); box.focus(); });
  part("photo").addEventListener("click", () => file.click());
  choice.addEventListener("change", () => { localStorage.setItem("camera", choice.value); stop(); start(); });
  file.addEventListener("change", read);
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) { stop(); say(""); } });
  addEventListener("pagehide", stop);

  // With a script, photo and way back need not travel with every scan.
  file.removeAttribute("name");
  part("back")?.remove();
  part("plain").hidden = true;
  show(false);
  (async () => {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    const formats = (await BarcodeDetector.getSupportedFormats()).filter((format) => FORMATS.includes(format));
    if (formats.length) detector = new BarcodeDetector({ formats });
  })();
})();
