/// <reference lib="webworker" />
/** Keeps the page of a face for days without a signal. It touches nothing but the page and its files: calls go to the court as they are. */
export {};

declare const self: ServiceWorkerGlobalScope;

/** The path of the page, its version and its files, filled in when the site is built. */
const built = JSON.parse("__PRECACHE__") as { page: string; version: string; files: string[] };
const PREFIX = `sharedcourt-${built.page.replaceAll("/", "")}-`;
const CACHE = PREFIX + built.version;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(built.files.map((name) => new Request(name, { cache: "reload" })));
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
    );
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

// A new version waits until the page reports that nothing is being written or sent.
self.addEventListener("message", (event) => {
  if (event.data === "activate") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const name = request.mode === "navigate" && url.pathname.startsWith(built.page) ? built.page : url.pathname;
  if (!built.files.includes(name)) return;
  const answer = async () => (await (await caches.open(CACHE)).match(name)) ?? fetch(request);
  event.respondWith(answer());
});
