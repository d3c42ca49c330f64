// One screen at a time, counts and progress, the next unanswered item, the rest of a section at one stroke.

import { resend, root } from "./page.js";

const links = () => [...root.querySelectorAll(".strip [data-to]")];
const cards = () => [...root.querySelectorAll("[data-item]")];
const answered = (card) => Boolean(card.querySelector("[name=result]:checked"));
const undo = new WeakMap(); // section → the forms that 本节其余全部符合 has filled
const COUNT_MS = 80;
let screen = "";

export function show(wanted, link) {
  const fresh = screen !== wanted;
  screen = wanted;
  root.querySelectorAll("[data-section]").forEach((section) => (section.hidden = section.dataset.screen !== screen));
  const current = link ?? links().find((one) => one.dataset.to === screen);
  links().forEach((one) => (one === current ? one.setAttribute("aria-current", "page") : one.removeAttribute("aria-current")));
  current?.scrollIntoView({ block: "nearest", inline: "center" });
  if (fresh) root.dispatchEvent(new CustomEvent("visit:screen", { detail: { screen } }));
}

function go(link) {
  show(link.dataset.to, link);
  history.replaceState(null, "", link.getAttribute("href"));
  const target = document.querySelector(link.getAttribute("href"));
  const first = root.querySelector(`[data-section][data-screen="${screen}"]`);
  if (target === first) window.scrollTo({ top: 0 });
  else target.scrollIntoView({ block: "start" });
}

const isField = (place) => place.matches("input, select, textarea");

// place: a card, of which the first answer waits for the finger, or a field.
export function reveal(place) {
  show(place.closest("[data-section]").dataset.screen, linkOf(place));
  place.scrollIntoView({ block: isField(place) ? "center" : "start" });
  (isField(place) ? place : place.querySelector("input[type=radio]"))?.focus({ preventScroll: true });
}

const linkOf = (card) => links().find((one) => one.getAttribute("href") === `#${card.closest("[data-section]").id}`);

function count() {
  const all = cards();
  // Looked for once: this runs after every tap.
  const given = new Set([...root.querySelectorAll("[name=result]:checked")].map((radio) => radio.closest("[data-item], [data-slot], [data-recheck]")));
  for (const link of links()) {
    const section = document.querySelector(link.getAttribute("href"));
    const parts = [...section.querySelectorAll("[data-item], [data-slot], [data-recheck]")];
    const place = link.querySelector(".count");
    if (!place) continue;
    if (section.id === "outside") {
      place.textContent = section.querySelectorAll("[data-finding]").length;
      continue;
    }
    const done = parts.filter((part) => given.has(part)).length;
    place.textContent = `${done}/${parts.length}`;
    link.classList.toggle("done", parts.length > 0 && done === parts.length);
  }
  const done = all.filter((card) => given.has(card)).length;
  const bar = document.querySelector("[data-progress] progress");
  if (bar) {
    bar.value = done;
    document.querySelector("[data-progress] .n").textContent = `${done}/${all.length}`;
  }
  const next = document.querySelector("[data-next-open]");
  if (next) next.disabled = done === all.length;
}

// One tap asks several times; counting looks at the whole form, and what was tapped is written down first.
let counting = 0;
function countSoon() {
  counting ||= setTimeout(() => {
    counting = 0;
    count();
  }, COUNT_MS);
}

// What the strip names next; the button stands at the end of each section.
function nextSection(section) {
  const all = links();
  const next = all[all.findIndex((link) => link.getAttribute("href") === `#${section.id}`) + 1];
  if (!next) return;
  go(next);
  document.querySelector(`${next.getAttribute("href")} :is(input[type=radio], input:not([type=hidden]), button)`)?.focus({ preventScroll: true });
}

function nextOpen() {
  const all = cards();
  const from = all.findIndex((card) => card.contains(document.activeElement)) + 1;
  const card = [...all.slice(from), ...all.slice(0, from)].find((one) => !answered(one));
  if (card) reveal(card);
}

function fill(section) {
  const open = [...section.querySelectorAll("[data-answer]")].filter((form) => !answered(form.closest("[data-item]")));
  open.forEach((form) => {
    form.querySelector("[name=result][value=met]").checked = true;
    resend(form);
  });
  undo.set(section, open);
  const button = section.querySelector("[data-unfill]");
  button.hidden = !open.length;
  button.lastChild.textContent = `撤销（${open.length} 项）`;
  count();
}

// Only what nobody has changed since; the server keeps that it was answered and taken back.
function unfill(section) {
  for (const form of undo.get(section) ?? []) {
    const met = form.querySelector("[name=result][value=met]");
    if (!met.checked) continue;
    met.checked = false;
    resend(form);
  }
  section.querySelector("[data-unfill]").hidden = true;
  count();
}

// After what the phone holds was laid in: until then every item of a kept form looks as if nobody had answered it, and nothing
// takes the focus.
export function beginFilling() {
  root.querySelectorAll("[data-fill]").forEach((button) => (button.disabled = false));
  const { place } = named();
  if (place && isField(place)) reveal(place);
}

// The review links to #item-5.6, #slot-2, #finding-…, #recheck-7, #visit-companion, and to #visit for the visit as a whole.
function named() {
  const hash = decodeURIComponent(location.hash.slice(1));
  const part = hash && hash !== "visit" ? document.getElementById(hash) : null;
  const place = part ?? (/^visit\b/.test(hash) ? document.getElementById("about") : null); // the visit itself, or a field that is not this person's
  return { place, section: place?.closest("[data-section]") };
}

// After a kept form has become that of its visit.
export function beginSections() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".strip [data-to]");
    if (link) {
      event.preventDefault();
      go(link);
    }
    const button = event.target.closest?.("button");
    if (button?.matches("[data-next-open]")) nextOpen();
    if (button?.matches("[data-next-section]")) nextSection(button.closest("[data-section]"));
    if (button?.matches("[data-fill]")) fill(button.closest("[data-section]"));
    if (button?.matches("[data-unfill]")) unfill(button.closest("[data-section]"));
  });
  for (const name of ["change", "visit:counted"]) root.addEventListener(name, countSoon);
  root.addEventListener("visit:saved", ({ detail }) => detail.state === "saving" && countSoon());
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.swap === "none") return; // an answer that was written down
    show(screen, links().find((one) => one.hasAttribute("aria-current")));
    count();
  });
  const { place, section } = named();
  show(section?.dataset.screen ?? links()[0].dataset.to, section && links().find((one) => one.getAttribute("href") === `#${section.id}`));
  if (section && !isField(place)) place.scrollIntoView({ block: "start" });
  count();
}
