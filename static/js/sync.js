// The sender: takes what waits in the outbox to the server, oldest first within one inspection, one sender per phone.
// Nothing is ever deleted here: what arrived moves to `sent`, what is refused is parked with the reason.

import { again, announce, arrived, bytesOf, fate, Full, group, list, lose, mark, onchange, park, setAside } from "./entries.js";
import { person } from "./person.js";
import { backoff, clockOffset, hindrance, isBadPhoto, judge, next, outcomes, OFFLINE } from "./sync-rules.js";
import { photoName } from "./sync-words.js";
import { ping, send } from "./transport.js";

const OFFSET = "mashang-clock-offset";
const MOST_RESENT = 5; // times that missing photos are sent again for one submission
const MOST_NAMED = 3;
export const PAUSED = "上传暂停"; // as a reason; the event "paused" says why
const BROKEN = "手机的存储暂时打不开";
const WANTING = new Set(["kept", "wanted"]);
const RESTING_MS = 5000;
const DECODED_MS = 15_000; // after so long the server has looked at what has just arrived
const FRESH_MS = 60_000; // a ping is good for so long: every request names its person, and the server refuses another's

let running = null;
let wanted = false;
let failures = 0;
let timer = null;
let looking = null;
let resting = null; // until what is being typed is sent as it stands
let started = false;
let checked = { user: 0, at: -Infinity }; // the last good ping

// Begins sending on this page, and tries whenever there is a reason to.
export function start() {
  if (started) return;
  started = true;
  onchange(({ type, entry }) => {
    if (!WANTING.has(type)) return;
    if (!entry?.draft) return flush();
    clearTimeout(resting);
    resting = setTimeout(flush, RESTING_MS);
  });
  addEventListener("online", () => {
    failures = 0; // a network that has just come often fails once more: not a reason to wait for minutes
    flush();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && flush());
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "sync" && flush());
  flush();
}

// One round now, or another one after the present; resolves when it has ended.
export function flush() {
  wanted = true;
  clearTimeout(timer);
  running ??= (async () => {
    while (wanted) {
      wanted = false;
      await locked(round).catch(broken);
    }
    running = null; // in the same turn as the last look at `wanted`: a wish in between would be lost
  })();
  return running;
}

// A round that asks first whether the server can be reached, however lately it was.
export function reach() {
  checked.at = -Infinity;
  return flush();
}

// Without a secure context there are no locks; then two tabs may send the same entry, which the server takes once.
const locked = (work) => (navigator.locks ? navigator.locks.request("mashang-sender", work) : work());

async function round() {
  const { id: user } = person();
  const waiting = user ? await list(user) : [];
  if (!waiting.length) return;
  let failed = await refused(user);
  let stop = Boolean(failed);
  for (const inspection of stop ? [] : new Set(waiting.map((entry) => entry.inspection))) {
    const reason = await sendGroup(user, inspection);
    failed ||= reason;
    stop = reason === OFFLINE || reason === PAUSED;
    if (stop) break;
  }
  if (!failed && waiting.some((entry) => entry.size)) lookSoon(user);
  failures = failed ? failures + 1 : 0;
  if (failed) checked.at = -Infinity;
  if (failed && failed !== PAUSED) later();
  announce({ type: "round", user, left: (await list(user)).length, failed });
}

// The phone itself failed: its database was closed under the round (Safari does that to pages in the background), or is full.
function broken(error) {
  console.warn("outbox:", error);
  failures += 1;
  later();
  announce({ type: "round", user: person().id, left: null, failed: error instanceof Full ? error.message : BROKEN });
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(flush, backoff(failures) * 1000);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
}

// Whether photos that have just arrived can be decoded is known a little later, and told while they can be taken again.
function lookSoon(user) {
  clearTimeout(looking);
  looking = setTimeout(() => {
    checked.at = -Infinity;
    refused(user).catch(() => {});
  }, DECODED_MS);
}

// "" when the session is this person's; else why nothing may be sent now.
async function refused(user) {
  if (checked.user === user && performance.now() - checked.at < FRESH_MS) return "";
  const answer = await ping();
  const hindered = hindrance(answer);
  if (hindered) return hindered.why ? pause(hindered.why) : hindered.reason;
  remember(clockOffset(answer.body.time, answer.sent, answer.back));
  if (answer.body.user !== user) return pause("other", answer.body.name);
  checked = { user, at: performance.now() };
  announce({ type: "unreadable", photos: answer.body.unreadable ?? [], user });
  announce({ type: "paused", why: "", user });
  return "";
}

// Asked again at the next occasion; nothing is sent before the ping says that it may be.
function pause(why, name = "") {
  announce({ type: "paused", why, name, user: person().id });
  return PAUSED;
}

function remember(offset) {
  try {
    localStorage.setItem(OFFSET, String(offset));
  } catch {
    // The server measures it as well.
  }
}

