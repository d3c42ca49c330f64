// The outbox: what is recorded is written down on the phone first, then sent (sync.js). It knows nothing of checklists.
//
// As an htmx 4 extension it serves every element inside [hx-outbox]: {inspection} in addresses is filled in, and
// everything but GET becomes an entry; htmx hears 202 as soon as the entry is on the disk. <… data-inspection="id">
// names the group; an empty one is read from the address of the page.
//
// For other modules (user: the person's id, a number; inspection: the id of a group of entries, a text):
//
//   await put({user, inspection, method, url, fields, bytes, type, last, stamp, draft, value, visit}) → the entry, on the disk.
//       fields: [[name, value], …] is sent as a form, an object as JSON; bytes: an ArrayBuffer, sent as the body with
//       `type` as its content type. last: goes after everything else of its group (a submission). stamp: the field that
//       is filled with the phone's time when it is sent. value: more for the stored value, false for none. visit: what to
//       remember of the group (name, enterprise, kind, started_at …). draft: it is still being typed; it is sent when the
//       hand rests or anything else is sent, and the next entry of the same address takes its place in the queue. A newer
//       entry of the same address takes the place of a parked one. Throws Full when the disk is full, after {type: "full"}.
//       putAll([…]) → all of them, or none.
//   await list(user) → entries that wait, oldest first: {seq, id, user, inspection, method, url, fields, type, size, last,
//       created, tries, state: "waiting" | "parked", reason, status, answer}; bytesOf(id) → ArrayBuffer or null.
//   await inspections(user) → per group: {inspection, user, waiting, sent, total, photos, files, size, state: "sent" | "waiting"
//       | "parked", reason (the last error in words), parked: entry or null, submission: "" | "waiting" | "parked" |
//       "sent", oldest, …what was remembered (name, enterprise, kind, started_at, serial, receipt)}, newest first.
//   await retry(user, inspection) → parked entries wait again, and sending is tried at once (without inspection: all).
//   await amend(id, fields) → the same for one entry, with other fields and an id of its own. await withdraw(id) → out of the queue, kept.
//   await all(user) → every entry that waits, with its bytes, for export. counts(user) → [own, of others on this phone].
//   onchange(listener) → unsubscribe. Events, also of other tabs ({elsewhere: true}): {type: "kept" | "sent" (answer) |
//       "failed" | "parked" | "withdrawn", entry, over: ids of those whose place a kept one took}, {type: "progress", entry: {id}, share}, {type: "paused", why: "login" |
//       "other" | "password" | "", name, user (whose sending it is)}, {type: "full"}, {type: "round", user, left, failed}
//       (left: null when the phone's own storage failed),
//       {type: "tidied"} (what arrived long ago has gone from the phone, spare.js).
//   await open() → the database (idb), stores as in field-db.js. Nothing is ever imported here: an importer calls put().
//
// Where the browser gives no database, put() sends at once: what it resolves to has state "sent", and Unsent says why not (direct.js).
//
// Pages for offline use are kept in the cache `pages-<user>` (see sw.js, kept.js): /tasks, /scan, /field/start, /field/form
// and, for each enterprise, /enterprises/{id}, /enterprises/{id}/visit, /field/form?enterprise={id}.

import * as entries from "./entries.js";
import { base } from "./field-db.js";
import { person } from "./person.js";

export { amend, announce, bytesOf, counts, find, Full, list, onchange, put, putAll, remember, valuesOf, visitOf, whyNot, withdraw } from "./entries.js";
export const open = base;

export async function all(user) {
  const waiting = await entries.list(user);
  return Promise.all(waiting.map(async (entry) => ({ ...entry, bytes: entry.size ? await entries.bytesOf(entry.id) : null })));
}

