// Each form is written to the phone as it changes, and shows what became of it: 已存手机, then 已送达.

import { localIso } from "../ids.js";
import { inspectionOf, list, onchange, whyNot } from "../outbox.js";
import { flush, PAUSED } from "../sync.js";
import { watchTyping } from "../typing.js";
import { holderAt, icon, noteOf, inspection, root, user } from "./page.js";
import { took } from "./answers.js";

const waiting = new Map(); // entry id → the address it goes to
let link = "sending"; // "sending" | "kept": whether the server is being reached
let why = "";

const holderOf = (element) => element?.closest?.("[data-save]") ?? element?.closest?.(".finding")?.querySelector("[data-save]");
const waits = (holder) => [...waiting.values()].some((url) => holderAt(url) === holder);

// Words that are typed go the way of a change, as what may still be said otherwise (outbox.js).
const typing = root && watchTyping(root, (form) => form.matches("[data-save]"), (form) => form.checkValidity() && form.dispatchEvent(new CustomEvent("typed")), noteOf);
// A colleague's different answer is settled by choosing one, not by going on to write.
const chooses = ({ type, target }) => type === "resend" || (type === "change" && target.type === "radio");

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request, sourceElement: source } = ctx;
  if (!root?.contains(source) || request.method === "GET") return;
  if (source.matches("form")) {
    typing.saved(source);
    request.body.set("answered_at", localIso());
    if (source.querySelector("[data-settle]") && !chooses(ctx.sourceEvent)) request.body.set("base", "0");
    if (source.matches("[data-answer]") && !request.body.has("result")) request.body.set("result", "");
  }
  paint(holderOf(source), "saving", "保存中");
});

root?.addEventListener("outbox:kept", ({ target, detail: { entry } }) => {
  if (target.matches("[data-save]")) typing.kept(target);
  if (entry.state === "sent") return paint(holderOf(target), "sent", "已送达"); // there is no phone's storage (direct.js)
  waiting.set(entry.id, entry.url);
  return paint(holderOf(target), "saving", "已存手机");
});

root?.addEventListener("outbox:lost", ({ target, detail: { error } }) => {
  paint(holderOf(target), "failed", `未保存：${whyNot(error)}`, target);
});

onchange(({ type, entry, answer, failed, over = [], ...more }) => {
  over.forEach((id) => waiting.delete(id));
  if (type === "round" && more.user === user) {
    link = failed ? "kept" : "sending";
    if (failed !== PAUSED) why = failed ?? ""; // why it is paused has been said
  }
  if (type === "paused" && more.user === user) why = { login: "登录已过期", other: `当前登录的是${more.name}`, password: "请先修改密码" }[more.why] ?? "";
  if (type === "sending") link = "sending";
  if (entry?.inspection === inspection && root) {
    if (type === "kept" && !waiting.has(entry.id)) waiting.set(entry.id, entry.url);
    if (type === "sent" || type === "withdrawn") waiting.delete(entry.id);
    const holder = entry.url && !entry.size ? holderAt(entry.url) : null;
    if (type === "sent") took(entry, answer);
    if (holder && type === "sent" && !waits(holder)) paint(holder, "sent", "已送达");
    if (holder && type === "parked") paint(holder, "failed", `未送达：${entry.reason}`);
  }
  summary();
});

export function paint(holder, what, words, again = null) {
  if (!holder) return;
  const place = holder.querySelector("[data-saved]");
  holder.dataset.saveState = what;
  if (place) {
    place.className = `saved ${what}`;
    place.replaceChildren(icon({ saving: words === "已存手机" ? "check" : "refresh", sent: "check", failed: "alert" }[what]), words);
    if (again) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "重试" });
      button.addEventListener("click", () => again.matches("form") ? again.dispatchEvent(new CustomEvent("resend")) : again.click());
      place.append(button);
    }
  }
  holder.dispatchEvent(new CustomEvent("visit:saved", { bubbles: true, detail: { state: what } }));
}

let due = null;
function summary() {
  due ??= setTimeout(async () => {
    due = null;
    const place = document.querySelector("[data-all-saved]");
    if (!place) return;
    const now = await inspectionOf(user, inspection);
    place.className = `saved ${now.state === "parked" ? "failed" : now.waiting ? "" : "sent"}`;
    place.textContent = now.state === "parked" ? `有内容未送达：${now.reason}`
      : !now.waiting ? (now.total ? "已送达" : "")
      : link === "kept" || why || !navigator.onLine ? `手机已存，${now.waiting} 项待送达${why ? `（${why}）` : ""}`
      : `上传中 ${now.sent}/${now.total}`;
    root.dispatchEvent(new CustomEvent("visit:state", { detail: now }));
  }, 60);
}

// What was waiting when the page was opened shows so, and is tried again.
export async function begin() {
  for (const entry of await list(user)) {
    if (entry.inspection !== inspection) continue;
    waiting.set(entry.id, entry.url);
    const holder = entry.size ? null : holderAt(entry.url);
    if (holder) paint(holder, entry.state === "parked" ? "failed" : "saving", entry.state === "parked" ? `未送达：${entry.reason}` : "已存手机");
  }
  summary();
  flush();
}

export const pending = () => waiting.size;