// Sends what waits in one group until it is empty, refused or unreachable; returns why it ended, "" for the first two.
async function sendGroup(user, inspection) {
  for (;;) {
    const request = next(await group(user, inspection));
    if (!request) return "";
    const [entry] = request.entries;
    const bytes = entry.size ? await bytesOf(entry.id) : null;
    if (entry.size && !bytes) {
      if (await parked(entry, { reason: `${photoName(entry)}在手机里的数据已丢失，请重新拍摄`, status: 0 })) return "";
      continue;
    }
    announce({ type: "sending", entry: { id: entry.id, inspection } });
    const answer = await send(request, bytes, (share) => announce({ type: "progress", entry: { id: entry.id, inspection }, share }));
    const said = judge(answer, request.entries.map((one) => one.id));
    if (said.kind === "sent") {
      if (!(await settle(request.entries, answer.body))) return "";
      continue;
    }
    if (said.kind === "login") return pause("login");
    const tries = entry.tries + 1;
    if (said.kind === "missing" && (await resent(entry, said, tries))) continue;
    if (said.kind === "missing") return "";
    const change = { tries, reason: said.reason, status: answer?.status ?? 0 };
    if (said.kind === "again") {
      await mark(entry, { ...change, answer: null });
      return said.reason;
    }
    if (await parked(entry, { ...change, answer: answer.body })) return "";
  }
}

// True when the group stops there: not for a photo that alone is refused.
async function parked(entry, change) {
  const now = await park(entry, change);
  if (!now || !isBadPhoto(now)) return Boolean(now);
  await setAside(now);
  return false;
}

// The server misses photos that this phone had sent: they go again, before the submission. False: it is parked.
async function resent(entry, said, tries) {
  const lost = [];
  for (const photo of said.missing) if (!(await again(photo))) lost.push({ id: photo, url: (await fate(photo))?.url ?? "" });
  const times = (entry.resent ?? 0) + 1; // not `tries`, which also counts every time that the network failed
  if (!lost.length && times <= MOST_RESENT) {
    await mark(entry, { tries, resent: times, reason: said.reason });
    return true;
  }
  if (!lost.length) return !(await park(entry, { tries, status: 0, reason: "服务器多次没有存下照片。照片还在手机里，请稍后点“重试”" }));
  await lose(entry, lost.map(({ id }) => id));
  const names = lost.map(photoName);
  const reason = `${names.slice(0, MOST_NAMED).join("、")}${names.length > MOST_NAMED ? `等 ${names.length} 张` : ""}没有送达，手机里的数据也已丢失，请重新拍摄`;
  return !(await park(entry, { tries, status: 409, reason, answer: { lost } }));
}

// False when one of them is parked: the group stops there. What was refused is looked at first, while what makes up for it
// still stands behind it.
async function settle(entries, body) {
  const said = outcomes(entries, body);
  let stops = false;
  for (const { ok, entry, reason, answer } of said) {
    if (!ok && (await park(entry, { reason, status: 422, answer }))) stops = true;
  }
  const taken = said.filter((one) => one.ok);
  if (taken.length) await arrived(taken.map((one) => one.entry), taken.map((one) => one.answer), learnt(taken));
  return !stops;
}

// What the server's answers say of the group as a whole: the receipt, or where the visit is, when only a code was known.
function learnt(taken) {
  const closing = taken.find((one) => one.entry.last)?.answer;
  if (closing?.serial) return { serial: closing.serial, receipt: closing };
  const opened = taken.find((one) => one.answer?.enterprise_name && !one.entry.fields?.enterprise)?.answer;
  return opened ? { name: opened.enterprise_name, enterprise: opened.enterprise, version: opened.version } : null;
}

// Waits for an entry to arrive, at most so long: {state: "sent" | "parked" | "waiting", reason, answer}.
export function delivered(id, patience) {
  return new Promise((resolve) => {
    const end = (outcome) => {
      clearTimeout(limit);
      stop();
      resolve(outcome);
    };
    const limit = setTimeout(() => end({ state: "waiting", reason: "" }), patience);
    const stop = onchange(({ type, entry, answer, failed }) => {
      if (type === "sent" && entry.id === id) end({ state: "sent", reason: "", answer });
      if (type === "parked" && entry.id === id) end({ state: "parked", reason: entry.reason, answer: entry.answer, status: entry.status });
      if (type === "round" && failed) end({ state: "waiting", reason: failed });
    });
    // It may have arrived, or been refused, before anybody asked.
    fate(id).then((entry) => {
      if (entry?.state === "sent" || entry?.state === "parked") end({ state: entry.state, reason: entry.reason, answer: entry.answer, status: entry.status });
    }).catch(() => {}); // the round says it as well
    flush();
  });
}
