// 同步中心: every visit on this phone with its state, what waits, the last error, and the way to mend what is parked.

import { alert, badge, counted, el, icon, moment, renew, size } from "./dom.js";
import { sentOf } from "./entries.js";
import { hand, zipOf } from "./export.js";
import { all, counts, inspections, list, onchange, retry } from "./outbox.js";
import { person } from "./person.js";
import { keptWords, makesRoom, storage } from "./storage.js";
import { mend } from "./sync-mend.js";
import { PORTAL } from "./sync-rules.js";
import { flush, reach } from "./sync.js";
import { conflictsIn, kindOf, placeOf, nameOf, reportPage, reportState, reportWord, above, stateOf } from "./sync-words.js";

const PAUSE_MS = 150;
const center = document.getElementById("sync-center");
const at = (name) => center.querySelector(`[data-sync-${name}]`);
const who = person();
const sending = new Set(); // inspections with an entry on its way
const cards = new Map(); // inspection → [what its card shows, the card]
let paused = { why: "" };
let full = false;
let trouble = ""; // why the last round ended early
let drawing = null;
let again = false;
let pressed = false;

const link = (href, words, kind = "secondary") => el("a", { class: `button ${kind}`, href }, words);
// entries: all that the phone knows of the group, oldest first.
function title(visit, report, entries) {
  const more = [kindOf(visit, entries), visit.started_at && `${moment(visit.started_at)} 开始`].filter(Boolean).join(" · ");
  return [el("h3", {}, visit.name || (report ? reportWord(report) : "未识别的单位")), more ? el("p", { class: "muted tabular" }, more) : null];
}

// A card is made anew only when it has something else to show: it may hold what somebody is typing or looking for. That
// something is on its way is not shown of what was refused, whose card is that of somebody who mends it.
async function cardOf(visit, entries) {
  const mine = entries.filter((entry) => entry.inspection === visit.inspection);
  const shows = JSON.stringify([visit, !visit.parked && sending.has(visit.inspection), mine.map(({ id, tries, state }) => [id, tries, state])]);
  const [known, card] = cards.get(visit.inspection) ?? [];
  if (known === shows) return card;
  const made = await waitingCard(visit, mine);
  cards.set(visit.inspection, [shows, made]);
  return made;
}

async function waitingCard(visit, mine) {
  const [colour, words] = stateOf(visit, sending.has(visit.inspection));
  const sent = await sentOf(who.id, visit.inspection);
  const [conflicts, report] = [conflictsIn(sent), reportPage([...sent, ...mine])];
  const page = report || `/inspections/${visit.inspection}`;
  const parked = visit.parked;
  return el("article", { class: "card stack", "aria-label": visit.name || "未识别的单位", "data-visit": visit.inspection },
    el("div", { class: "spread top" }, el("div", {}, ...title(visit, report, [...sent, ...mine])), badge(colour, words)),
    visit.waiting ? el("p", {}, `还有 ${visit.waiting} 条没有送达${visit.size ? `，其中 ${counted(visit.photos, visit.files)}（${size(visit.size)}）` : ""}${visit.submission === "waiting" ? "；送达后自动提交" : ""}。`) : null,
    parked ? alert("error", el("strong", {}, `${nameOf(parked)}没有被接收`), parked.reason || "服务器没有说明原因。") : visit.reason ? el("p", { class: "muted" }, `上次没有送出：${visit.reason}`) : null,
    parked ? await mend(parked, mine, draw) : null,
    conflicts.length ? alert("warning", el("strong", {}, "与同事的答案不同"), ...conflicts.flatMap((item) => [el("a", { href: placeOf({ url: `${page}/answers/${item}` }) }, `第 ${item} 项，去商定`), " "])) : null,
    el("div", { class: "buttons" },
      visit.waiting ? el("button", { type: "button", class: parked ? "secondary" : "", onclick: () => resend(visit.inspection) }, icon("refresh"), "重试") : null,
      link(page, report ? "查看报告" : visit.submission ? "查看检查" : "继续检查"),
      parked && at("export") ? el("button", { type: "button", class: "quiet", onclick: (event) => exported(event, visit.inspection) }, icon("download"), "导出这次检查") : null),
    el("details", {}, el("summary", {}, "看看是哪些"), el("ul", {}, mine.slice(0, 200).map((entry) => el("li", {}, `${nameOf(entry)}，${moment(entry.created)}${entry.tries ? `，试过 ${entry.tries} 次` : ""}`)))));
}

