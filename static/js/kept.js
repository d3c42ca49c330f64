// Pages that are kept for offline use, in the cache of their person (see sw.js).

// Fetches a page and keeps it under its address; its text, or null when it is not to be had (or is somebody else's).
export async function take(person, address) {
  const answer = await fetch(address, { cache: "no-cache" }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Person") !== String(person)) return null;
  const text = await answer.text();
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Kept": new Date().toISOString() };
  for (const name of ["Content-Security-Policy", "X-Person"]) if (answer.headers.get(name)) headers[name] = answer.headers.get(name);
  const cache = await caches.open(`pages-${person}`);
  await cache.put(address, new Response(text, { headers }));
  return text;
}

// When a page was kept; NaN when it was not.
export async function keptAt(person, address) {
  const had = await (await caches.open(`pages-${person}`)).match(address, { ignoreVary: true });
  return had ? Date.parse(had.headers.get("X-Kept") ?? "") : NaN;
}
