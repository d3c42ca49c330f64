// The words of a finding about a sign or a piece of equipment follow what was seen of it, until somebody writes others.

import { contradicts, reworded } from "./slot-rules.js";

const resultOf = (card) => card.querySelector("[data-slot-form] [name=result]:checked")?.value ?? "";

// What a finding begins with; a form that was kept before this was known has no words for 破损不清.
export function proposed({ dataset: given }, result) {
  return result === "damaged" && given.damagedFact ? { fact: given.damagedFact, requirement: given.damagedRequirement } : given;
}

// The result has changed. Returns the forms of which words have followed it.
export function rewordAll(card, result) {
  const to = proposed(card, result);
  const from = proposed(card, result === "damaged" ? "absent" : "damaged");
  return [...card.querySelectorAll("[data-finding-form]")].filter((form) => {
    let changed = false;
    for (const name of ["fact", "requirement"]) {
      const field = form.elements[name];
      const words = reworded(field.value, from[name], to[name]);
      if (words === null || words === field.value) continue;
      field.value = words;
      changed = true;
    }
    return changed;
  });
}

// Words that somebody has written stay, with a warning beside them.
export function tellContradiction(card) {
  const place = card.querySelector("[data-contradiction]");
  if (!place) return;
  const result = resultOf(card);
  place.hidden = ![...card.querySelectorAll("[data-finding-form]")].some((form) => contradicts(result, form.elements.fact.value));
  place.lastElementChild.textContent = `查看结果是“${result === "damaged" ? "破损不清" : "未设置"}”，问题的事实写的不是这样，请核对。`;
}
