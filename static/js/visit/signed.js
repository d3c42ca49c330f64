// The 现场检查笔录 of this visit as it stands on the phone, and which of its signatures still hold.

import { sha256 } from "../hash.js";
import { localIso } from "../ids.js";
import { remember, valuesOf, visitOf } from "../outbox.js";
import { prepared } from "../photos.js";
import { inspection, root, user } from "./page.js";
import { visitOnScreen } from "./reading.js";
import { canonical, compose } from "./record.js";

const section = root?.querySelector("#signing");
const facts = section ? JSON.parse(section.dataset.facts) : null;
const UNKNOWN = "手机里没有这家单位的登记资料，连上网络、单位识别以后再签名。";

// null where nothing is signed (巡查), else {problem} or {content, sha, ended_at, signers: [{role, name, mark}], stale: [name]}:
// mark is the signature that holds, stale names those whose signature does not any more. The visit remembers it in short.
export async function look() {
  await prepared(); // their number is signed, and what is submitted names each of them
  if (!facts) return null;
  const values = await valuesOf(user, inspection);
  const known = (await visitOf(user, inspection)) ?? {};
  const where = placeOf(known, values);
  if (where === null) return { problem: UNKNOWN };
  const marks = newest(values);
  const ended_at = marks.at(-1)?.ended_at;
  let now = await composed(known, values, where, ended_at ?? localIso());
  // Nothing that was signed says this: the next signature is under the time at which it is made.
  if (ended_at && !marks.some((mark) => mark.signed_sha256 === now.sha)) now = await composed(known, values, where, localIso());
  const holds = (mark) => mark.signed_sha256 === now.sha;
  const signers = signersOf(now.content).map((one) => ({ ...one, mark: marks.find((mark) => by(one, mark) && holds(mark)) ?? null }));
  const stale = marks.filter((mark) => !holds(mark)).map((mark) => mark.name);
  const { companion, companion_post } = now.content.visit;
  const signing = { done: signers.filter((one) => one.mark).length, of: signers.length, stale: stale.length > 0, ended_at: now.ended_at, companion, companion_post };
  if (marks.length || known.signing) await remember(user, inspection, { signing });
  return { ...now, signers, stale };
}

// Whether a signature is this person's. Two inspectors of one name are told apart by their badge.
const by = ({ role, name, badge }, mark) => mark.role === role && mark.name === name && (!mark.badge || mark.badge === badge);

// The last of each person, oldest first.
function newest(values) {
  const marks = values.filter((value) => value.url.includes("/signatures/") && !value.gone).sort((one, other) => (one.at < other.at ? -1 : 1));
  const last = new Map(marks.map((value) => [`${value.fields.role} ${value.fields.name} ${value.fields.badge ?? ""}`, value]));
  return marks.filter((value) => [...last.values()].includes(value)).map((value) => value.fields);
}

const signersOf = ({ visit }) => [
  { role: "companion", name: visit.companion, badge: "" },
  ...visit.inspectors.map(({ name, badge }) => ({ role: "inspector", name, badge })),
];

async function composed(known, values, place, ended_at) {
  const seen = visitOnScreen();
  const content = compose(facts, {
    ...seen, place, ended_at, started_at: known.started_at && "shell" in root.dataset ? known.started_at : facts.started_at,
    inspectors: inspectors(), photos: photosAmong(values),
  });
  return { content, ended_at, sha: await sha256(new Blob([canonical(content)])) };
}

// undefined: the page knows the enterprise; {name, address}: a plant that is not in the register; null: nobody knows.
function placeOf(known, values) {
  if (!("shell" in root.dataset)) return undefined;
  if (known.enterprise) return String(known.enterprise) === root.dataset.enterprise ? undefined : null;
  const opening = values.find((value) => value.url === `/inspections/${inspection}`)?.fields;
  return opening?.new_name ? { name: opening.new_name, address: opening.new_address } : null;
}

// Only the lead chooses the second inspector; on the page of the other one the server has said who the two are.
function inspectors() {
  const chosen = root.querySelector("[data-second-field] select")?.selectedOptions[0];
  const second = chosen ? (chosen.value ? { name: chosen.dataset.name, badge: chosen.dataset.badge } : null) : facts.second;
  return [facts.lead, second].filter(Boolean);
}

function photosAmong(values) {
  const ids = new Set(facts.photos);
  for (const value of values) {
    const id = /\/photos\/([^/?]+)/.exec(value.url)?.[1];
    if (id && (value.gone || value.refused)) ids.delete(id);
    else if (id && value.photo) ids.add(id);
  }
  return ids.size;
}
