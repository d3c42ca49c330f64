// Which signs and which equipment hazards call for: the rules of webapp/inspections/rules/slots.py, over the table that the phone
// keeps (GET /field/factors). Needs no browser.

const KINDS = ["sign", "ppe"];

// codes: the factors that are present; table: {factors: [{code, severe, groups}], groups: [{code, slots: [{key, kind,
// alternatives, note}]}]}. Signs first, then equipment, each in the table's order, none twice.
export function slotsFor(codes, { factors, groups }) {
  const present = new Set(codes);
  const wanted = new Set(factors.filter((one) => present.has(one.code)).flatMap((one) => one.groups));
  const slots = groups.filter((one) => wanted.has(one.code)).flatMap((one) => one.slots);
  const unique = new Map();
  for (const kind of KINDS) for (const slot of slots) if (slot.kind === kind && !unique.has(slot.key)) unique.set(slot.key, slot);
  return [...unique.values()];
}

export const nameOf = (slot) => slot.alternatives.join(" 或 ");

// "sign", "severe" (a sign that a severe hazard calls for; another post's makes none so) or "ppe".
export function caseOf(slot, codes, table) {
  if (slot.kind === "ppe") return "ppe";
  const severe = table.factors.filter((one) => one.severe && codes.includes(one.code)).map((one) => one.code);
  return slotsFor(severe, table).some((one) => one.key === slot.key) ? "severe" : "sign";
}

// The key as the end of an address, as the server writes it.
export const pathOf = (key) =>
  key.split("/").map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)).join("/");

// Proposed words of the same place for the two ways in which it can be wanting: {fact, requirement} of each. What was typed is
// carried over where only the blanks (＿＿＿) of the other way's words were filled; null when somebody has written other words.
export function reworded(text, from, to) {
  const parts = from.split(BLANKS);
  const found = new RegExp(`^${parts.map(literal).join("([^]*?)")}$`).exec(text);
  if (!found) return null;
  let at = 0;
  return to.replace(BLANKS, () => found[(at += 1)] ?? "＿＿＿");
}

const BLANKS = /[＿_]{2,}/g;
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// Whether a fact says 未设置 of what was seen as 破损不清, or the other way round: the rule of webapp/inspections/rules/slot_words.py.
const TELLING = { absent: ["未设置", "未提供", "未为", "没有设置", "没有提供"], damaged: ["破损"] };
export function contradicts(result, text) {
  if (!TELLING[result]) return false;
  const says = (one) => TELLING[one].some((word) => text.includes(word));
  return says(result === "damaged" ? "absent" : "damaged") && !says(result);
}
