// Visits that lie on this phone, where the server's page knows nothing of them: in 任务, at an enterprise, where a visit is started.
//
//   <div data-phone-visits [data-enterprise="17"]> is filled with a link for each; an empty data-enterprise is for a code that
//   was scanned (?code=), none for all. [data-enterprise-card="17"] is a card of 任务, [data-begin] what starts another visit.

import { badge, el, icon, moment } from "./dom.js";
import { inspections, onchange } from "./outbox.js";
import { person } from "./person.js";
import { titleOf } from "./sync-words.js";

const PAUSE_MS = 200;
const places = document.querySelectorAll("[data-phone-visits]");
const kept = document.documentElement.dataset.kept ?? "";

// What lies here and was begun here: something of it waits, or the page is older than it.
export function unfinished(visits, keptAt = "") {
  return visits.filter((visit) => visit.started_at && titleOf(visit) && visit.submission !== "sent"
    && (visit.waiting > 0 || (keptAt && Date.parse(visit.started_at) > Date.parse(keptAt))));
}

const words = (visit) => (visit.submission === "waiting" ? "查看检查" : "继续检查");
const state = (visit) => (visit.state === "parked" ? ["red", "需要处理"] : visit.submission === "waiting" ? ["amber", "已填完，待送达"] : ["blue", "检查在手机里"]);
const address = (visit) => `/inspections/${visit.inspection}`;

// The worker finds the kept form by the enterprise and the checklist; the server does not look at them.
function href(visit) {
  const asked = new URLSearchParams({ ...(visit.enterprise ? { enterprise: visit.enterprise } : {}), ...(visit.version ? { version: visit.version } : {}) });
  return navigator.onLine || !asked.size ? address(visit) : `${address(visit)}?${asked}`;
}

function row(visit) {
  const what = el("span", { class: "what" }, el("span", { class: "name" }, visit.name || "未识别的单位"),
    el("span", { class: "more" }, `${titleOf(visit)} · ${moment(visit.started_at)} 开始 · 只在这台手机里`));
  return el("li", {}, el("a", { class: "entry", href: href(visit) }, icon("edit"), what, el("span", { class: "strong nowrap-text" }, words(visit))));
}

function fill(place, visits) {
  const { enterprise } = place.dataset;
  const code = new URLSearchParams(location.search).get("code") ?? "";
  const wanted = visits.filter((visit) => (enterprise === undefined ? true : enterprise ? String(visit.enterprise) === enterprise : code && visit.code === code));
  const known = (visit) => [...document.querySelectorAll(`a[href="${address(visit)}"]`)].some((link) => !place.contains(link));
  const fresh = wanted.filter((visit) => !known(visit));
  const title = el("h2", {}, "手机里还没送达的检查");
  place.replaceChildren(...(fresh.length ? [el("section", { "aria-label": "手机里还没送达的检查" }, title, el("ul", { class: "list" }, fresh.map(row)))] : []));
  if (enterprise) document.querySelectorAll("[data-begin]").forEach((one) => one.classList.toggle("secondary", wanted.length > 0));
}

function mark(card, visits) {
  const visit = visits.find((one) => String(one.enterprise) === card.dataset.enterpriseCard);
  if (!visit || card.querySelector("[data-on-phone]")) return;
  const made = badge(...state(visit));
  made.dataset.onPhone = "";
  card.querySelector(".badge").replaceWith(made);
  card.querySelector(".buttons")?.remove();
  card.append(el("div", { class: "buttons" }, el("a", { class: "button", href: href(visit) }, words(visit))));
}

async function draw() {
  const visits = unfinished(await inspections(person().id), kept);
  places.forEach((place) => fill(place, visits));
  document.querySelectorAll("[data-enterprise-card]").forEach((card) => mark(card, visits));
}

let drawing = null;
function soon() {
  drawing ??= new Promise((done) => setTimeout(done, PAUSE_MS)).then(draw).catch(() => {}).then(() => (drawing = null));
}

if (places.length && person().id) {
  onchange(({ type }) => ["kept", "sent", "parked", "withdrawn"].includes(type) && soon());
  addEventListener("pageshow", ({ persisted }) => persisted && soon());
  draw().catch(() => {});
}