// What was refused keeps its place and its words until the server can be reached: only then it is tried again.
async function resend(inspection = null) {
  trouble = "";
  await reach();
  if (!trouble) {
    await retry(who.id, inspection);
    await flush();
  }
  draw();
}

// Of which nothing waits: [whether it has gone to the server, its card]. No card: it went on as another one.
async function restingCard(visit) {
  const sent = await sentOf(who.id, visit.inspection);
  const report = reportPage(sent);
  const state = report ? reportState(sent) : sent.some((entry) => entry.state === "sent") ? "sent" : "left";
  const page = report || `/inspections/${visit.inspection}`;
  if (state === "left") return [false, leftCard(visit, page, sent)];
  return [true, state ? sentCard(visit, page, sent, state) : null];
}

const card = (visit, report, sent, colour, words, ...more) =>
  el("article", { class: "card", "aria-label": visit.name || "", "data-visit": visit.inspection },
    el("div", { class: "spread top" }, el("div", {}, ...title(visit, report, sent)), badge(colour, words)), ...more);

// Refused, and by its person's decision not sent again.
function leftCard(visit, page, sent) {
  const reason = sent.findLast((entry) => entry.state === "withdrawn" && entry.reason)?.reason ?? "";
  const report = reportPage(sent);
  return card(visit, report, sent, "grey", "没有上传",
    el("p", { class: "muted" }, `没有被接收，也不再上传，只留在手机里。${reason ? `原因：${reason}` : ""}`),
    report ? el("div", { class: "buttons" }, link(page, "重新报告")) : null);
}

function sentCard(visit, page, sent, state) {
  const conflicts = conflictsIn(sent);
  const [colour] = stateOf(visit);
  const report = reportPage(sent);
  const words = state === "begun" ? "照片已送达，报告未提交" : visit.serial || report ? "已送达" : "已送达，未提交";
  const way = report ? (state === "begun" ? link(page, "继续报告") : link(above(page), "查看报告")) : link(page, "继续检查");
  return card(visit, report, sent, state === "begun" ? "amber" : colour, words,
    visit.serial ? el("p", {}, "回执 ", el("a", { href: `${page}/receipt` }, visit.serial)) : null,
    conflicts.length ? alert("warning", "与同事的答案不同：", ...conflicts.flatMap((item) => [el("a", { href: placeOf({ url: `${page}/answers/${item}` }) }, `第 ${item} 项`), " "])) : null,
    visit.serial ? null : el("div", { class: "buttons" }, way));
}

function status() {
  const found = [];
  if (full) found.push(alert("error", el("strong", {}, "手机存储空间已满"), at("export") ? "请先上传或导出未上传的内容，再清理手机空间。" : "请连上网络先上传，再清理手机空间。"));
  if (paused.why === "login") found.push(alert("warning", el("strong", {}, "登录已过期，上传暂停"), el("a", { href: `/login?next=${encodeURIComponent("/field/sync")}` }, `以${who.name || "本人"}重新登录`), "后自动继续，内容都在手机里。"));
  if (paused.why === "other") found.push(alert("warning", el("strong", {}, `现在登录的是${paused.name}，上传暂停`), "下面的内容是", who.name || "别人", "记录的。", el("a", { href: "/me" }, "先退出"), `，再由${who.name || "本人"}登录，就会自动继续。`));
  if (paused.why === "password") found.push(alert("warning", el("strong", {}, "需要先修改初始密码，上传暂停"), el("a", { href: "/password" }, "去修改"), "，改好后自动继续，内容都在手机里。"));
  if (!navigator.onLine) found.push(alert("info", "现在没有网络。内容都在手机里，连上后自动上传。"));
  else if (trouble === PORTAL) found.push(alert("warning", el("strong", {}, "这个网络没有连到服务器"), "可能是宾馆、厂区的无线网要先登录：打开浏览器随便进一个网页，登录后再回来；或改用手机流量。内容都在手机里。"));
  else if (trouble && !paused.why) found.push(alert("warning", el("strong", {}, "暂时送不出去"), `${trouble}。内容都在手机里，会自动重试。`));
  renew(at("status"), el("div", { class: "stack" }, ...found));
}

