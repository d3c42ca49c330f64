// 逐条复核: one finding at a time; keys on the desk, swiping on the phone. Nothing is sent before 确认办理. Without scripts
// all of them stand one below the other.

const form = document.querySelector("[data-reviews]");
const cards = [...(form?.querySelectorAll("[data-review]") ?? [])];
const end = form?.querySelector("[data-review-end]");
const KEYS = { 1: "closure", 2: "return", 3: "" };
const SWIPE = 60; // px, and more sideways than down: a page that scrolls is none
let at = 0;

const radios = (card) => [...card.querySelectorAll("input[type=radio]")];
const decided = (card) => radios(card).find((one) => one.checked)?.value ?? "";

function says() {
  const count = (value) => cards.filter((card) => decided(card) === value).length;
  const [closed, back] = [count("closure"), count("return")];
  return `销号 ${closed} 项，退回 ${back} 项，跳过 ${cards.length - closed - back} 项。跳过的不变。`;
}

function go(to, focus = true) {
  at = Math.max(0, Math.min(to, cards.length));
  cards.forEach((card, place) => (card.hidden = place !== at));
  end.hidden = at < cards.length;
  end.querySelector("[data-review-says]").textContent = says();
  scrollTo({ top: 0 });
  if (focus) (cards[at] ?? end).focus({ preventScroll: true });
}

function choose(card, value) {
  const radio = radios(card).find((one) => one.value === value);
  if (!radio) return go(at + 1); // not this person's to decide
  radio.checked = true;
  settle(card, value);
}

// A reason is asked for at once; everything else leads on.
function settle(card, value) {
  const reason = card.querySelector("textarea");
  if (value !== "return") return go(at + 1);
  reason.required = true;
  return reason.focus();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("textarea, input:not([type=radio])")) return;
  if (event.key in KEYS && cards[at]) choose(cards[at], KEYS[event.key]);
  else if (event.key === "ArrowRight") go(at + 1);
  else if (event.key === "ArrowLeft") go(at - 1);
  else return;
  event.preventDefault();
}

function pager(card) {
  const row = Object.assign(document.createElement("div"), { className: "spread" });
  for (const [step, words] of [[-1, "上一项"], [1, "下一项"]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words });
    button.addEventListener("click", () => go(at + step));
    row.append(button);
  }
  card.append(row);
}

let from = null;
const touch = (event) => event.changedTouches[0];

function swiped(event) {
  if (!from) return;
  const [x, y] = [touch(event).clientX - from.x, touch(event).clientY - from.y];
  from = null;
  if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) go(at + (x < 0 ? 1 : -1));
}

if (cards.length) {
  form.querySelector("[data-review-keys]").hidden = false;
  const back = form.querySelector("[data-review-back]");
  back.hidden = false;
  back.addEventListener("click", () => go(0));
  cards.forEach(pager);
  form.addEventListener("click", ({ target }) => {
    // A click on the radio itself or its label, not the arrow keys that walk through radios.
    if (target.matches("input[type=radio]") && cards[at]?.contains(target)) settle(cards[at], target.value);
  });
  // Required only where 退回 is chosen; a card that is hidden could not be told of.
  form.addEventListener("submit", (event) => {
    const missing = cards.findIndex((card) => decided(card) === "return" && !card.querySelector("textarea").value.trim());
    const only = event.submitter?.name === "only";
    cards.forEach((card) => { const text = card.querySelector("textarea"); if (text) text.required = false; });
    if (missing < 0 || (only && missing !== at)) return;
    event.preventDefault();
    go(missing, false);
    const reason = cards[missing].querySelector("textarea");
    reason.required = true;
    reason.reportValidity();
  });
  form.noValidate = true;
  document.addEventListener("keydown", onKey);
  form.addEventListener("touchstart", (event) => (from = event.touches.length === 1 && !event.target.closest("textarea") ? { x: touch(event).clientX, y: touch(event).clientY } : null), { passive: true });
  form.addEventListener("touchend", swiped, { passive: true });
  const linked = cards.findIndex((card) => `#${card.id}` === location.hash);
  go(Math.max(0, linked), false);
}
