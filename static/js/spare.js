// What the phone gives up of what has arrived: photos when space is short, and everything 30 days after a receipt.
// What waits, or was parked, is never touched.

import { base } from "./field-db.js";
import { localIso } from "./ids.js";
import { KEPT_DAYS, outlived } from "./sync-rules.js";
import { tidyNotes } from "./typing.js";

const DAY_MS = 86_400_000;
const NOTE = "mashang-tidied";
const RECOUNT_MS = [250, 1000, 3000];
const STORES = ["entries", "sent", "bytes", "values", "visits"];

// Drops the bytes of all photos that arrived or were withdrawn. Returns how many went.
export async function spare() {
  const transaction = (await base()).transaction(["sent", "bytes"], "readwrite");
  const bytes = transaction.objectStore("bytes");
  let gone = 0;
  for (let at = await transaction.objectStore("sent").index("at").openCursor(); at; at = await at.continue()) {
    if (!at.value.size || (await bytes.getKey(at.value.id)) === undefined) continue;
    await bytes.delete(at.value.id);
    gone += 1;
  }
  await transaction.done;
  return gone;
}

// Chromium may go on counting what was given up until something else is written, a moment later. False: tried often enough.
export async function recount(tries) {
  const pause = RECOUNT_MS[tries - 1];
  if (!pause) return false;
  await new Promise((done) => setTimeout(done, pause));
  await mark().catch(() => {}); // even that may find no room yet; then the next time it does
  return true;
}

async function mark() {
  const { store, done } = (await base()).transaction("bytes", "readwrite");
  await Promise.all([store.put({ id: "" }), store.delete(""), done]);
}

// Forgets the groups that may go, with all that the phone knows of them. Returns how many went.
export async function tidy(now = Date.now()) {
  const transaction = (await base()).transaction(STORES, "readwrite");
  const store = (name) => transaction.objectStore(name);
  const old = new Map();
  // The texts carry their own offsets: a day more than any two of them differ by is looked at, the rule has the last word.
  const range = IDBKeyRange.upperBound(localIso(new Date(now - (KEPT_DAYS - 2) * DAY_MS)));
  for (let at = await store("sent").index("at").openCursor(range); at; at = await at.continue()) {
    const { user, inspection } = at.value;
    old.set(`${user}|${inspection}`, [user, inspection]);
  }
  let gone = 0;
  for (const [key, group] of old) {
    const sent = await store("sent").index("group").getAll(group);
    if (!outlived(sent, await store("entries").index("group").count(group), now)) continue;
    for (const { id } of sent) await Promise.all([store("sent").delete(id), store("bytes").delete(id)]);
    for (const value of await store("values").index("group").getAllKeys(group)) await store("values").delete(value);
    await store("visits").delete(`${key}|`);
    gone += 1;
  }
  await transaction.done;
  return gone;
}

// At most once a day, whatever the number of pages that are opened. Returns how many groups went.
export async function tidyDaily(now = Date.now()) {
  try {
    if (Math.abs(now - Number(localStorage.getItem(NOTE) ?? NaN)) < DAY_MS) return 0;
    localStorage.setItem(NOTE, String(now));
  } catch {
    // Then at every page.
  }
  tidyNotes(now);
  return tidy(now);
}