export async function inspections(user) {
  const waiting = Map.groupBy ? Map.groupBy(await entries.list(user), (entry) => entry.inspection) : grouped(await entries.list(user));
  const visits = new Map((await entries.visitsOf(user)).map((visit) => [visit.inspection, visit]));
  const ids = [...new Set([...visits.keys(), ...waiting.keys()])];
  const rows = await Promise.all(ids.map(async (id) => summary(user, id, waiting.get(id) ?? [], visits.get(id))));
  return rows.sort((one, other) => (one.order < other.order ? 1 : -1));
}

function grouped(list) {
  const map = new Map();
  list.forEach((entry) => map.set(entry.inspection, [...(map.get(entry.inspection) ?? []), entry]));
  return map;
}

async function summary(user, inspection, waiting, visit = {}) {
  // What was withdrawn or replaced has not arrived; where nothing waits the number says only whether there was anything.
  const sent = waiting.length
    ? (await entries.sentOf(user, inspection)).filter((entry) => entry.state === "sent").length
    : await entries.sentCount(user, inspection);
  const parked = waiting.find((entry) => entry.state === "parked") ?? null;
  const closing = waiting.find((entry) => entry.last);
  return {
    ...visit, user, inspection, sent, parked,
    waiting: waiting.length,
    total: sent + waiting.length,
    photos: waiting.filter((entry) => entry.size && !isFile(entry)).length,
    files: waiting.filter(isFile).length,
    size: waiting.reduce((sum, entry) => sum + entry.size, 0),
    state: parked ? "parked" : waiting.length ? "waiting" : "sent",
    reason: (parked ?? waiting.findLast((entry) => entry.reason))?.reason ?? "",
    submission: closing ? closing.state : visit.serial ? "sent" : "",
    oldest: waiting[0]?.created ?? null,
    order: visit.started_at ?? waiting[0]?.created ?? "",
  };
}

export const inspectionOf = async (user, inspection) =>
  summary(user, inspection, await entries.group(user, inspection), await entries.visitOf(user, inspection));

const isFile = ({ size, url }) => size > 0 && new URLSearchParams(url.split("?")[1]).has("file_name");

export async function retry(user, inspection = null) {
  for (const entry of await entries.list(user)) {
    if (entry.state === "parked" && (!inspection || entry.inspection === inspection)) {
      await entries.mark(entry, { state: "waiting", tries: 0, resent: 0 });
    }
  }
  entries.announce({ type: "wanted", inspection });
}

// --- htmx ----------------------------------------------------------------------------------------------------------------

export const groupOf = (element) =>
  element.closest("[hx-outbox]").dataset.inspection || /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(location.pathname)?.[0] || "";

const extension = {
  htmx_config_request(element, { ctx }) {
    const box = element.closest("[hx-outbox]");
    if (!box) return;
    const inspection = groupOf(element);
    ctx.request.action = ctx.request.action.replaceAll("{inspection}", inspection);
    if (ctx.request.method !== "GET") ctx.fetch = (url, request) => keep(element, inspection, url, request, ctx.sourceEvent?.type === "typed");
  },
};

// typed: in the middle of a text (typing.js); what is left behind goes as it is.
async function keep(element, inspection, url, request, typed) {
  const fields = request.body ? [...request.body] : [];
  try {
    const entry = await entries.put({ user: person().id, inspection, method: request.method, url, fields, draft: typed && !document.hidden });
    element.dispatchEvent(new CustomEvent("outbox:kept", { bubbles: true, detail: { entry } }));
  } catch (error) {
    element.dispatchEvent(new CustomEvent("outbox:lost", { bubbles: true, detail: { error } }));
    return new Response("", { status: 507, headers: { "HX-Reswap": "none" } });
  }
  return new Response("", { status: 202, headers: request.method === "DELETE" ? {} : { "HX-Reswap": "none" } });
}

const register = () => window.htmx.registerExtension("outbox", extension);
if (globalThis.window?.htmx) register();
else globalThis.document?.addEventListener("htmx:here", register, { once: true });
