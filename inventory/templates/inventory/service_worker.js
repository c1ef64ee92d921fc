// Keeps the scan page's frame, so that it opens with the network down. It keeps nothing anybody wrote or scanned.
"use strict";
const CACHE = "reuse-{{ version }}", ASSETS = [{% for address in assets %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}], SHELL = ASSETS[0];

self.addEventListener("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(ASSETS)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("reuse-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (/^\/scan\/([0-9a-f-]{36}\/)?$/.test(pathname)) event.respondWith(fetch(request).catch(() => caches.match(SHELL)));
  } else if (ASSETS.includes(pathname)) event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
});
