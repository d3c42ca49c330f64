// Hazard factors without a network: looked up in the list that the phone keeps; what is changed shows at once, with the signs
// and the equipment that follow from it.

import { person } from "../person.js";
import { icon, inspection, root } from "./page.js";
import { drawSlots } from "./slots.js";

const LIST = "/field/factors";
const MOST = 20;

// {factors, groups, signs}, see slot-rules.js; null when the phone has none.
async function table() {
  const kept = await globalThis.caches?.match(LIST, { ignoreVary: true, cacheName: `pages-${person().id}` });
  return kept ? kept.json() : null;
}

// The server could not be asked.
root?.addEventListener("htmx:error", async ({ target }) => {
  if (!target.matches?.("input[name=q][hx-get$='/hazards']")) return;
  const place = document.getElementById("factors");
  const text = target.value.trim().toLowerCase();
  const all = (await table())?.factors;
  if (!all) return place.replaceChildren(words("没有网络，手机里也没有危害因素名录。"));
  const found = text ? all.filter((one) => one.search.includes(text)).slice(0, MOST) : [];
  const box = Object.assign(document.createElement("div"), { className: "factors" });
  box.append(...found.map(addition));
  place.replaceChildren(...(text && !found.length ? [words(`没有找到“${text}”`)] : [box]));
  tellListed();
  return window.htmx?.process(box);
});
root?.addEventListener("htmx:after:swap", tellListed);

// What the page lists is not offered again, whatever of it the server knew when it was asked.
function tellListed() {
  const place = document.getElementById("factors");
  if (!place) return;
  const present = new Set(codes());
  const listed = [...place.querySelectorAll("[hx-vals]")].filter((one) => present.has(JSON.parse(one.getAttribute("hx-vals")).add));
  for (const one of listed) one.remove();
  if (listed.length) place.prepend(words(`已登记：${listed.map((one) => one.textContent.trim()).join("、")}`));
}

const codes = () => [...root.querySelectorAll("#places .chip [hx-vals]")].map((one) => JSON.parse(one.getAttribute("hx-vals")).remove);
const words = (textContent) => Object.assign(document.createElement("p"), { className: "muted", textContent });

function addition({ code, name, severe }) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "secondary" });
  button.append(icon("plus"), `${name}${severe ? "（严重）" : ""}`);
  button.setAttribute("hx-put", "/inspections/{inspection}/hazards");
  button.setAttribute("hx-vals", JSON.stringify({ add: code }));
  button.setAttribute("hx-swap", "none");
  return button;
}

// Written down: the chip comes or goes, before the server knows.
root?.addEventListener("outbox:kept", ({ target, detail: { entry } }) => entry.url.endsWith("/hazards") && mark(Object.fromEntries(entry.fields), target));

// What the page does not know yet, laid over it: fields of one change.
export async function mark({ add = "", remove = "" }, source = null) {
  const place = root.querySelector("#places .factors");
  const of = (code) => [...place.querySelectorAll("[hx-vals]")].find((one) => JSON.parse(one.getAttribute("hx-vals")).remove === code);
  const known = await table();
  if (remove) of(remove)?.closest(".chip").remove();
  if (add && !of(add)) {
    const chip = chipOf(add, known?.factors.find((one) => one.code === add)?.name ?? (source?.textContent.trim() || add));
    place.append(chip);
    window.htmx?.process(chip);
  }
  place.querySelector("p.muted")?.remove();
  source?.closest("#factors button")?.remove();
  if (known) drawSlots(codes(), known);
}

function chipOf(code, name) {
  const chip = Object.assign(document.createElement("span"), { className: "chip", textContent: name });
  const off = Object.assign(document.createElement("button"), { type: "button", className: "factor-off" });
  off.setAttribute("aria-label", `移除${name}`);
  off.setAttribute("hx-put", `/inspections/${inspection}/hazards`);
  off.setAttribute("hx-vals", JSON.stringify({ remove: code }));
  off.setAttribute("hx-swap", "none");
  off.setAttribute("hx-confirm", `从这家单位的登记中移除“${name}”？`);
  off.append(icon("x"));
  chip.append(off);
  return chip;
}
