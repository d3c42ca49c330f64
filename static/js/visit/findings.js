// What unfolds: the note of 基本符合, the findings of 不符合, blanks to fill, photos of an item, a settled conflict.

import { uuid7 } from "../ids.js";
import { later, piece, resend, root, settle } from "./page.js";
import { proposed, rewordAll, tellContradiction } from "./slot-facts.js";

const FAULTY_SLOTS = ["absent", "damaged"];

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form");
  if (!form || !root?.contains(form)) return;
  if (form.matches("[data-answer]") && target.name === "result") unfoldAnswer(form, true);
  if (form.matches("[data-slot-form]") && target.name === "result") unfoldSlot(form, true);
  if (form.matches("[data-finding-form]")) unfoldFinding(form);
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-blanks]")) return;
  blanks(target.form);
  const card = target.closest("[data-slot]");
  if (card) tellContradiction(card);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button");
  if (!button || !root?.contains(button)) return;
  if (button.matches("[data-add-finding]")) addFinding(button.closest("[data-fact]"));
  if (button.matches("[data-add-outside]")) addOutside();
  if (button.matches("[data-next-blank]")) nextBlank(button.form);
  if (button.matches("[data-open-note]")) openNote(button);
  if (button.matches("[data-open-strip]")) openStrip(button);
  if (button.matches("[data-settle]")) settleConflict(button);
});

document.addEventListener("htmx:after:swap", ({ detail }) => root && detail.ctx.swap !== "none" && settle(root));

function unfoldAnswer(form, fresh) {
  const card = form.closest("[data-item]");
  const result = form.querySelector("[name=result]:checked")?.value ?? "";
  const note = form.querySelector("[data-note]");
  const findings = card.querySelector("[data-findings]");
  const hasFindings = Boolean(findings.querySelector("[data-finding]"));
  note.hidden = result !== "mostly" && !form.elements.note.value;
  card.querySelector("[data-open-note]").hidden = !note.hidden;
  form.querySelector("[data-note-label]").textContent = result === "mostly" ? "不足之处（必填）" : "备注";
  form.elements.note.required = false;
  findings.hidden = result !== "unmet" && result !== "mostly";
  findings.querySelector("[data-add-finding]").lastChild.textContent = hasFindings || result === "unmet" ? "再加一个问题" : "加一个问题";
  if (fresh && result === "unmet" && !hasFindings) addFinding(card);
  if (fresh && result === "mostly") form.elements.note.focus();
}

function unfoldSlot(form, fresh) {
  const card = form.closest("[data-slot]");
  const result = form.querySelector("[name=result]:checked")?.value ?? "";
  form.querySelector("[data-reason]").hidden = result !== "no_photo";
  const findings = card.querySelector("[data-findings]");
  if (!findings) return;
  findings.hidden = !FAULTY_SLOTS.includes(result);
  if (fresh && !findings.hidden && !findings.querySelector("[data-finding]")) addFinding(card);
  else if (fresh && !findings.hidden) rewordAll(card, result).forEach((one) => (blanks(one), resend(one)));
  tellContradiction(card);
}

function unfoldFinding(form) {
  const onSite = form.querySelector("[type=checkbox][name=on_site]").checked;
  form.parentElement.querySelectorAll("[data-on-site]").forEach((part) => (part.hidden = !onSite));
  form.querySelector("[data-due]").hidden = onSite;
  blanks(form);
}

function addFinding(card) {
  const part = piece("finding-template", { finding: uuid7() });
  const { elements } = part.querySelector("form");
  const given = card.dataset;
  elements.namedItem("item").value = given.item ?? ""; // elements.item is a method
  elements.slot.value = given.slot ?? "";
  elements.violation.value = given.violation ?? "";
  const words = given.slot ? proposed(card, card.querySelector("[data-slot-form] [name=result]:checked")?.value ?? "") : given;
  elements.fact.value = words.fact;
  elements.requirement.value = words.requirement;
  elements.handling.value = given.handling;
  elements.due_on.value = later(given);
  if (given.photoRequired) demand(part);
  place(part, card.querySelector("[data-add-finding]"));
}

