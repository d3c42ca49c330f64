// Where the browser gives no database (private windows, a damaged or blocked one), work that is online goes on: what is said goes
// to the server at once, and counts as said only when the server has it. Nothing waits here, since nothing would survive the page.

import { NoStore } from "./field-db.js";
import { judge, OFFLINE } from "./sync-rules.js";
import { send } from "./transport.js";

// It has arrived nowhere; `message` says why, and what helps.
export class Unsent extends Error {}

const done = new Map(); // entry id → what became of it, for whoever asks later

// entries: [{entry, bytes}], in their order; told(event) hears what outbox.js describes. Throws Unsent at the first that is not taken.
export async function sendNow(entries, told) {
  for (const { entry, bytes } of entries) {
    const { id, inspection } = entry;
    const request = { entries: [entry], method: entry.method, url: entry.url };
    const answer = await send(request, bytes, (share) => told({ type: "progress", entry: { id, inspection }, share }));
    const said = judge(answer, [id]);
    if (said.kind !== "sent") throw new Unsent(words(said));
    entry.state = "sent";
    done.set(id, { ...entry, answer: answer.body });
    told({ type: "sent", entry, answer: answer.body });
  }
}

function words({ kind, reason }) {
  if (kind === "parked") return reason;
  return `${reason === OFFLINE ? "没有网络" : reason}，手机的存储也打不开。请不要关闭这一页，有网络后重试`;
}

export const fateOf = (id) => done.get(id) ?? null;

// What the phone holds where it can hold nothing.
export function orNone(reading, none) {
  return reading.catch((error) => {
    if (error instanceof NoStore) return none;
    throw error;
  });
}
