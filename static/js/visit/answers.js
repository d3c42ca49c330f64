// What the server said of something that was sent: the new revision, a colleague's different answer, new slots.

import { holderAt, icon, inspection, root, settle } from "./page.js";
import { lay } from "./restore.js";

const LABELS = { met: "符合", mostly: "基本符合", unmet: "不符合", na: "不适用" };

export function took(entry, answer) {
  if (entry.url.includes("/answers/") && answer?.revision !== undefined) revise(entry, answer);
  if (entry.url.includes("/findings/") && entry.method === "PUT" && answer) pending(entry, answer);
  if (entry.url.endsWith("/hazards")) places();
}

function revise(entry, { revision, conflict, values }) {
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

// The slots follow from the hazards, and only the server knows how.
async function places() {
  const answer = await fetch(`/inspections/${inspection}/places`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const section = made.content.querySelector("#places");
  const present = document.getElementById("places");
  if (!section || !present) return;
  section.hidden = present.hidden;
  present.replaceWith(section);
  settle(section);
  window.htmx?.process(section);
  await lay(section);
  root.dispatchEvent(new CustomEvent("visit:counted"));
}
