// The signs and the equipment that follow from the hazards, drawn on the phone when somebody corrects the hazards; the
// server's own drawing has the last word when the correction has arrived (answers.js).

import { piece, root } from "./page.js";
import { caseOf, nameOf, pathOf, slotsFor } from "./slot-rules.js";

const SVG = "http://www.w3.org/2000/svg";

// codes: the factors that are present; table: GET /field/factors.
export function drawSlots(codes, table) {
  const known = new Set(table.factors.map((one) => one.code));
  if (!codes.every((code) => known.has(code))) return; // the phone's table is too old to tell
  const cards = present();
  arrange(slotsFor(codes, table).map((slot) => {
    const facts = factsOf(slot, caseOf(slot, codes, table));
    const card = cards.get(slot.key) ?? made(slot, facts, table.signs);
    Object.assign(card.dataset, facts);
    return card;
  }));
}

// The hazards and slots of the server's #places. Returns the cards that are new.
export function takeSlots(section) {
  const cards = present();
  const hazards = document.querySelector("#places .factors");
  hazards.replaceChildren(...section.querySelector(".factors").childNodes);
  window.htmx?.process(hazards);
  return arrange([...section.querySelectorAll("[data-slot]")].map((fresh) => {
    const card = cards.get(fresh.dataset.slot) ?? fresh;
    Object.assign(card.dataset, { ...fresh.dataset });
    return card;
  }));
}

const present = () => new Map([...document.querySelectorAll("#places [data-slot]")].map((card) => [card.dataset.slot, card]));

// Exactly these cards in this order. One that is there already is left where it is: somebody may be typing in it.
function arrange(cards) {
  const place = document.getElementById("places");
  const wanted = new Set(cards);
  for (const card of place.querySelectorAll("[data-slot]")) if (!wanted.has(card)) card.remove();
  const fresh = cards.filter((card) => !place.contains(card));
  cards.forEach((card, at) => {
    card.id = `slot-${at + 1}`;
    const before = place.querySelectorAll("[data-slot]")[at] ?? null;
    if (before !== card) place.insertBefore(card, before);
  });
  for (const card of fresh) window.htmx?.process(card);
  place.querySelector(":scope > p.muted")?.remove();
  if (!cards.length) place.append(Object.assign(document.createElement("p"), { className: "muted", textContent: "登记了危害因素之后，这里列出应有的警示标识和防护用品。" }));
  root.dispatchEvent(new CustomEvent("visit:counted"));
  return fresh;
}

// What a finding about this slot begins with.
function factsOf(slot, name) {
  const given = document.querySelector(`[data-slot-cases] [data-case="${name}"]`).dataset;
  const said = (text) => text.replaceAll("{name}", nameOf(slot)).replaceAll("{note}", slot.note).replace("（）", "");
  const words = ["fact", "requirement", "damagedFact", "damagedRequirement"].map((one) => [one, said(given[one] ?? "")]);
  return { ...Object.fromEntries(words), handling: given.handling, violation: given.violation, due: given.due, dueRule: given.dueRule ?? "" };
}

function made(slot, facts, signs) {
  const cases = document.querySelector("[data-slot-cases]");
  const label = cases.querySelector(`[data-case="${slot.kind}"]`).dataset.kind;
  const card = piece("slot-template", { key: slot.key, path: pathOf(slot.key), number: 0, name: nameOf(slot), kind: slot.kind, label, note: slot.note, ...facts, damaged_fact: facts.damagedFact, damaged_requirement: facts.damagedRequirement, due_rule: facts.dueRule });
  card.querySelector(".more").textContent = [label, slot.note].filter(Boolean).join(" · ");
  const pictures = slot.alternatives.filter((name) => signs[name]).map((name) => picture(name, `${cases.dataset.sprite}#${signs[name]}`));
  card.querySelector(".slot-head").prepend(...pictures);
  return card;
}

function picture(name, address) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["class", "sign m"], ["role", "img"], ["aria-label", name], ["viewBox", "0 0 100 100"]]) svg.setAttribute(key, value);
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", address);
  svg.append(use);
  return svg;
}
