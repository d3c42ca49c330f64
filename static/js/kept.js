// Pages that are kept for offline use, in the cache of their person (see sw.js).

const LEFT = "left";

// Nobody looks at it now: a sentence that the next page is to show waits for that page (webapp/web/shown/flash.py).
export const UNSEEN = { "X-Unseen": "1" };

// Another one when somebody logs out, on any page of this phone: what was asked for before is not kept after it. It lies in a
// cache of its own since a page may read from localStorage for a while what another has written over; never from a cache.
export async function era() {
  return (await (await caches.open(LEFT)).match("/left"))?.text() ?? "";
}

// Fetches a page and keeps it under its address; its text, or null when it is not to be had (or is somebody else's).
export async function take(person, address) {
  const since = await era();
  const answer = await fetch(address, { cache: "no-cache", headers: UNSEEN }).catch(() => null);
  if (!answer?.ok || !theirs(answer, person)) return null;
  const text = await answer.text().catch(() => null); // broken off half-way
  if (text === null) return null;
  const headers = { "Content-Type": answer.headers.get("Content-Type") ?? "text/html; charset=utf-8", "X-Kept": new Date().toISOString() };
  for (const name of ["Content-Security-Policy", "X-Person"]) if (answer.headers.get(name)) headers[name] = answer.headers.get(name);
  return (await store(person, address, new Response(text, { headers }), since)) ? text : null;
}

// A page that the server made for this person; a portal's page is none, whatever its status.
export const theirs = (answer, person) => answer.headers.get("X-Person") === String(person);

// Keeps an answer that was asked for in the era `since`. False when somebody has logged out since then: nothing of it stays.
export async function store(person, address, answer, since) {
  if ((await era()) !== since) return false;
  await own(person);
  await (await caches.open(`pages-${person}`)).put(address, answer);
  if ((await era()) === since) return true;
  await drop(person);
  return false;
}

// The server says that the session is this person's: the worker shows this person's pages, those of others go.
async function own(person) {
  const cache = await caches.open("person");
  if ((await nameIn(cache)) === String(person)) return;
  await Promise.all((await pages()).filter((name) => name !== `pages-${person}`).map((name) => caches.delete(name)));
  await cache.put("/person", new Response(String(person)));
}

const nameIn = async (cache) => (await cache.match("/person"))?.text();
const pages = async () => (await caches.keys()).filter((name) => name.startsWith("pages-"));

async function drop(person) {
  await caches.delete(`pages-${person}`);
  const cache = await caches.open("person");
  if ((await nameIn(cache)) === String(person)) await cache.delete("/person");
}

// Somebody has logged out: nobody's pages stay on this phone, nor does what is still on its way here.
export async function forget() {
  if (!globalThis.caches) return;
  try {
    await (await caches.open(LEFT)).put("/left", new Response(`${Date.now()} ${Math.random()}`));
  } catch {
    // A full disk: then what is on its way to another page of this phone may be kept until the next person comes.
  }
  navigator.serviceWorker?.controller?.postMessage("forget");
  for (const name of [...(await pages()), "person"]) await caches.delete(name);
}

// When a page was kept; NaN when it was not. Asking brings no cache back that a logout has taken away.
export async function keptAt(person, address) {
  const had = await caches.match(address, { ignoreVary: true, cacheName: `pages-${person}` });
  return had ? Date.parse(had.headers.get("X-Kept") ?? had.headers.get("Date") ?? "") : NaN; // Date: the worker kept it (sw.js)
}
