// The service worker: answers GET only, never sends anything. VERSION, SHELL and PATIENCE_MS are put before this text by the server.
//
//   shell-<version>   CSS, scripts, htmx, the scanner's wasm, the offline page
//   pages-<person>    pages and pictures of one person; only those of the person who was here last are shown
//   person            who that is

const SHELL_CACHE = `shell-${VERSION}`;
const VISIT = /^\/inspections\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REVIEW = /^(\/inspections\/[0-9a-f-]{36})\/review$/;
const KEPT_PAGES = /^\/(tasks|scan|me|inspections|enterprises|findings|duties|field)(\/|$)/;
const NEVER = /^\/(login|logout|sw\.js|field\/ping|password|field\/export)/;
const MOST_KEPT = 200; // pages that are kept because somebody came by, beside those that were fetched on purpose
const ON_PURPOSE = /^\/(tasks$|scan$|field\/)/; // see app.js; what the pack names is added to them

// In the place of a picture that the phone does not have: a frame, a sun and a hill, crossed out.
const NO_PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 48 48" width="96" height="96" fill="none" stroke="#7f8c8a" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="8.5" cy="9.5" r="1.5"/><path d="m4 18 5-5 3 3 3-3 5 5M2 2l20 20"/></svg>`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL.map((url) => new Request(url, { cache: "no-cache" })))));
});

// Runs for the first worker, and for a newer one when the page says so (outbox empty, or the inspector agreed).
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// Counts up when somebody logs out: a page that was asked for before is not kept after it.
let era = 0;

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "claim") event.waitUntil(self.clients.claim());
  if (event.data !== "forget") return;
  era += 1;
  event.waitUntil(forget());
});

// A page does the sending; this wakes those that are open.
self.addEventListener("sync", (event) => event.waitUntil(
  self.clients.matchAll().then((clients) => clients.forEach((client) => client.postMessage("sync"))),
));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || NEVER.test(url.pathname)) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request, url));
  else if (request.headers.get("HX-Request")) return;
  else if (request.mode === "navigate") event.respondWith(page(event, url));
  else event.respondWith(piece(request, url));
});

// An address names its version; an old page finds the newer file of the same name rather than none.
async function asset(request, url) {
  const shell = await caches.open(SHELL_CACHE);
  const exact = await shell.match(request, { ignoreVary: true });
  if (exact) return exact;
  try {
    return await fetch(request);
  } catch (error) {
    const now = url.pathname.replace(/^\/static\/[0-9a-f]{12}\//, `/static/${VERSION}/`);
    const newer = await shell.match(now, { ignoreVary: true });
    if (newer) return newer;
    throw error;
  }
}

async function page(event, url) {
  const since = era;
  const network = fetch(event.request).then(async (answer) => {
    // A disk that is full keeps no copy; the answer is as good as ever.
    await keep(url, answer.clone(), since).catch((error) => console.warn("kept pages:", error));
    event.waitUntil(bound().catch(() => {}));
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  const copy = () => kept(url);
  let timer;
  const patience = new Promise((resolve) => { timer = setTimeout(resolve, PATIENCE_MS); });
  try {
    const first = await Promise.race([network, patience]);
    // Out of patience: the copy, or without one the network, however long it takes.
    const answer = first ?? (await copy()) ?? (await network);
    const unfit = answer.status >= 500 || (answer.status === 404 && VISIT.test(url.pathname));
    return unfit ? (await copy()) ?? answer : answer;
  } catch {
    return (await copy()) ?? (await caches.match("/offline", { ignoreVary: true })) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

// Thumbnails and what the pack put here; nothing is kept from here on its own. A script that asks for what is new hears that
// there is no network, and not what the phone has already.
async function piece(request, url) {
  const cache = await mine();
  const copy = cache && (await cache.match(request, { ignoreVary: true }));
  if (copy && /\/(thumbnail|display|marked-thumbnail)$/.test(url.pathname)) return copy;
  try {
    return await fetch(request);
  } catch (error) {
    if (copy && (request.destination || request.cache === "default")) return copy;
    if (request.destination === "image") return new Response(NO_PICTURE, { status: 504, headers: { "Content-Type": "image/svg+xml" } });
    throw error;
  }
}

async function who() {
  const known = await (await caches.open("person")).match("/person");
  return known ? known.text() : "";
}

async function mine() {
  const person = await who();
  return person ? caches.open(`pages-${person}`) : null;
}

async function keep(url, answer, since) {
  const person = answer.headers.get("X-Person");
  if (!person || answer.status !== 200 || answer.redirected || since !== era || answer.headers.get("X-Once")) return;
  await forget(person);
  if (person !== (await who())) await (await caches.open("person")).put("/person", new Response(person));
  if (KEPT_PAGES.test(url.pathname)) await (await caches.open(`pages-${person}`)).put(VISIT.test(url.pathname) ? url.pathname : url.pathname + url.search, answer);
  if (since !== era) await forget();
}

// The pages that were visited longest ago go when there are too many. A cache lists what was put last at the end.
async function bound() {
  const cache = await mine();
  const all = (await cache?.keys()) ?? [];
  if (all.length <= MOST_KEPT) return;
  const { pages = [], photos = [] } = (await (await cache.match("/field/pack"))?.json()) ?? {};
  const wanted = new Set([...pages, ...photos]);
  const passing = all.filter(({ url }) => {
    const { pathname, search } = new URL(url);
    return !ON_PURPOSE.test(pathname) && !wanted.has(pathname + search);
  });
  await Promise.all(passing.slice(0, -MOST_KEPT).map((request) => cache.delete(request, { ignoreVary: true })));
}

// The pages of everybody else; of everybody without `person` (logging out).
async function forget(person = "") {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("pages-") && name !== `pages-${person}`).map((name) => caches.delete(name)));
  if (!person) await caches.delete("person");
}

async function kept(url) {
  const review = REVIEW.exec(url.pathname);
  if (review) return Response.redirect(`${review[1]}#ready`);
  const cache = await mine();
  if (!cache) return null;
  const ways = [url.pathname + url.search, url.pathname];
  if (url.pathname === "/") ways.push("/tasks", "/findings"); // whichever of them is this person's
  if (VISIT.test(url.pathname)) {
    const { searchParams } = url;
    ways.push(shellOf(searchParams, ["enterprise", "version"]), shellOf(searchParams, ["enterprise"]), shellOf(searchParams, ["version"]), "/field/form");
  }
  const version = VISIT.test(url.pathname) ? url.searchParams.get("version") : "";
  let unfit = null;
  for (const way of ways) {
    const found = way && (await cache.match(way, { ignoreVary: true }));
    if (!found) continue;
    const copy = await marked(found);
    // A draft stays with the checklist that it was begun with; without a copy of that one visit/shell.js says so.
    if (!version || !way.startsWith("/field/form") || (await copy.clone().text()).includes(`data-version="${version}"`)) return copy;
    unfit ??= copy;
  }
  return unfit;
}

function shellOf(params, names) {
  if (!names.every((name) => params.get(name))) return "";
  return `/field/form?${names.map((name) => `${name}=${encodeURIComponent(params.get(name))}`).join("&")}`;
}

// <html data-kept="…">: the page knows that it may be old, and from when it is.
async function marked(answer) {
  const text = await answer.text();
  const from = new Date(Date.parse(answer.headers.get("X-Kept") || answer.headers.get("Date")) || Date.now()).toISOString();
  const headers = new Headers(answer.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  return new Response(text.replace("<html ", `<html data-kept="${from}" `), { status: 200, headers });
}
