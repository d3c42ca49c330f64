// What became of the visit as a whole: 手机已存, 上传中 3/7, 已送达 with the serial; never "submitted" while it waits.

import { renew } from "../dom.js";
import { find, inspectionOf, list, retry, withdraw } from "../outbox.js";
import { flush } from "../sync.js";
import { troubleOf } from "../sync-words.js";
import { icon, inspection, root, user } from "./page.js";

export function watchVisit() {
  root.addEventListener("visit:state", ({ detail }) => show(detail));
  inspectionOf(user, inspection).then(show);
}

async function show(now) {
  const place = root.querySelector("[data-visit-state]");
  const form = root.querySelector("[data-visit-form]");
  const dock = document.querySelector(".foot");
  const refused = now.parked?.last ? now.parked : null;
  const closed = now.submission === "waiting" || now.submission === "sent";
  form.hidden = closed;
  dock.hidden = closed;
  place.hidden = !closed && !now.parked;
  if (place.hidden) return;
  if (now.submission === "sent") done(place, now);
  else if (closed) waiting(place, now);
  else parked(place, now, refused);
}

const line = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });

function box(kind, name, ...content) {
  const made = line("div", "", `alert ${kind}`);
  const words = line("div", "", "stack-s");
  words.append(...content);
  made.append(icon(name), words);
  return made;
}

function button(text, act, className = "secondary") {
  const made = Object.assign(line("button", text, className), { type: "button" });
  made.addEventListener("click", act);
  return made;
}

function done(place, now) {
  const link = Object.assign(line("a", "查看回执"), { href: `/inspections/${inspection}/receipt` });
  renew(place, box("ok", "check-circle", line("strong", `已送达，回执编号 ${now.serial}`), link));
}

function waiting(place, now) {
  const progress = line("progress", "");
  Object.assign(progress, { max: now.total, value: now.sent });
  progress.setAttribute("aria-label", "上传进度");
  const back = button("撤回，继续填写", reopen, "quiet");
  if (now.parked) {
    renew(place, box("error", "alert", line("strong", `有内容服务器没有接收：${now.reason}`), line("p", "处理好后自动提交。"), center(now)), back);
    return;
  }
  const again = button("现在上传", () => flush());
  renew(
    place,
    box("info", "clock", line("strong", now.sent && navigator.onLine && !now.reason ? `上传中 ${now.sent}/${now.total}` : "手机已存"),
      line("p", `还没有送达：${now.waiting} 项内容等待上传${now.reason ? `（${now.reason}）` : ""}。送达后才算提交，并生成回执。`)),
    progress, again, back,
  );
}

const center = ({ parked }) =>
  Object.assign(line("a", troubleOf(parked) === "enterprise" ? "选择或新建单位" : "去同步中心处理", "button"), { href: "/field/sync" });

// What the form itself mends is said anew from there; of anything else 同步中心 knows the way out.
const HERE = { open: "补齐后再点“去提交”。", fields: "改好后再点“去提交”。" };

function parked(place, now, refused) {
  const open = refused?.answer?.open ?? [];
  const list = line("ul", "");
  list.append(...open.slice(0, 20).map((one) => line("li", one.sentence)));
  const words = refused ? `没有提交成功：${now.reason}` : `有内容服务器没有接收：${now.reason}`;
  const more = [button("重试", () => retry(user, inspection))];
  const [here] = Object.keys(HERE).filter((name) => refused?.answer?.[name]);
  more.unshift(here ? line("p", HERE[here]) : center(now));
  renew(place, box("error", "alert", line("strong", words), ...(open.length ? [list] : []), ...more));
}

async function reopen() {
  const closing = (await list(user)).find((entry) => entry.inspection === inspection && entry.last);
  if (closing && (await find(closing.id))) await withdraw(closing.id);
  location.reload();
}
