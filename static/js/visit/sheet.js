// The sheet of a 现场检查笔录 with what the phone composed: the server's own sheet, in which names stand in braces.

// 2026-01-05 → 2026年1月5日, as webapp/documents/rendering/context.py says it.
export function day(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  return found ? `${found[1]}年${Number(found[2])}月${Number(found[3])}日` : text;
}

const time = (text) => `${Number(text.slice(11, 13))}时${text.slice(14, 16)}分`;

export function period(started, ended) {
  const from = started && day(started) + time(started);
  const until = ended && (started.slice(0, 10) === ended.slice(0, 10) ? "" : day(ended)) + time(ended);
  return started && ended ? `${from}至${until}` : from || until;
}

// Each text with its number; one alone has none, nor has one that leads to the others (…：).
export function numbered(texts) {
  const said = texts.filter(Boolean);
  const leads = (text) => text.endsWith("：");
  const alone = said.filter((text) => !leads(text)).length === 1;
  let at = 0;
  return said.map((text) => (alone || leads(text) ? text : `${(at += 1)}．${text}`));
}

export function wordsOf({ enterprise, visit }) {
  const words = Object.fromEntries(Object.entries(enterprise).map(([name, value]) => [`enterprise.${name}`, value]));
  const inspectors = visit.inspectors.map(({ name, badge }) => name + (badge ? `（执法证号${badge}）` : "")).join("、");
  return { ...words, period: period(visit.started, visit.ended), place: visit.place, companion: visit.companion, companion_post: visit.companion_post, inspectors };
}

// template: <template> with the sheet. signed: {companion: [], inspector: []} of {name, image, at, refused, witness}.
export function sheetOf(template, content, signed) {
  const made = template.content.cloneNode(true);
  const words = wordsOf(content);
  for (const part of made.querySelectorAll("dd, p, span")) {
    if (part.children.length) continue;
    const text = part.textContent.trim();
    if (text === "{facts}") part.replaceWith(...numbered(content.facts).map((fact) => Object.assign(part.cloneNode(), { textContent: fact })));
    else if (/^\{[\w.]+\}$/.test(text)) part.textContent = words[text.slice(1, -1)] || "　";
  }
  const lines = [...made.querySelectorAll(".signing")];
  const feet = made.querySelectorAll(".each > span"); // the same once more, at the foot of each printed page
  ["companion", "inspector"].forEach((role, at) => signed[role]?.length && sign(lines[at], feet[at], signed[role]));
  return made;
}

function sign(line, foot, people) {
  line.querySelector(".who").replaceChildren(...people.map(mark));
  foot.querySelectorAll(".blank").forEach((blank) => blank.remove());
  foot.append(...people.map(mark));
  line.querySelector(".day").textContent = day(people[0].at);
}

function mark({ name, image, refused }) {
  if (refused) return Object.assign(document.createElement("span"), { className: "refused", textContent: `${name}（拒签）` });
  return Object.assign(new Image(), { className: "drawn", src: image, alt: `${name}的签名` });
}
