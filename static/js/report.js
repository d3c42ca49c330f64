// The report of an enterprise goes through the outbox: photos first, then the words; a factory yard has no signal either.
// What the server refuses stays there with its reason, which is said here too, until it is said anew or given up.

import { counted, el, icon } from "./dom.js";
import { sentOf } from "./entries.js";
import { localIso, uuid7 } from "./ids.js";
import { Full, inspectionOf, list, onchange, put, remember, valuesOf, visitOf, whyNot, withdraw } from "./outbox.js";
import { person } from "./person.js";
import { adopt, prepared, take } from "./photos.js";
import { seen } from "./seen.js";
import { delivered } from "./sync.js";
import { typedBefore } from "./typing.js";

const PATIENCE_MS = 20_000;
const form = document.querySelector("[data-report]");
const says = form.querySelector("[data-report-status]");
const user = person().id;
export const touched = typedBefore(form);
form.addEventListener("input", ({ target }) => touched.add(target.name));

const report = resume().then((spent) => ({ inspection: form.dataset.inspection, back: form.dataset.back, address: new URL(form.action).pathname, spent }));

// Heard from the beginning: a form that goes by itself takes no photo along, for the strip has them already.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  await send().catch((error) => told(error instanceof Full ? "手机存储空间已满，没有存下。" : `${whyNot(error)}。`));
  delete form.dataset.sending;
});

function told(...words) {
  says.replaceChildren(...words);
  seen(says);
}

const { inspection, back, address, spent } = await report;

// A page may have been kept for long, and its id be that of a report which was sent, or waits as one of another kind. The id
// that is this report's own takes its place; the photos that the page shows belong to the other one. Returns the entry whose
// words go on under this id, if there is one.
async function resume() {
  const given = form.dataset.inspection;
  const { own, spent } = await idFor(given);
  if (own === given) return spent;
  form.action = form.action.replace(given, own);
  form.dataset.inspection = own;
  for (const strip of form.querySelectorAll("[data-photo-strip]")) strip.dataset.uploadUrl = strip.dataset.uploadUrl.replace(given, own);
  for (const figure of form.querySelectorAll("[data-photo]")) figure.remove();
  return spent;
}

// The id of a report that was refused because another one was sent under it.
function isSpent({ state, answer }) {
  return state === "parked" && answer?.about === "report";
}

// A report that was begun on this phone and has not arrived goes on under its own id, whatever id a fresh page was given.
async function idFor(given) {
  const [reports] = new URL(form.action).pathname.split(given);
  const begun = (await list(user)).filter((entry) => entry.url.startsWith(reports));
  const ofKind = (entry) => entry.fields.kind === form.elements.kind.value;
  const spent = begun.find((entry) => entry.last && ofKind(entry) && isSpent(entry));
  const others = new Set(begun.filter((entry) => entry.last && (!ofKind(entry) || isSpent(entry))).map((entry) => entry.inspection));
  const open = begun.map((entry) => entry.inspection).filter((id) => !others.has(id));
  if (open.length) return { own: open.includes(given) ? given : open.at(-1), spent };
  let own = given;
  while (others.has(own) || (await closed(own))) own = await after(own);
  return { own, spent };
}

async function closed(id) {
  return (await sentOf(user, id)).some((entry) => entry.last && entry.state === "sent");
}

// The same one each time that this page is opened.
async function after(id) {
  const known = (await visitOf(user, id))?.next;
  const next = known ?? uuid7();
  if (!known) await remember(user, id, { next });
  return next;
}

// Gone back to from the frozen state of a page whose report has arrived: the next one needs a form of its own.
addEventListener("pageshow", async ({ persisted }) => persisted && (await closed(inspection)) && location.reload());

