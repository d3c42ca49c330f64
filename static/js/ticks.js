// The ticks of a list are kept in this tab over the list's pages and searches, until they are used or cleared
// (templates/web/_ticks.html). Without scripts the page's own ticks count.

import { person } from "./person.js";

const form = document.querySelector("[data-ticks]");
const most = Number(form?.dataset.most);
const place = `ticks:${person().id}:${form?.getAttribute("action")}`;
const ticked = new Set(stored());

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(place)) ?? [];
  } catch {
    return [];
  }
}

function store() {
  try {
    sessionStorage.setItem(place, JSON.stringify([...ticked]));
  } catch {} // a full or forbidden storage keeps nothing: the page's own ticks count
}

const boxes = () => [...document.querySelectorAll("[data-tick]")];
const whole = () => document.querySelector("[data-tick-whole]");

// data-tick-kept: something is ticked on another page too, so the bar stays (static/css/ticks.css).
function show() {
  const here = boxes();
  for (const box of here) box.checked = ticked.has(box.value);
  form.toggleAttribute("data-tick-kept", ticked.size > 0);
  const all = whole()?.checked;
  form.querySelector("[data-ticks-n]").textContent = all ? whole().dataset.found : `${ticked.size}${ticked.size >= most ? "（最多）" : ""}`;
  const head = document.querySelector("[data-tick-page]");
  if (!head) return;
  head.hidden = false;
  const on = here.filter((box) => box.checked).length;
  Object.assign(head.querySelector("input"), { checked: on > 0 && on === here.length, indeterminate: on > 0 && on < here.length });
}

function set(box, on) {
  if (!on) ticked.delete(box.value);
  else if (ticked.size < most) ticked.add(box.value);
}

function clear() {
  ticked.clear();
  if (whole()) whole().checked = false;
  store();
  show();
}

if (form) {
  document.addEventListener("change", ({ target }) => {
    if (target.closest("[data-tick-page]")) boxes().forEach((box) => set(box, target.checked));
    else if (target.matches("[data-tick]")) set(target, target.checked);
    else if (!target.matches("[data-tick-whole]")) return;
    store();
    show();
  });
  document.addEventListener("htmx:after:swap", show);
  const button = form.querySelector("[data-ticks-clear]");
  button.hidden = false;
  button.addEventListener("click", clear);
  // All of them, in the order in which they were ticked.
  form.addEventListener("formdata", ({ formData }) => {
    formData.delete("tick");
    for (const id of ticked) formData.append("tick", id);
  });
  // What was taken to the page of an act is done with; the form has its fields by then.
  form.addEventListener("submit", () => setTimeout(() => { ticked.clear(); store(); }));
  addEventListener("pageshow", show);
  show();
}
