// What the server said of something that was sent: the new revision, a colleague's different answer, new slots.

import { group } from "../entries.js";
import { holderAt, icon, inspection, root, settle, user } from "./page.js";
import { lay } from "./restore.js";
import { takeSlots } from "./slots.js";

const LABELS = { met: "符合", mostly: "基本符合", unmet: "不符合", na: "不适用" };

export function took(entry, answer) {
  if (entry.url.includes("/answers/") && answer?.revision !== undefined) revise(entry, answer);
  if (entry.url.includes("/findings/") && entry.method === "PUT" && answer) pending(entry, answer);
  if (entry.url.endsWith("/hazards")) places();
}

// entry: what was answered, or the value that the phone kept of it.
export function revise(entry, { revision, conflict, values }) {
  const form = holderAt(entry.url);
  if (!form) return;
  const place = form.querySelector(".answer-state");
  const base = Object.assign(document.createElement("input"), { type: "hidden", name: "base", value: revision });
  place.replaceChildren(base, ...(conflict ? [rivals(values)] : []));
}

function rivals(values) {
  const box = document.createElement("div");
  box.className = "alert amber";
  box.setAttribute("role", "alert");
  const words = document.createElement("div");
  words.className = "stack-s";
  words.append(Object.assign(document.createElement("strong"), { textContent: "两人答案不同，请商定一个" }));
  for (const { name, result, note, measured } of values) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "secondary", textContent: `采用${name || "同事"}的“${LABELS[result] ?? "未答"}”`,
    });
    Object.assign(button.dataset, { settle: "", result, note, measured });
    words.append(button);
    if (note) words.append(Object.assign(document.createElement("p"), { className: "hint", textContent: note }));
  }
  box.append(icon("users"), words);
  return box;
}

function pending(entry, answer) {
  const place = holderAt(entry.url)?.querySelector(".finding-state");
  if (!place) return;
  const hint = Object.assign(document.createElement("p"), { className: "hint", textContent: "该年放假安排待公布，期限按法定节假日推算" });
  place.replaceChildren(...(answer.pending ? [hint] : []));
}

// The slots follow from the hazards, and the server has the last word when nothing more is to be said about them. What is there
// already stays as it is: somebody may be at it.
let asked = 0;
async function places() {
  const mine = (asked += 1);
  const answer = await fetch(`/inspections/${inspection}/places`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const section = made.content.querySelector("#places");
  const more = (await group(user, inspection)).some((entry) => entry.state === "waiting" && entry.url.endsWith("/hazards"));
  const here = document.getElementById("places");
  if (mine !== asked || more || !section || !here || demands(section) === demands(here)) return;
  settle(section);
  for (const card of takeSlots(section)) await lay(card);
  root.dispatchEvent(new CustomEvent("visit:counted"));
}

// Its hazards and slots as one text.
function demands(section) {
  const hazards = [...section.querySelectorAll(".chip [hx-vals]")].map((one) => JSON.parse(one.getAttribute("hx-vals")).remove);
  return JSON.stringify([hazards.sort(), [...section.querySelectorAll("[data-slot]")].map((card) => card.dataset.slot)]);
}
