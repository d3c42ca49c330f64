// What the modules of the form share: the page, and the id of the visit that it serves.

import { localIso } from "../ids.js";
import { person } from "../person.js";
import { dueOn } from "./dues.js";

const ID = /\/inspections\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;

export const root = document.getElementById("visit");
// A kept page serves any visit: the address says which.
export const inspection = root ? root.dataset.inspection || ID.exec(location.pathname)?.[1] || "" : "";
export const user = person().id;
// What a kind of visit is and asks for: VisitKind of webapp/inspections/rules/__init__.py. A kind that the page does not know judges.
const kinds = JSON.parse(root?.dataset.kinds ?? "{}");
export const natureOf = (kind) => kinds[kind] ?? { title: "", brief: false, judges: true, opens: true, people: true, rechecks: false };
// Not from the server just now: the phone knows more than the page says.
export const old = Boolean(root && ("shell" in root.dataset || document.documentElement.dataset.kept));

export const address = (text) => text.replaceAll("{inspection}", inspection);

// What is typed into a form of the visit is noted under this (typing.js).
export const noteOf = (form) => `${user}|${address(form.getAttribute("hx-put"))}`;

// Photo strips name the visit as hx-put does; photos.js sends to what it finds.
export function settle(part) {
  const strips = "[data-upload-url*='{inspection}']";
  const own = part.matches?.(strips) ? [part] : []; // the piece may itself be a strip
  [...own, ...part.querySelectorAll(strips)].forEach((strip) => {
    strip.dataset.uploadUrl = address(strip.dataset.uploadUrl);
  });
  part.querySelectorAll("a[href*='{inspection}'], a[href*='%7Binspection%7D']").forEach((link) => {
    link.href = address(decodeURI(link.getAttribute("href")));
  });
}

const escaped = (value) => String(value).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

// A piece from a <template>, with the names in braces filled in (nested templates too).
export function piece(id, names) {
  const made = document.createElement("template");
  made.innerHTML = Object.entries(names).reduce(
    (html, [name, value]) => html.replaceAll(`{${name}}`, () => escaped(value)),
    document.getElementById(id).innerHTML,
  );
  const element = made.content.firstElementChild;
  settle(element);
  return element;
}

export function icon(name) {
  const source = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${source}#${name}`);
  svg.append(use);
  return svg;
}

// Tells htmx's trigger "resend". Before htmx has come, up to seconds after the form where the CDN is slow, nobody would hear it.
export function resend(form) {
  const tell = () => form.dispatchEvent(new CustomEvent("resend"));
  if (document.documentElement.dataset.htmx) tell();
  else document.addEventListener("htmx:ready", tell, { once: true });
}

const dues = root?.dataset.dues ? JSON.parse(root.dataset.dues) : {};

// When what is ordered today is due, of what a card begins with: {due, dueRule}.
export const later = ({ due = "", dueRule = "" }) => (old && root.dataset.day ? dueOn(dues[dueRule], root.dataset.day, localIso().slice(0, 10), due) : due);

// The element that shows what became of what is sent to this address.
export function holderAt(url) {
  const at = url.split("?")[0];
  if (at.endsWith("/hazards")) return document.getElementById("places");
  const named = [at, inspection && at.replace(inspection, "{inspection}")].map((text) => `form[hx-put="${CSS.escape(text)}"]`);
  return root.querySelector(named.join());
}

if (root) settle(document);
