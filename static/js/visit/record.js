// The 现场检查笔录 as the phone writes it: what webapp/documents/writing/composing.py makes of the same visit, name by name, so that
// both have one SHA-256. Needs no browser.
//
// facts: what the server said with the form (webapp/documents/writing/onsite.py): {frame, words, kinds, rechecks, open}.
// visit: {kind, nature, started_at, ended_at (ISO 8601 with offset), place: {name, address} of a new enterprise or null, companion,
// companion_post, inspectors: [{name, badge}], showed_badge, told_rights, items: [{code, content, result, note, findings}], slotFindings,
// outside, rechecks: [{id, result, note}], photos (how many)}; a finding: {id, fact, on_site, on_site_note}.

const FAULTY = ["unmet", "mostly"];
const CHINA_MS = 8 * 3_600_000;
// As webapp/web/text.py: what a database does not take or nobody sees is left out, line ends are \n, letters are in NFC, no
// blanks around. Of the invisible ones (webapp/folding.py) those stay that shape the sign before them.
const UNSTORABLE = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu;
const NOTHING =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu;
const LOOSE =
  /([\u00a9\u00ae\u0600-\u180a\u1810-\u1cff\u2049-\u2bff\u3030\u303d\u3297\u3299\ua8e0-\uabff\u{1f000}-\u{1faff}][\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+)|([\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}][\ufe00-\ufe02\u{e0100}-\u{e01ef}])|([0-9#*]\ufe0f\u20e3)|[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const visible = (text) => text.replace(NOTHING, "").replace(LOOSE, (_, shaped, han, key) => shaped ?? han ?? key ?? "");
const AROUND = /^[^\S\ufeff]+|[^\S\ufeff]+$/g;

export const clean = (text) =>
  visible(String(text ?? "").replace(/\r\n?/g, "\n").replace(UNSTORABLE, "")).normalize("NFC").replace(AROUND, "");

// What is written on one line has one blank where there was white space (webapp/web/forms/fields.py).
export const line = (text) => clean(text).replace(/[^\S\ufeff]+/g, " ");

// 2026-03-05 09:30 in China, "" for no time.
export function moment(iso) {
  return iso ? new Date(Date.parse(iso) + CHINA_MS).toISOString().slice(0, 16).replace("T", " ") : "";
}

const put = (words, ...values) => {
  const parts = words.split("{}");
  return parts.map((part, at) => (at ? values[at - 1] + part : part)).join("");
};
const byId = (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

// Those that count, in the order of the checklist, those outside of it last, as they were made.
function findingsOf(visit) {
  const ofItems = visit.items.filter((item) => FAULTY.includes(item.result)).flatMap((item) => [...item.findings].sort(byId));
  return [...ofItems, ...[...visit.outside, ...visit.slotFindings].sort(byId)];
}

function factsOf({ words, rechecks, open }, visit) {
  const said = [];
  const answered = visit.items.filter((item) => item.result).length;
  if (answered) said.push(put(words.seen, answered));
  for (const one of findingsOf(visit)) {
    const fact = clean(one.fact);
    said.push(one.on_site ? put(words.on_site, fact, clean(one.on_site_note)) : fact);
  }
  for (const { code, content, result, note } of words.mostly ? visit.items : []) {
    if (result === "mostly" && clean(note)) said.push(put(words.mostly, code, content, clean(note)));
  }
  const decided = new Map(visit.rechecks.map((one) => [String(one.id), one]));
  for (const { id, fact } of visit.nature.rechecks ? open : []) {
    const one = decided.get(id);
    const note = clean(one?.note);
    if (one?.result) said.push(put(words.recheck, fact, rechecks[one.result], note ? `：${note}` : ""));
  }
  if (visit.photos) said.push(put(words.shots, visit.photos));
  return said;
}

export function compose(facts, visit) {
  const { frame, kinds } = facts;
  const fresh = visit.place && { name: line(visit.place.name), address: line(visit.place.address) };
  return {
    ...frame,
    enterprise: { ...frame.enterprise, ...fresh },
    visit: {
      ...frame.visit,
      kind: kinds[visit.kind] ?? visit.kind,
      started: moment(visit.started_at),
      ended: moment(visit.ended_at),
      place: fresh ? fresh.address : frame.visit.place,
      companion: line(visit.companion),
      companion_post: line(visit.companion_post),
      inspectors: visit.inspectors.map(({ name, badge }) => ({ name, badge })),
      badge_shown: Boolean(visit.showed_badge),
      avoidance_told: Boolean(visit.told_rights),
    },
    facts: factsOf(facts, visit),
  };
}

// RFC 8785, for what a document holds: names in the order of their UTF-16 units, strings and whole numbers as JSON writes them.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}
