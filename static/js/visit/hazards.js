// Hazard factors without a network: looked up in the list that the phone keeps; what is changed shows at once, and the signs
// that follow from it come when it has arrived.

import { person } from "../person.js";
import { icon, inspection, root } from "./page.js";

const LIST = "/field/factors";
const MOST = 20;

async function factors() {
  const kept = await globalThis.caches?.match(LIST, { ignoreVary: true, cacheName: `pages-${person().id}` });
  return kept ? kept.json() : null;
}

// The server could not be asked.
root?.addEventListener("htmx:error", async ({ target }) => {
  if (!target.matches?.("input[name=q][hx-get$='/hazards']")) return;
  const place = document.getElementById("factors");
  const text = target.value.trim().toLowerCase();
  const all = await factors();
  if (!all) return place.replaceChildren(words("没有网络，手机里也没有危害因素名录。"));
  const present = new Set([...root.querySelectorAll("#places .chip [hx-vals]")].map((one) => JSON.parse(one.getAttribute("hx-vals")).remove));
  const found = text ? all.filter((one) => one.search.includes(text) && !present.has(one.code)).slice(0, MOST) : [];
  const box = Object.assign(document.createElement("div"), { className: "factors" });
  box.append(...found.map(addition));
  place.replaceChildren(...(text && !found.length ? [words(`没有找到“${text}”`)] : [box]));
  return window.htmx?.process(box);
});

const words = (textContent) => Object.assign(document.createElement("p"), { className: "muted", textContent });

function addition({ code, name, severe }) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "secondary" });
  button.append(icon("plus"), `${name}${severe ? "（严重）" : ""}`);
  button.dataset.name = name;
  button.setAttribute("hx-put", "/inspections/{inspection}/hazards");
  button.setAttribute("hx-vals", JSON.stringify({ add: code }));
  button.setAttribute("hx-swap", "none");
  return button;
}

// Written down: the chip comes or goes, before the server knows.
root?.addEventListener("outbox:kept", ({ target, detail: { entry } }) => entry.url.endsWith("/hazards") && mark(Object.fromEntries(entry.fields), target));

// What still waits, laid over a page: fields of one change.
export async function mark({ add = "", remove = "" }, source = null) {
  const place = root.querySelector("#places .factors");
  const of = (code) => [...place.querySelectorAll("[hx-vals]")].find((one) => JSON.parse(one.getAttribute("hx-vals")).remove === code);
  if (remove) of(remove)?.closest(".chip").remove();
  if (!add || of(add)) return;
  const name = source?.dataset.name || source?.textContent.trim() || (await factors())?.find((one) => one.code === add)?.name || add;
  const chip = Object.assign(document.createElement("span"), { className: "chip", textContent: name });
  const off = Object.assign(document.createElement("button"), { type: "button", className: "factor-off" });
  off.setAttribute("aria-label", `移除${name}`);
  off.setAttribute("hx-put", `/inspections/${inspection}/hazards`);
  off.setAttribute("hx-vals", JSON.stringify({ remove: add }));
  off.setAttribute("hx-swap", "none");
  off.append(icon("x"));
  chip.append(off);
  place.append(chip);
  window.htmx?.process(chip);
  source?.remove();
}
