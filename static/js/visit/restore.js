// Lays what the phone holds over what the page says: all of it on a kept page; on a fresh one what still waits, and what has
// arrived since it was asked for, which it may not know yet.

import { adopt } from "../photos.js";
import { group, sentOf } from "../entries.js";
import { list, valuesOf } from "../outbox.js";
import { revise } from "./answers.js";
import { mark } from "./hazards.js";
import { addFindingAs, openStripFor, unfold } from "./findings.js";
import { retype } from "../typing.js";
import { address, holderAt, inspection, noteOf, old, root, user } from "./page.js";

const ORDER = [/\/inspections\/[^/]+$/, /\/answers\//, /\/slots\//, /\/findings\//, /\/rechecks\//, /\/header$/, /\/photos\//];
const rank = (value) => {
  const at = ORDER.findIndex((pattern) => pattern.test(value.url));
  return at < 0 ? ORDER.length : at;
};

// Forms that somebody has changed since the page came: what is laid may have been read before.
const touched = new WeakSet();
for (const type of ["input", "change"]) root?.addEventListener(type, ({ isTrusted, target }) => isTrusted && target.form && touched.add(target.form), true);

// part: the whole form, or a section that has just come from the server.
export async function lay(part = root) {
  const waiting = new Set((await list(user)).map((entry) => entry.id));
  const since = part === root ? performance.timeOrigin : Infinity; // a section was asked for just now
  const lately = new Set((await sentOf(user, inspection)).filter((entry) => Date.parse(entry.at) > since).map((entry) => entry.id));
  const values = (await valuesOf(user, inspection)).filter((value) => waiting.has(value.entry) || lately.has(value.entry) || old);
  values.sort((one, other) => rank(one) - rank(other) || (one.at < other.at ? -1 : 1));
  if (part.querySelector("#places") || part.id === "places") for (const entry of await corrections(part)) await mark(Object.fromEntries(entry.fields));
  for (const value of values) {
    if (value.photo) await photo(value, part, waiting.has(value.entry));
    else if (value.url.includes("/findings/")) finding(value, part);
    else if (!value.gone && Array.isArray(value.fields) && !value.url.endsWith("/hazards")) form(value, part);
  }
}

// What was typed last, when the page went before the phone's database had it.
export async function layTyped() {
  const at = new Map((await valuesOf(user, inspection)).map((value) => [value.url, value.at]));
  for (const form of root.querySelectorAll("form[data-save][hx-put]")) {
    if (!touched.has(form)) retype(form, noteOf(form), at.get(address(form.getAttribute("hx-put"))));
  }
}

// Changes of the hazards that the page does not know: those that wait, and those that were sent since it was made.
async function corrections(part) {
  const made = old ? Date.parse(document.documentElement.dataset.kept ?? "") || 0 : performance.timeOrigin;
  const since = part === root ? made : Infinity;
  const sent = (await sentOf(user, inspection)).filter((entry) => entry.state === "sent" && Date.parse(entry.at) > since);
  return [...sent.sort((one, other) => one.seq - other.seq), ...(await group(user, inspection))].filter((entry) => entry.url.endsWith("/hazards"));
}

function form(value, part) {
  const holder = holderAt(value.url);
  if (!holder || !part.contains(holder) || touched.has(holder)) return;
  fill(holder, value.fields);
  if (value.answer?.revision && holder.querySelector("[name=base]")) revise(value, value.answer);
  unfold(holder);
}

function finding(value, part) {
  const holder = holderAt(value.url);
  if (value.gone) {
    if (holder && part.contains(holder)) holder.closest(".finding").remove();
    return;
  }
  if (holder) return form(value, part);
  const fields = Object.fromEntries(value.fields);
  const made = addFindingAs(value.url.split("/").at(-1), fields);
  if (made) form(value, part);
}

async function photo(value, part, waits) {
  const shown = root.querySelector(`[data-photo="${value.photo.id}"]`);
  if (value.gone) return shown?.remove();
  if (shown) return undefined;
  const strip = stripOf(value.photo.target);
  if (strip && part.contains(strip)) await adopt(strip, value.photo, waits);
  return undefined;
}

function stripOf(target) {
  const there = () => [...root.querySelectorAll("[data-photo-strip]")].find((strip) => strip.dataset.target === target);
  if (!there() && target.startsWith("item:")) openStripFor(target);
  return there();
}

export function fill(form, pairs) {
  const given = new Map(pairs);
  for (const field of form.querySelectorAll("[name]")) {
    if (!given.has(field.name) && field.type !== "radio") continue;
    const value = given.get(field.name);
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = field.value === value;
    else if (field.type !== "hidden" || !form.querySelector(`[type=checkbox][name="${field.name}"]`)) field.value = value;
  }
}
