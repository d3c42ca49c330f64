// What is kept on the phone: writing it down, reading it, and moving it on. outbox.js describes it for callers.

import { fateOf, orNone, sendNow, Unsent } from "./direct.js";
import { base, keyOf, NoStore } from "./field-db.js";
import { localIso, uuid7 } from "./ids.js";
import { recount, spare } from "./spare.js";

const listeners = new Set();
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("mashang-outbox") : null;
if (channel) channel.onmessage = ({ data }) => listeners.forEach((listener) => listener({ ...data, elsewhere: true }));

export function onchange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function announce(event) {
  listeners.forEach((listener) => listener(event));
  channel?.postMessage(event);
}

export class Full extends Error {}

// Why something was not written down, in words.
export const whyNot = (error) => (error instanceof Full || error instanceof Unsent ? error.message : "手机没有写入，请重试");

// One transaction, on the disk when it resolves. A full disk first gives up photos that have arrived, oldest first.
async function write(stores, work) {
  for (let tries = 0; ; tries += 1) {
    const transaction = (await base()).transaction(stores, "readwrite", { durability: "strict" });
    try {
      const result = await work((name) => transaction.objectStore(name), transaction);
      await transaction.done;
      return result;
    } catch (error) {
      abort(transaction);
      await transaction.done.catch(() => {});
      if (![error?.name, transaction.error?.name].includes("QuotaExceededError")) throw error;
      if (tries === 0 ? await spare() : await recount(tries)) continue;
      announce({ type: "full" });
      throw new Full("手机存储空间已满");
    }
  }
}

// What could not be asked for whole is not kept in part.
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}

export const put = async (given) => (await putAll([given]))[0];

// Several at once: all of them are on the disk, or none is.
export async function putAll(all) {
  const made = all.map(({ bytes = null, value = null, visit = null, ...given }) => ({
    bytes, value, visit,
    entry: {
      id: uuid7(), created: localIso(), tries: 0, state: "waiting", reason: "", type: "", last: false, stamp: "", draft: false, fields: null,
      ...given, size: bytes?.byteLength ?? 0,
    },
  }));
  let over = [];
  try {
    await write(["entries", "bytes", "values", "visits", "sent"], async (store) => (over = await Promise.all(made.map((one) => add(store, one)))));
  } catch (error) {
    if (!(error instanceof NoStore)) throw error;
    await sendNow(made, announce);
    return made.map(({ entry }) => entry);
  }
  made.forEach(({ entry }, index) => announce({ type: "kept", entry: light(entry), over: over[index] }));
  return made.map(({ entry }) => entry);
}

// → the ids of what it takes the place of.
async function add(store, { entry, bytes, value, visit }) {
  const { user, inspection } = entry;
  const url = addressOf(entry);
  // All is asked for at once: a thumb waits for it, and each request on its own is a way there and back.
  const present = store("entries").index("group").getAll([user, inspection]); // asked first: without the new one
  const written = [store("entries").add(entry)];
  if (bytes) written.push(store("bytes").put({ id: entry.id, data: bytes }));
  if (value !== false) {
    written.push(store("values").put({
      key: keyOf(user, inspection, url), user, inspection, url, entry: entry.id, at: entry.created, method: entry.method,
      fields: entry.fields, gone: entry.method === "DELETE", ...value,
    }));
  }
  if (visit) written.push(patch(store, user, inspection, visit));
  const [olds, [seq]] = await Promise.all([present, Promise.all(written)]);
  // What could not be sent makes way for what is said now; it is kept among what was sent, marked so.
  const spent = (old) => replaces(entry, old) && (old.state === "parked" || (old.last && entry.last));
  const gone = olds.filter(spent);
  await Promise.all(gone.map((old) => moveOn(store, old, "replaced")));
  if (entry.method === "DELETE") await unname(store, olds, url);
  entry.seq = seq;
  // Half a sentence is no record of its own: the whole one stands where it stood.
  const half = olds.find((old) => old.draft && old.state === "waiting" && old.method === entry.method && replaces(entry, old));
  if (half) {
    await store("entries").delete(seq);
    entry.seq = half.seq;
    await store("entries").put(entry);
  }
  return [...gone, half].filter(Boolean).map(({ id }) => id);
}