async function send() {
  await report;
  await prepared(); // what is sent without a photo arrives without it
  const failed = [...form.querySelectorAll("[data-photo][data-state=failed]")];
  const files = failed.filter((one) => "file" in one.dataset).length;
  if (failed.length) return told(`${counted(failed.length - files, files)}没有送达，请重试或移除后再提交。`);
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const entry = await put({ user, inspection, method: "PUT", url: address, fields, last: true, visit: { name: document.querySelector("main .card strong")?.textContent.slice(0, 40) || document.title, started_at: localIso() } });
  if (spent) await withdraw(spent.id, "replaced"); // its words have gone on
  says.className = "muted";
  says.textContent = "已存手机，正在送出…";
  mark();
  const outcome = await delivered(entry.id, PATIENCE_MS);
  if (outcome.state === "sent") return location.assign(back);
  if (outcome.state !== "parked") {
    waits();
    return seen(says);
  }
  // Under this id no other report arrives any more: the page begins anew under the next one, with these words.
  if (isSpent(outcome)) return location.assign(form.dataset.again ?? `${back}/report?kind=${form.elements.kind.value}`);
  refused(outcome);
  return seen(form.querySelector("[aria-invalid]") ?? says);
}

// What is wrong, where it is wrong. It lies on the phone until it is said anew, or given up in 同步中心.
function refused({ reason, answer }) {
  const center = el("a", { href: "/field/sync" }, "同步中心");
  says.className = "alert error";
  says.replaceChildren(icon("alert"), el("div", { role: "alert" }, el("strong", {}, reason || "服务器没有接收。"), el("p", {}, "没有送达，填的内容都在手机里。改好再提交一次；不提交了，在", center, "里放弃。")));
  mark(answer?.fields);
}

// Fields that the server named, with its sentence under each.
function mark(wrong = {}) {
  for (const note of form.querySelectorAll("[data-refused]")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const fields = Object.keys(wrong).map((name) => form.elements[name]).filter(Boolean);
  for (const field of fields) {
    field.setAttribute("aria-invalid", "true");
    field.after(el("p", { class: "error", "data-refused": "" }, icon("alert"), wrong[field.name]));
  }
}

// Saying it anew takes the place of what waits.
function waits() {
  const center = Object.assign(document.createElement("a"), { href: "/field/sync", textContent: "同步中心" });
  const words = document.createElement("div");
  words.append("已存手机，还没有送达。连上网络后自动送出，请不要清除浏览器的数据；在", center, "可以看到进度。要修改，改好再提交一次。");
  says.className = "alert info";
  says.replaceChildren(icon("clock"), words);
  form.querySelector(".buttons button").textContent = "改好，重新提交";
}

onchange(({ type, entry }) => {
  if (!entry?.last || entry.inspection !== inspection || form.dataset.sending) return;
  if (type === "sent") location.assign(back);
  if (type === "parked") refused(entry);
});

function retell(fields) {
  for (const [name, text] of Object.entries(fields)) if (form.elements[name] && !touched.has(name)) form.elements[name].value = text;
}

const [strip] = form.querySelectorAll("[data-photo-strip]");

// Files go the way of the photos: kept on the phone as soon as they are chosen, shown and sent with them. The strip's own
// fields carry the same name as this one (for a form without scripts), so that it is found by its id.
const files = document.getElementById("f-files");
files.addEventListener("change", () => take(files, strip));
if (files.files.length) take(files, strip); // chosen before this module had loaded

// What the phone held before this page was opened.
const ids = new Set((await list(user)).map((entry) => entry.id));
for (const value of await valuesOf(user, inspection)) {
  const shown = form.querySelector(`[data-photo="${value.photo?.id}"]`);
  if (value.photo && !value.gone && !shown && ids.has(value.photo.id)) await adopt(strip, value.photo, true);
  if (value.url === address && !value.gone) retell(value.fields);
}
if (spent) {
  retell(spent.fields);
  refused(spent);
}
const { submission, parked } = await inspectionOf(user, inspection);
if (submission === "waiting") waits();
else if (submission === "parked" && parked.last) refused(parked);
