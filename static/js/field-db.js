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

// The browser gives no database at all: `message` says why, and what helps.
export class NoStore extends Error {}

const WHY = {
  VersionError: "这台手机里的数据属于更新的版本：请关闭本系统的其他标签页，再刷新这一页",
  blocked: "本系统的另一个标签页占用着手机的存储：请关闭其他标签页，再刷新这一页",
};
const OTHERWISE = "浏览器的存储打不开（无痕窗口、手机空间已满或数据损坏时会这样）：请用普通窗口打开，清理手机空间，或重启浏览器";

// The one connection of this page; it makes way when another page brings a newer version. A connection that was lost without a
// word (Safari does that) is opened anew before anybody notices; a refusal is not for ever: the next one asks again.
export async function base() {
  if (opened && !alive(await opened.catch(() => null))) opened = null;
  opened ??= connect().catch((error) => {
    opened = null;
    throw error;
  });
  const database = await opened;
  tell("");
  return database;
}

function alive(database) {
  if (!database) return false;
  if (away) return true;
  try {
    IDBDatabase.prototype.transaction.call(unwrap(database), "visits").abort();
    return true;
  } catch (error) {
    return error.name !== "InvalidStateError";
  }
}

async function connect() {
  try {
    return follow(await new Promise((resolve, reject) => {
      openDB(NAME, VERSION, {
        async upgrade(database, from, _to, transaction) {
          followed(unwrap(transaction));
          for (const step of STEPS.slice(from)) await step(database, transaction);
        },
        blocked: () => reject(new DOMException("another page holds it", "blocked")),
        blocking(_current, _wanted, event) {
          event.target.close();
          opened = null;
        },
        terminated() {
          opened = null;
        },
      }).then(resolve, reject);
    }));
  } catch (error) {
    console.warn("outbox:", error);
    const refused = new NoStore(WHY[error?.name] ?? OTHERWISE);
    tell(refused.message);
    throw refused;
  }
}

// For the words at the top of the page (app.js): "" once it opens.
let lacking = "";
export const lacks = () => lacking;
function tell(why) {
  if (why === lacking) return;
  lacking = why;
  globalThis.document?.dispatchEvent(new CustomEvent("field:store", { detail: why }));
}

export const keyOf = (user, inspection, rest = "") => `${user}|${inspection}|${rest}`;