// A photo that was taken out is named by no submission that waits. As it says something else now, it has an id of its own
// (see amend): the answer to what was on its way is none to this.
async function unname(store, waiting, url) {
  const named = (entry) => entry.last && Array.isArray(entry.fields?.photos) && entry.fields.photos.some((photo) => url.endsWith(`/photos/${photo.id}`));
  const without = ({ fields }) => ({ ...fields, photos: fields.photos.filter((photo) => !url.endsWith(`/photos/${photo.id}`)) });
  await Promise.all(waiting.filter(named).map((entry) => store("entries").put({ ...entry, id: uuid7(), fields: without(entry) })));
}

const addressOf = (entry) => entry.url.split("?")[0];
const replaces = (entry, old) => addressOf(entry) === addressOf(old) && (entry.method === old.method || entry.method === "DELETE") && !changes(old);
// One thing more or less of several: the next such change says nothing about this one.
const changes = ({ fields }) => Array.isArray(fields) && fields.some(([name]) => name === "add" || name === "remove");
const light = ({ fields, ...rest }) => rest;

async function patch(store, user, inspection, change) {
  const key = keyOf(user, inspection);
  const known = (await store("visits").get(key)) ?? { key, user, inspection };
  await store("visits").put({ ...known, ...change });
}

const moveOn = (store, entry, state, answer = null) =>
  Promise.all([store("entries").delete(entry.seq), store("sent").put({ ...entry, state, answer, at: localIso() })]);

// What is being typed and waits for somebody to send it; with fields null it was sent, or given up.
export const jot = (user, inspection, url, fields) =>
  write(["values"], (store) => {
    const key = keyOf(user, inspection, url);
    return fields ? store("values").put({ key, user, inspection, url, entry: "", at: localIso(), method: "", fields, gone: false }) : store("values").delete(key);
  });

export const remember = (user, inspection, change) => orNone(write(["visits"], (store) => patch(store, user, inspection, change)));

// entries: those of one request; answers: what the server said of each, in the same order.
export async function arrived(entries, answers, visit = null) {
  await write(["entries", "sent", "visits", "values"], async (store) => {
    await Promise.all(entries.map(async ({ seq, id, user, inspection, url }, at) => {
      const [entry, value] = await Promise.all([store("entries").get(seq), store("values").get(keyOf(user, inspection, addressOf({ url })))]);
      if (entry?.id === id) await moveOn(store, entry, "sent", answers[at]); // else it was amended meanwhile, and goes once more
      if (value?.entry === id) await store("values").put({ ...value, answer: answers[at], refused: false });
    }));
    if (visit) await patch(store, entries[0].user, entries[0].inspection, visit);
  });
  entries.forEach((entry, at) => announce({ type: "sent", entry, answer: answers[at] }));
}

// change: {reason, status, tries …} of an entry that still waits; null when it does not, or has been amended since it was read.
export const mark = (entry, change) => write(["entries"], (store) => changed(store, entry, change)).then(told("failed"));

async function changed(store, { id, seq }, change) {
  const known = await store("entries").get(seq);
  if (known?.id !== id) return null;
  await store("entries").put({ ...known, ...change });
  return { ...known, ...change };
}

const told = (type) => (entry) => {
  if (entry) announce({ type, entry: light(entry) });
  return entry;
};

// What the server refused waits for somebody; null when nobody is needed: it was amended or taken out while it was on its way,
// or what was said of it later makes up for it.
export const park = (entry, change) =>
  write(["entries", "sent"], async (store) => {
    const now = await changed(store, entry, { ...change, state: "parked" });
    const group = await store("entries").index("group").getAll([entry.user, entry.inspection]);
    if (!now || !group.some((newer) => newer.seq > now.seq && replaces(newer, now))) return now;
    await moveOn(store, now, "replaced");
    return null;
  }).then(told("parked"));

// The same thing said otherwise, at the same place in the queue. It has an id of its own, so that no answer to what was on its
// way is taken for one to this.
export async function amend(id, fields) {
  const now = await write(["entries", "values"], async (store) => {
    const known = await store("entries").index("id").get(id);
    if (!known) return null;
    const said = { ...known, id: uuid7(), fields: { ...known.fields, ...fields }, state: "waiting", reason: "", tries: 0, resent: 0 };
    const value = await store("values").get(keyOf(known.user, known.inspection, addressOf(known)));
    if (value?.entry === id) await store("values").put({ ...value, entry: said.id, fields: said.fields });
    await store("entries").put(said);
    return said;
  });
  if (now) announce({ type: "wanted", inspection: now.inspection });
  return Boolean(now);
}

