// Each form is saved as it changes. Success is an answer that names the entry (X-Entry-Stored): a hotel's Wi-Fi
// answers 200 to everything. What is not saved stays on the screen, says so, and is tried again.

import { deviceId, localIso, uuid7 } from "../ids.js";
import { address, icon, resend, root } from "./page.js";

const saves = new Set(); // [data-save] elements with something that has not arrived
const state = new WeakMap(); // [data-save] → {entry, source, tries, timer, retrying}

const holderOf = (element) => element?.closest?.("[data-save]") ?? element?.closest?.(".finding")?.querySelector("[data-save]");
const of = (holder) => state.get(holder) ?? state.set(holder, { tries: 0 }).get(holder);

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request, sourceElement: source } = ctx;
  if (!root || !root.contains(source)) return;
  request.action = address(request.action);
  if (request.method === "GET") return;
  const holder = holderOf(source);
  const now = of(holder);
  clearTimeout(now.timer);
  // A retry repeats the entry, so that an answer that was lost on the way back is not stored twice.
  if (!now.retrying || !now.entry) Object.assign(now, { entry: uuid7(), tries: 0 });
  Object.assign(now, { retrying: false, source });
  request.headers["X-Entry"] = now.entry;
  request.headers["X-Device"] = deviceId();
  if (source.matches("form")) {
    request.body.set("answered_at", localIso());
    if (source.matches("[data-answer]") && !request.body.has("result")) request.body.set("result", "");
  }
  saves.add(holder);
  paint(holder, "saving");
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const entry = ctx.request.headers["X-Entry"];
  if (!entry || !root?.contains(ctx.sourceElement)) return;
  const holder = holderOf(ctx.sourceElement);
  const { status, headers } = ctx.response;
  const stored = (headers.get("X-Entry-Stored") ?? "").split(/[\s,]+/).includes(entry);
  if (status >= 200 && status < 300 && stored) {
    if (of(holder).entry !== entry) return; // a newer value is on its way
    saves.delete(holder);
    paint(holder, "sent");
    return;
  }
  event.preventDefault(); // nothing of this answer belongs on the page
  if (of(holder).entry !== entry) return;
  const again = status < 300 || status >= 500 || status === 408 || status === 429;
  failed(holder, reason(status, ctx.text, again), again);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  const entry = ctx?.request?.headers?.["X-Entry"];
  if (!entry || !root?.contains(ctx.sourceElement)) return;
  const holder = holderOf(ctx.sourceElement);
  if (of(holder).entry === entry) failed(holder, "网络不通", true);
});

function reason(status, text, again) {
  if (status < 300) return "没有收到服务器的确认，请检查是否需要先登录网络";
  if (status === 401) return "登录已过期，请在新窗口登录后重试";
  const words = new DOMParser().parseFromString(text ?? "", "text/html").body.textContent.trim();
  return words && words.length < 200 ? words : again ? "服务器暂时不能保存" : `服务器没有接收（${status}）`;
}

function failed(holder, words, again) {
  const now = of(holder);
  now.tries += 1;
  paint(holder, "failed", words);
  if (again) now.timer = setTimeout(() => retry(holder), Math.min(2 ** now.tries, 300) * 1000 * (0.75 + Math.random() / 2));
}

export function retry(holder) {
  const now = of(holder);
  if (!saves.has(holder) || !holder.isConnected) return saves.delete(holder);
  now.retrying = true;
  if (now.source?.matches("form")) resend(now.source);
  else htmx.trigger(now.source, "click");
}

function paint(holder, what, words = "") {
  const place = holder.querySelector("[data-saved]");
  holder.dataset.saveState = what;
  if (place) {
    place.className = `saved ${what}`;
    place.replaceChildren(icon({ saving: "refresh", sent: "check", failed: "alert" }[what]));
    place.append({ saving: "保存中", sent: "已送达", failed: `未保存：${words}` }[what]);
    if (what === "failed") {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "重试" });
      button.addEventListener("click", () => retry(holder));
      place.append(button);
    }
  }
  summary();
  holder.dispatchEvent(new CustomEvent("visit:saved", { bubbles: true, detail: { state: what } }));
}

function summary() {
  const place = document.querySelector("[data-all-saved]");
  if (!place) return;
  const lost = [...saves].filter((holder) => holder.dataset.saveState === "failed").length;
  place.className = `saved ${lost ? "failed" : saves.size ? "" : "sent"}`;
  place.textContent = lost ? `${lost} 项未保存` : saves.size ? "保存中" : "已送达";
}

// A removed finding takes its form with it.
document.addEventListener("htmx:after:swap", () => {
  saves.forEach((holder) => holder.isConnected || saves.delete(holder));
  summary();
});

// 去提交 shows what the server has: it waits for what has not arrived, and says so.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-review]") || (!saves.size && navigator.onLine)) return;
  event.preventDefault();
  saves.forEach((holder) => holder.dataset.saveState === "failed" && retry(holder));
  const place = document.querySelector("[data-all-saved]");
  place.className = "saved failed";
  place.textContent = navigator.onLine ? "正在保存，请稍后再点" : "没有网络，连上后再提交";
});

window.addEventListener("online", () => saves.forEach((holder) => holder.dataset.saveState === "failed" && retry(holder)));
window.addEventListener("beforeunload", (event) => {
  if (saves.size) event.preventDefault();
});
