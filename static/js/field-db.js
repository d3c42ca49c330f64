// The database `field` of the phone, and how it grew. Every version's step stays, so that a phone which was
// switched off for a year opens what it holds.
//
//   entries  {seq, id, user, inspection, method, url, fields, type, size, last, stamp, draft, created, tries, resent, state, reason, status, answer}
//   bytes    {id, data: ArrayBuffer}       of an entry that carries a file, also after it was sent
//   values   {key, user, inspection, url, entry, fields | gone, at}  the latest value per control
//   sent     entries that arrived (or were withdrawn or replaced), with at, state and answer
//   visits   {key, user, inspection, …}    what the phone knows of a visit: name, enterprise, kind, started_at, receipt

import { openDB, unwrap } from "../vendor/idb/index.js";

export const NAME = "field";
export const VERSION = 2;

const STEPS = [
  (database) => {
    database.createObjectStore("entries", { keyPath: "id" });
    database.createObjectStore("values", { keyPath: "key" });
    database.createObjectStore("sent", { keyPath: "id" });
  },
  // Two entries of one millisecond need an order; photos are read only when they are sent or shown.
  async (database, transaction) => {
    const old = await transaction.objectStore("entries").getAll();
    database.deleteObjectStore("entries");
    const entries = database.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
    entries.createIndex("id", "id", { unique: true });
    entries.createIndex("user", "user");
    entries.createIndex("group", ["user", "inspection"]);
    const bytes = database.createObjectStore("bytes", { keyPath: "id" });
    transaction.objectStore("values").createIndex("group", ["user", "inspection"]);
    const sent = transaction.objectStore("sent");
    sent.createIndex("group", ["user", "inspection"]);
    sent.createIndex("at", "at");
    database.createObjectStore("visits", { keyPath: "key" }).createIndex("user", "user");
    const moved = old.sort((one, other) => (one.created < other.created ? -1 : one.created > other.created ? 1 : one.id < other.id ? -1 : 1));
    for (const { bytes: data, ...entry } of moved) {
      if (data) bytes.add({ id: entry.id, data });
      entries.add({ ...entry, size: data?.byteLength ?? 0 });
    }
  },
];

let opened = null;

// A page that iOS freezes for the way back keeps its transactions open, and every other page waits for them: a submission
// would hang until somebody goes back. What has not been acknowledged by then is given up, and the page begins anew.
const running = new Set();
let away = false;
let gaveUp = false;

function followed(transaction) {
  running.add(transaction);
  for (const end of ["complete", "abort"]) transaction.addEventListener(end, () => running.delete(transaction));
  return transaction;
}

function follow(database) {
  const raw = unwrap(database);
  raw.transaction = (...given) => {
    if (away) {
      gaveUp = true;
      throw new DOMException("the page is being left", "AbortError");
    }
    try {
      return followed(IDBDatabase.prototype.transaction.apply(raw, given));
    } catch (error) {
      if (error.name === "InvalidStateError") opened = null; // closed, and nobody was told: the next one opens it anew
      throw error;
    }
  };
  return database;
}

globalThis.addEventListener?.("pagehide", ({ persisted }) => {
  if (!persisted) return;
  away = true;
  gaveUp = running.size > 0;
  running.forEach((transaction) => {
    try {
      transaction.abort();
    } catch {
      // It is being committed, and needs nobody for that.
    }
  });
});
globalThis.addEventListener?.("pageshow", ({ persisted }) => {
  if (!persisted) return;
  away = false;
  if (gaveUp) location.reload();
});

// The one connection of this page; it makes way when another page brings a newer version.
export function base() {
  opened ??= openDB(NAME, VERSION, {
    async upgrade(database, from, _to, transaction) {
      followed(unwrap(transaction));
      for (const step of STEPS.slice(from)) await step(database, transaction);
    },
    blocking(_current, _wanted, event) {
      event.target.close();
      opened = null;
    },
    terminated() {
      opened = null;
    },
  }).then(follow).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

export const keyOf = (user, inspection, rest = "") => `${user}|${inspection}|${rest}`;