const reading = async (read, none) => orNone(base().then(read), none);

export const find = (id) => reading((kept) => kept.getFromIndex("entries", "id", id));

// Where an entry is now: {state: "waiting" | "parked" | "sent" | "withdrawn" …, reason, answer}; null when nobody knows it.
export async function fate(id) {
  return fateOf(id) ?? (await find(id)) ?? (await reading((kept) => kept.get("sent", id))) ?? null;
}

// Takes an entry out of the queue by somebody's decision; it stays among what was sent, with its bytes. as: "replaced" when
// it goes on as another entry.
export async function withdraw(id, as = "withdrawn") {
  const entry = await orNone(write(["entries", "sent", "values"], async (store) => {
    const known = await store("entries").index("id").get(id);
    if (!known) return null;
    await moveOn(store, known, as);
    await unname(store, await store("entries").index("group").getAll([known.user, known.inspection]), addressOf(known));
    const key = keyOf(known.user, known.inspection, addressOf(known));
    const value = await store("values").get(key);
    if (value?.entry === id) await store("values").put({ ...value, gone: true });
    return known;
  }));
  if (entry) announce({ type: "withdrawn", entry: light(entry) });
  return Boolean(entry);
}

// The server misses something that had arrived: it goes once more. False when the bytes of a photo are gone, or somebody
// has decided that it does not go.
export async function again(id) {
  const moved = await write(["entries", "sent", "bytes"], async (store) => {
    if (await store("entries").index("id").get(id)) return true;
    const old = await store("sent").get(id);
    if (old?.state !== "sent" || (old.size && !(await store("bytes").count(id)))) return false;
    const { seq, at, answer, ...entry } = old;
    await store("sent").delete(id);
    await store("entries").add({ ...entry, state: "waiting", reason: "" });
    return true;
  });
  return moved;
}

// Photos that are neither on the server nor on the phone: no later submission of their visit names them any more.
export async function lose({ user, inspection }, ids) {
  await write(["values"], async (store) => {
    for (const value of await store("values").index("group").getAll([user, inspection])) {
      if (ids.includes(value.photo?.id)) await store("values").put({ ...value, gone: true });
    }
  });
}

// A photo that was refused by itself: neither the submission that waits nor a later one names it, until it has arrived after all.
export const setAside = ({ id, user, inspection, url }) =>
  write(["entries", "values"], async (store) => {
    await unname(store, await store("entries").index("group").getAll([user, inspection]), addressOf({ url }));
    const value = await store("values").get(keyOf(user, inspection, addressOf({ url })));
    if (value?.entry === id) await store("values").put({ ...value, refused: true });
  });

// Where the browser gives no database there is nothing to read; only counts() says that it cannot be known.
export const list = (user) => reading((kept) => kept.getAllFromIndex("entries", "user", user), []);
export const group = (user, inspection) => reading((kept) => kept.getAllFromIndex("entries", "group", [user, inspection]), []);
export const valuesOf = (user, inspection) => reading((kept) => kept.getAllFromIndex("values", "group", [user, inspection]), []);
export const visitOf = (user, inspection) => reading((kept) => kept.get("visits", keyOf(user, inspection)));
export const visitsOf = (user) => reading((kept) => kept.getAllFromIndex("visits", "user", user), []);
export const sentOf = (user, inspection) => reading((kept) => kept.getAllFromIndex("sent", "group", [user, inspection]), []);
export const sentCount = (user, inspection) => reading((kept) => kept.countFromIndex("sent", "group", [user, inspection]), 0);
export const bytesOf = async (id) => (await reading((kept) => kept.get("bytes", id)))?.data ?? null;

// How many entries wait on this phone: [of this person, of others].
export async function counts(user) {
  const store = (await base()).transaction("entries").objectStore("entries");
  const all = await store.count();
  const own = user ? await store.index("user").count(user) : 0;
  return [own, all - own];
}
