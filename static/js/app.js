// On every page of somebody who is signed in: sends what waits, keeps the form for offline use, guards the logout, and
// lets a new version of the application take over when nothing waits.

import { announce, counts, inspections, onchange, open } from "./outbox.js";
import { moment } from "./dom.js";
import { lacks } from "./field-db.js";
import { forget, keptAt, take } from "./kept.js";
import { person } from "./person.js";
import { tidyDaily } from "./spare.js";
import "./state-line.js";
import "./unreadable.js";
import { seen } from "./seen.js";
import { makesRoom } from "./storage.js";
import { start } from "./sync.js";

const FORM_EVERY_MS = 10 * 60_000;
const MOST_REPORTS = 10;
const RECORDS = /^\/duties\/enterprises\/\d+\/new$/; // what an enterprise enters of its duties
const DRAFT_MS = 60 * 86_400_000;
const me = person();
const field = Boolean(document.querySelector("[data-field]"));

const TOLD = ["outbox-paused", "outbox-full"]; // 同步中心 says it in its own place

// --- words at the top of the page ------------------------------------------------------------------------------------

function notice(id, text, action = null) {
  document.getElementById(id)?.remove();
  if (!text || (TOLD.includes(id) && document.getElementById("sync-center"))) return;
  const box = Object.assign(document.createElement("div"), { id, className: "alert warning", role: "status" });
  const words = document.createElement("div");
  words.append(text);
  if (action) words.append(" ", action);
  box.append(words);
  (document.getElementById("flash") ?? document.body).append(box);
}

const link = (href, text) => Object.assign(document.createElement("a"), { href, textContent: text });

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "secondary", textContent: text });
  made.addEventListener("click", act);
  return made;
}

onchange((event) => {
  if (event.type === "paused" && event.user === me.id) {
    const login = link(`/login?next=${encodeURIComponent(location.pathname)}`, "登录");
    if (event.why === "login") notice("outbox-paused", `登录已过期，内容都在手机里；请 ${me.name} 重新登录后继续上传。`, login);
    else if (event.why === "password") notice("outbox-paused", "请先修改初始密码，再继续上传。", link("/password", "修改密码"));
    else if (event.why === "other") notice("outbox-paused", `这一页是 ${me.name} 的，现在登录的是 ${event.name}；${me.name} 记录的内容等本人登录后上传。`);
    else notice("outbox-paused", "");
  }
  if (event.type === "kept" && !event.elsewhere) keepForGood();
  if (event.type === "full") full();
  else if (cameras && makesRoom(event)) roomy();
  // The page of the finding was made before its report arrived.
  if (event.type === "sent" && event.entry.last && event.entry.url.startsWith(`${location.pathname}/reports/`)) notice("report-arrived", "整改报告已送达。", link(location.href, "刷新查看"));
});

// Asked once a page, after the first save: then the browser sees that something is worth keeping.
let asked = false;
function keepForGood() {
  if (asked) return;
  asked = true;
  navigator.storage?.persist?.().catch(() => {});
}

// The cameras of strips that are opened later stop too.
let cameras = null;
const stop = (disabled) => document.querySelectorAll("[data-photo-input]").forEach((input) => (input.disabled = disabled));

function full() {
  stop(true);
  cameras ??= new MutationObserver(() => stop(true));
  cameras.observe(document.body, { childList: true, subtree: true });
  const words = "手机存储空间已满，不能再拍照。请连上网络先上传";
  if (field) notice("outbox-full", `${words}，或导出未上传的内容，再清理手机空间。`, link("/field/sync", "上传或导出"));
  else notice("outbox-full", `${words}，再清理手机空间。`, link("/field/sync", "看上传进度"));
}

function roomy() {
  cameras.disconnect();
  cameras = null;
  stop(false);
  notice("outbox-full", "");
}

// Without the phone's storage: what is missing, and what helps. It goes when the storage opens again.
// Another script of the page may have tried before this one listens.
function tellStore(why) {
  notice("no-store", why && `手机里现在什么也存不下：只能联网填写，每一项直接送到服务器，看到“已送达”才算保存。${why}。`);
}
document.addEventListener("field:store", ({ detail }) => tellStore(detail));
tellStore(lacks());
open().catch(() => {});

async function others() {
  const [, foreign] = await counts(me.id);
  notice("outbox-others", foreign ? "这台手机上还有其他账号没有上传的内容，请其本人登录后上传。" : "");
}

// --- a page out of the phone: no network, or a slow one ------------------------------------------------------------------

// Lists and records; what is filled in says itself where it comes from.
const DATED = /^\/(|tasks|inspections|enterprises(\/\d+)?|findings(\/\d+)?)$/;

