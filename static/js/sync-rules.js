// The rules of sending that need no browser: what to send next, what an answer means, how long to wait.

export const MOST_ANSWERS = 100; // in one request; the answer names them all in one header

const ANSWER = /^(\/inspections\/[^/]+\/answers)\/([^/?]+)$/;

// Seconds of waiting after the nth failure in a row: 2^n, at most 300, give or take a quarter.
export const backoff = (failures, random = Math.random()) => Math.min(2 ** Math.max(1, failures), 300) * (0.75 + random / 2);

// The entries of one group in the order they go: as written, what closes the group at the end.
export const inOrder = (entries) => [...entries].sort((one, other) => Number(one.last) - Number(other.last) || one.seq - other.seq);

// A photo that the server did not take for what it is: it holds back nothing but itself. What was refused of it for the sake
// of the visit (frozen, out of reach) holds for the rest as well.
export const isBadPhoto = ({ method, url, status, answer }) =>
  method === "PUT" && url.includes("/photos/") && (!status || status === 413 || status === 422 || answer?.about === "photo");

// The request that is next for a group: {entries, method, url, …}; null when nothing may go.
export function next(entries) {
  const [first, ...rest] = inOrder(entries).filter((entry) => !(entry.state === "parked" && isBadPhoto(entry)));
  // A submission that was refused does not stop what mends it; anything else that is parked stops what came after it.
  if (!first || first.state === "parked") return null;
  const batch = [first];
  const address = ANSWER.exec(first.url)?.[1];
  if (address && first.method === "PUT") {
    for (const entry of rest) {
      if (batch.length === MOST_ANSWERS || entry.method !== "PUT" || entry.state === "parked" || ANSWER.exec(entry.url)?.[1] !== address) break;
      batch.push(entry);
    }
  }
  return batch.length > 1 ? { entries: batch, method: "PUT", url: address, json: { answers: batch.map(answerOf) } } : { entries: batch, method: first.method, url: first.url };
}

const answerOf = (entry) => ({
  ...Object.fromEntries(Array.isArray(entry.fields) ? entry.fields : Object.entries(entry.fields)),
  entry: entry.id,
  item: decodeURIComponent(ANSWER.exec(entry.url)[2]),
});

export const PORTAL = "没有收到服务器的确认，请检查是否需要先登录网络";
export const OFFLINE = "网络不通";
const BUSY = "服务器暂时不能保存";

// What keeps everything, by the answer to a ping: {why: "login" | "password"} waits for somebody, {reason} is tried again by
// itself; null when the server speaks. A portal answers with any status, and never in the server's words.
export function hindrance(answer) {
  if (!answer) return { reason: OFFLINE };
  const { status, body = null } = answer;
  if (status === 401) return { why: "login" };
  if (status === 403 && typeof body?.error === "string") return { why: "password" };
  if (status >= 500 || status === 408 || status === 429) return { reason: BUSY };
  return status < 400 && body?.user ? null : { reason: PORTAL };
}

// What an answer means. answer: {status, stored: text of X-Entry-Stored, body: parsed JSON or null}, or null when there was none.
// → {kind: "sent" | "again" | "login" | "missing" | "parked", reason, missing}
export function judge(answer, wanted) {
  if (!answer) return { kind: "again", reason: OFFLINE };
  const { status, stored = "", body = null } = answer;
  const reason = typeof body?.error === "string" ? body.error : "";
  if (status >= 200 && status < 300) {
    const names = new Set(stored.split(/[\s,]+/));
    const refused = new Set((body?.outcomes ?? []).filter((one) => one.outcome === "refused").map((one) => one.entry));
    return wanted.every((id) => names.has(id) || refused.has(id)) ? { kind: "sent", reason: "" } : { kind: "again", reason: PORTAL };
  }
  if (status < 400) return { kind: "again", reason: PORTAL };
  if (status === 401) return { kind: "login", reason: "登录已过期，请重新登录" };
  if (status >= 500 || status === 408 || status === 429) return { kind: "again", reason: reason || BUSY };
  if (status === 409 && Array.isArray(body?.missing) && body.missing.length) return { kind: "missing", reason, missing: body.missing };
  return { kind: "parked", reason: reason || `服务器没有接收（${status}）` };
}

// What the server said of each entry of a request, in its order: {entry, ok, reason, answer}.
export function outcomes(entries, body) {
  if (!Array.isArray(body?.outcomes)) return entries.map((entry) => ({ entry, ok: true, reason: "", answer: body }));
  const named = new Map(body.outcomes.map((one) => [one.entry, one]));
  return entries.map((entry) => {
    const answer = named.get(entry.id) ?? null;
    const refused = answer?.outcome === "refused";
    return { entry, ok: !refused, reason: refused ? answer.error : "", answer };
  });
}

// Seconds that the phone's clock is behind the server's; sent and back are the phone's milliseconds around the ping.
export const clockOffset = (serverTime, sent, back) => Math.round((Date.parse(serverTime) - (sent + back) / 2) / 1000);

export const KEPT_DAYS = 30; // after a receipt
const DRAFT_DAYS = 365; // of what was never closed from this phone: a colleague submitted it, or it was discarded

// Whether the phone may forget a group: nothing of it waits, and its last word arrived long enough ago. sent: {at, last, state}.
export function outlived(sent, waiting, now) {
  const days = sent.some((entry) => entry.last && entry.state === "sent") ? KEPT_DAYS : DRAFT_DAYS;
  return !waiting && sent.length > 0 && sent.every((entry) => Date.parse(entry.at) < now - days * 86_400_000);
}
