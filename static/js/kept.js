// Pages that are kept for offline use, in the cache of their person (see sw.js).

// Fetches a page and keeps it under its address; its text, or null when it is not to be had (or is somebody else's).
export async function take(person, address) {
  const answer = await fetch(address, { cache: "no-cache" }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Person") !== String(person)) return null;
  const text = await answer.text();
  const headers = { "Content-Type": answer.headers.get("Content-Type") ?? "text/html; charset=utf-8", "X-Kept": new Date().toISOString() };
  for (const name of ["Content-Security-Policy", "X-Person"]) if (answer.headers.get(name)) headers[name] = answer.headers.get(name);
  await own(person);
  const cache = await caches.open(`pages-${person}`);
  await cache.put(address, new Response(text, { headers }));
  return text;
}

// The server says that the session is this person's: the worker shows this person's pages, those of others go.
async function own(person) {
  const cache = await caches.open("person");
  const known = await (await cache.match("/person"))?.text();
  if (known === String(person)) return;
  await Promise.all((await caches.keys()).filter((name) => name.startsWith("pages-") && name !== `pages-${person}`).map((name) => caches.delete(name)));
  await cache.put("/person", new Response(String(person)));
}

// When a page was kept; NaN when it was not.
export async function keptAt(person, address) {
  const had = await (await caches.open(`pages-${person}`)).match(address, { ignoreVary: true });
  return had ? Date.parse(had.headers.get("X-Kept") ?? "") : NaN;
}