function tellAge() {
  const from = document.documentElement.dataset.kept;
  if (!from || !DATED.test(location.pathname)) return;
  const why = navigator.onLine ? "服务器没有及时回应" : "没有网络";
  notice("page-kept", `${why}，这是手机里 ${moment(from)} 存的页面，之后的变化没有显示。`, link(location.pathname + location.search, "刷新"));
}

// --- the form and the start pages for offline use ---------------------------------------------------------------------------------------------

// Before the initial password is changed the server gives no page but that one.
async function keepForm() {
  if (!navigator.serviceWorker || !globalThis.caches || document.querySelector("[data-must-change]")) return;
  await keepNear();
  if (!field) return;
  const enterprise = document.querySelector("[data-start]")?.dataset.enterprise;
  if (enterprise) for (const page of [`/field/form?enterprise=${enterprise}`, `/enterprises/${enterprise}/no-access`]) await take(me.id, page);
  await keepBlanks();
  await keepDrafts();
}

// Each page by itself: one that did not come is asked for again by the next page. Its text; null when nothing new came.
async function takeAnew(address) {
  const age = Date.now() - (await keptAt(me.id, address));
  return age >= 0 && age < FORM_EVERY_MS ? null : take(me.id, address);
}

// 同步中心 for everybody; for people of an enterprise the reports that this page leads to: a yard has no signal either.
async function keepNear() {
  const reports = [...document.querySelectorAll("a[href*='/report?kind=done']")].slice(0, MOST_REPORTS).map((one) => one.pathname + one.search);
  const records = [...document.querySelectorAll("a[href*='/new?kind=']")].filter((one) => RECORDS.test(one.pathname)).slice(0, MOST_REPORTS).map((one) => one.pathname + one.search);
  for (const page of ["/field/sync", ...reports, ...records]) await takeAnew(page);
}

async function keepBlanks() {
  for (const page of ["/tasks", "/scan", "/field/start", "/field/factors"]) await takeAnew(page);
  const first = await takeAnew("/field/form");
  const versions = first?.match(/data-versions="([\d ]*)"/)?.[1].split(" ").filter(Boolean) ?? [];
  for (const version of versions) await take(me.id, `/field/form?version=${version}`);
}

// Visits that were begun on this phone stay with their checklist, whatever has been published meanwhile.
async function keepDrafts() {
  const begun = (await inspections(me.id)).filter((visit) => visit.version && visit.submission !== "sent" && Date.now() - Date.parse(visit.started_at) < DRAFT_MS);
  for (const { enterprise, version } of begun) {
    await takeAnew(`/field/form?${new URLSearchParams({ ...(enterprise ? { enterprise } : {}), version })}`);
  }
}

// --- logging out -----------------------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (new URL(form.action, location.href).pathname !== "/logout") return;
  event.preventDefault();
  logOut(form);
});

async function logOut(form) {
  // Asked twice, since a database that was closed meanwhile is opened anew by then. A phone that cannot say what waits is no
  // phone where nothing waits.
  const [own] = await counts(me.id).catch(() => counts(me.id)).catch(() => [null]);
  const waits = own === null ? "手机的存储暂时打不开，可能还有内容没有上传" : `还有 ${own} 项内容没有上传`;
  if (own !== 0 && !confirm(`${waits}，只存在这台手机里。退出后别人看不到也发不出，您再次登录后继续上传。确定退出？`)) return;
  const answer = await fetch(form.action, { method: "POST" }).catch(() => null);
  if (!answer?.ok) {
    notice("outbox-logout", navigator.onLine ? "没有退出，请重试。" : "没有网络，不能退出。");
    seen(document.getElementById("outbox-logout")); // the button stands far below
    return;
  }
  await forget();
  location.assign("/login?left=1"); // left.js empties the phone of what this page was about to keep
}

// --- a new version ---------------------------------------------------------------------------------------------------------

async function offer(worker) {
  const [own, foreign] = await counts(me.id).catch(() => [0, 0]);
  if (!own && !foreign) return worker.postMessage("take over");
  return notice("app-update", `新版本已备好。还有 ${own + foreign} 项内容没有上传，上传完会自动换上。`, button("现在换上", () => {
    worker.postMessage("take over");
    notice("app-update", "");
  }));
}

async function watchWorker() {
  const registration = await navigator.serviceWorker?.ready;
  if (!registration) return;
  // A page that was on its way while the first worker took charge has been passed over.
  if (!navigator.serviceWorker.controller) registration.active.postMessage("claim");
  const look = () => registration.waiting && registration.active && offer(registration.waiting);
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  onchange(({ type, left }) => type === "round" && left === 0 && look());
  look();
}

tellAge();
start();
others().catch(() => {});
watchWorker().catch(() => {});
tidyDaily().then((gone) => gone && announce({ type: "tidied" })).catch((error) => console.warn("outbox:", error));
navigator.serviceWorker?.ready.then(keepForm).catch(() => {});