// What lies under a finger stays there until it is lifted, and its click was heard.
function lifted() {
  return pressed ? new Promise((done) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done, PAUSE_MS), { once: true });
  }) : null;
}

// What somebody has opened stays open in the card that comes in its place, also when that was made before.
function keepOpen(made) {
  for (const card of made) {
    const shown = at("waiting").querySelector(`[data-visit="${card.dataset.visit}"] > details`);
    if (shown) card.querySelector(":scope > details").open = shown.open;
  }
}

const typing = () => center.querySelector("input:focus, select:focus");

async function paint() {
  const [entries, visits, [own]] = await Promise.all([list(who.id), inspections(who.id), counts(who.id)]);
  status();
  const waiting = await Promise.all(visits.filter((visit) => visit.waiting).map((visit) => cardOf(visit, entries)));
  const recent = visits.filter((visit) => !visit.waiting && visit.sent);
  const resting = await Promise.all(recent.map(restingCard));
  const gone = (arrived) => resting.filter(([went, made]) => went === arrived && made).map(([, made]) => made);
  const [sent, left] = [gone(true), gone(false)];
  await lifted();
  if (typing()) return; // begun meanwhile
  keepOpen(waiting);
  renew(at("waiting"), ...(waiting.length ? waiting : [el("div", { class: "card empty" }, icon("check-circle"), el("p", { class: "title" }, "没有未上传的内容"), el("p", {}, "填写的内容先存在手机，有网络就自动上传。"))]));
  renew(at("sent"), ...(sent.length ? sent : [el("p", { class: "muted" }, "30 天内没有从这部手机送达的内容。")]));
  renew(at("left"), ...left);
  at("left").parentElement.hidden = !left.length;
  if (at("export")) at("export").disabled = !own;
  const { kept, used, room } = await storage();
  at("storage").textContent = used === null ? "浏览器没有说明用了多少空间。" : `已用 ${size(used)}${room === null ? "" : `，还可用约 ${size(Math.max(0, room))}`}。`;
  at("kept").textContent = keptWords(kept);
}

// Events come in bursts: one drawing at a time, and what is typed into a mending form is not swept away under the hand.
function draw() {
  if (typing()) return drawing;
  again = Boolean(drawing);
  drawing ??= paint().catch((error) => console.warn("sync-center:", error)).then(() => new Promise((done) => setTimeout(done, PAUSE_MS))).then(() => {
    drawing = null;
    return again ? draw() : null;
  });
  return drawing;
}

// Everything that waits, or one visit of it.
async function exported({ currentTarget: button }, inspection = null) {
  button.disabled = true;
  at("exported").textContent = "正在打包…";
  try {
    const entries = (await all(who.id)).filter((entry) => !inspection || entry.inspection === inspection);
    const blob = await zipOf(entries, who);
    await hand(blob, `未上传-${who.name}-${new Date().toISOString().slice(0, 10)}.zip`);
    at("exported").textContent = `已导出 ${entries.length} 条，${size(blob.size)}。手机里的内容仍然保留。`;
  } catch {
    at("exported").textContent = "没有导出，请清理手机空间后重试。";
  }
  button.disabled = false;
}

if (!who.id) {
  at("status").replaceChildren(alert("warning", "请先登录。"));
} else {
  onchange((event) => {
    if (event.type === "paused" && event.user === who.id) paused = event;
    if (event.type === "full") full = true;
    else if (makesRoom(event)) full = false;
    if (event.type === "sending") sending.add(event.entry.inspection);
    if (event.type === "round") {
      sending.clear();
      if (event.user === who.id) trouble = event.failed || "";
    }
    if (event.type !== "progress") draw();
  });
  at("export")?.addEventListener("click", (event) => exported(event));
  at("now").addEventListener("click", () => resend());
  for (const name of ["online", "offline"]) addEventListener(name, () => draw());
  center.addEventListener("pointerdown", ({ button }) => (pressed = button === 0)); // a menu may swallow the end of any other
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => (pressed = false));
  draw();
  flush();
}