function addOutside() {
  const part = piece("outside-template", { finding: uuid7() });
  const { elements } = part.querySelector("form");
  elements.handling.value = "advice";
  const list = document.querySelector("[data-outside]");
  elements.due_on.value = later(list.dataset);
  list.append(part);
  window.htmx?.process(part);
  elements.fact.focus();
}

// A new finding is saved as it stands: the standard wording may be all there is to say.
function place(part, before) {
  before.before(part);
  window.htmx?.process(part);
  const form = part.querySelector("form");
  unfoldFinding(form);
  resend(form);
}

function blanks(form) {
  const count = (form.elements.fact.value.match(/[＿_]{2,}/g) ?? []).length;
  const button = form.querySelector("[data-next-blank]");
  button.hidden = !count;
  button.querySelector("span").textContent = `填下一处空（还有 ${count} 处）`;
}

function nextBlank(form) {
  const area = form.elements.fact;
  const found = /[＿_]{2,}/.exec(area.value);
  if (!found) return;
  area.focus();
  area.setSelectionRange(found.index, found.index + found[0].length);
}

function openNote(button) {
  const card = button.closest("[data-item]");
  card.querySelector("[data-note]").hidden = false;
  card.querySelector("[name=note]").focus();
  button.hidden = true;
}

function openStrip(button) {
  const card = button.closest("[data-item]");
  const label = `第 ${card.dataset.item} 项照片`;
  card.querySelector("[data-strip]").append(piece("strip-template", { target: button.dataset.openStrip, label }));
  button.hidden = true;
}

function settleConflict(button) {
  const form = button.closest("form");
  const chosen = form.querySelector(`[name=result][value="${button.dataset.result}"]`);
  form.querySelectorAll("[name=result]").forEach((radio) => (radio.checked = radio === chosen));
  form.elements.note.value = button.dataset.note;
  if (form.elements.measured) form.elements.measured.value = button.dataset.measured;
  unfoldAnswer(form, true);
  resend(form);
  form.dispatchEvent(new CustomEvent("visit:counted", { bubbles: true }));
}

// A form whose values were laid in from the phone.
export function unfold(form) {
  if (form.matches("[data-answer]")) unfoldAnswer(form, false);
  if (form.matches("[data-slot-form]")) unfoldSlot(form, false);
  if (form.matches("[data-finding-form]")) unfoldFinding(form);
}

// A finding that only the phone has, at the place its fields name; null when that place is not on this page.
export function addFindingAs(id, fields) {
  const card = fields.item ? document.getElementById(`item-${fields.item}`)
    : fields.slot ? [...root.querySelectorAll("[data-slot]")].find((one) => one.dataset.slot === fields.slot) : null;
  if ((fields.item || fields.slot) && !card) return null;
  const part = piece(card ? "finding-template" : "outside-template", { finding: id });
  if (card) card.querySelector("[data-add-finding]").before(part);
  else root.querySelector("[data-outside]").append(part);
  if (card?.dataset.photoRequired) demand(part);
  window.htmx?.process(part);
  return part;
}

export function openStripFor(target) {
  const button = [...root.querySelectorAll("[data-open-strip]")].find((one) => one.dataset.openStrip === target);
  if (button) openStrip(button);
}

function demand(part) {
  const strip = part.querySelector("[data-photo-strip]");
  strip.dataset.required = "yes";
  strip.querySelector("[data-photo-status]").textContent = "需要至少一张照片";
}

if (root) {
  root.querySelectorAll("[data-answer]").forEach((form) => unfoldAnswer(form, false));
  root.querySelectorAll("[data-finding-form]").forEach(unfoldFinding);
  root.querySelectorAll("[data-slot]").forEach(tellContradiction);
}
