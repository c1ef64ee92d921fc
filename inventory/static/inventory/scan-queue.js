// The queue of scans, in the browser's own database: a scan is kept before it is shown, and leaves once it was answered.
"use strict";
const scanQueue = (() => {
  const forgotten = { scans: [], series: new Map() }; // where the browser keeps nothing: for as long as the page lives
  const opening = new Promise((resolve) => {
    try {
      const request = indexedDB.open("reuse-scans", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("scans", { keyPath: "place", autoIncrement: true }); // in the order scanned
        request.result.createObjectStore("series", { keyPath: "id" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => resolve(null);
    } catch { resolve(null); }
  });
  // One transaction; resolves once it is on the disk, with what `work` asked for.
  const run = (database, store, mode, work) => new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode), asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  return {
    isLasting: async () => Boolean(await opening),
    // entries: {series, send, person, personName, scan: {id, text, move, params, at}}
    async add(entries) {
      const database = await opening;
      if (!database) return void forgotten.scans.push(...entries.map((entry) => ({ ...entry, place: crypto.randomUUID() })));
      await run(database, "scans", "readwrite", (store) => { for (const entry of entries) store.add(entry); });
    },
    async all() {
      const database = await opening;
      return database ? run(database, "scans", "readonly", (store) => store.getAll()) : [...forgotten.scans];
    },
    async remove(places) {
      const database = await opening, gone = new Set(places);
      if (!database) return void (forgotten.scans = forgotten.scans.filter((entry) => !gone.has(entry.place)));
      await run(database, "scans", "readwrite", (store) => { for (const place of gone) store.delete(place); });
    },
    // The server will have none of these, now or later: they stay, out of the way, until a person puts them aside.
    async setAside(entries) {
      const database = await opening;
      if (!database) return void entries.forEach((entry) => { entry.isRefused = true; });
      await run(database, "scans", "readwrite", (store) => { for (const entry of entries) store.put({ ...entry, isRefused: true }); });
    },
    // What the page without network needs to know of a series; the latest also answers to "latest".
    async remember(series) {
      const database = await opening;
      if (!database) return void forgotten.series.set(series.id, series).set("latest", series);
      await run(database, "series", "readwrite", (store) => { store.put(series); store.put({ ...series, id: "latest", series: series.id }); });
    },
    async recall(id) {
      const database = await opening;
      return database ? run(database, "series", "readonly", (store) => store.get(id)) : forgotten.series.get(id);
    },
  };
})();
