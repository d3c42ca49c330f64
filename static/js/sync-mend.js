// The way out for a parked entry: what can be done about it, as a part of its card.

import { alert, el } from "./dom.js";
import { amend, withdraw } from "./outbox.js";
import { kept } from "./pack.js";
import { person } from "./person.js";
import { flush } from "./sync.js";
import { partOf, placeOf, placeOfGap, troubleOf } from "./sync-words.js";

const MOST = 8;

export async function mend(parked, entries, redraw) {
  const makers = { enterprise, photo, open, lost, frozen, other };
  return makers[troubleOf(parked)](parked, entries, redraw);
}

const go = (href, words) => el("a", { class: "button", href }, words);

// Out of the queue by somebody's decision; it stays among what was sent, marked so.
function leave(entry, words, question, redraw) {
  return el("button", { type: "button", class: "quiet", onclick: async () => {
    if (!confirm(question)) return;
    await withdraw(entry.id);
    await redraw();
    await flush();
  } }, words);
}

function photo(parked, _entries, redraw) {
  return el("div", { class: "buttons" }, go(placeOf(parked), "去重新拍摄"), leave(parked, "不要这张照片", "不再上传这张照片？", redraw));
}

function open(parked) {
  const { visit } = partOf(parked);
  const gaps = parked.answer.open;
  const line = (gap) => el("li", {}, el("a", { href: placeOfGap(visit, gap) }, gap.sentence));
  return el("div", { class: "stack" },
    el("ul", {}, gaps.slice(0, MOST).map(line)),
    gaps.length > MOST ? el("details", {}, el("summary", {}, `还有 ${gaps.length - MOST} 处`), el("ul", {}, gaps.slice(MOST).map(line))) : null,
    el("p", { class: "muted" }, "补齐后回到检查里再提交一次。"));
}

const lost = (parked) => el("div", { class: "stack" }, el("p", {}, `有 ${parked.answer.lost.length} 张照片在手机里已经没有内容，请重新拍摄后再提交。`), el("div", { class: "buttons" }, go(placeOf(parked), "去重新拍摄")));

function frozen(parked, _entries, redraw) {
  return el("div", { class: "buttons" }, go(placeOf(parked), "查看这次检查"), leave(parked, "不再上传这一条", "服务器不接收这一条。不再上传，只留在手机里？", redraw));
}

function other(parked, _entries, redraw) {
  return el("div", { class: "buttons" }, go(placeOf(parked), "去修改"), leave(parked, "不再上传这一条", "不再上传这一条，只留在手机里？", redraw));
}

// An unknown code, or a plant that is not in the register: somebody says which one it was.
function enterprise(parked, _entries, redraw) {
  const results = el("ul", { class: "list" });
  const input = el("input", { type: "search", name: "q", maxlength: "100", placeholder: "名称、拼音首字母或信用代码", "aria-label": "查找用人单位", autocomplete: "off" });
  const says = el("p", { class: "muted", role: "status" });
  const choose = async (row) => {
    if (!confirm(`这次检查的单位是“${row.name}”？`)) return;
    input.blur();
    await amend(parked.id, { enterprise: row.id, qr: "", new_name: "", new_address: "", new_area: "" });
    await redraw();
    await flush();
  };
  const search = async (event) => {
    event.preventDefault();
    const rows = await found(input.value.trim());
    says.textContent = rows === null ? "没有网络，只能从准备离线的单位里选。" : rows.length ? "" : "没有找到，可以新建单位后再来选。";
    results.replaceChildren(...(rows ?? (await nearby(input.value.trim()))).slice(0, MOST).map((row) =>
      el("li", {}, el("button", { type: "button", class: "entry", onclick: () => choose(row) }, el("span", { class: "what" }, el("span", { class: "name" }, row.name), el("span", { class: "more" }, row.address || ""))))));
  };
  return el("form", { class: "stack", onsubmit: search },
    alert("info", "请选择这次检查的单位，已填的内容都会跟着走。"),
    el("div", { class: "row" }, input, el("button", {}, "查找")), says, results,
    el("p", {}, el("a", { href: "/enterprises/new" }, "名录里没有，新建单位"), "，建好后回来选。"));
}

async function found(words) {
  try {
    const answer = await fetch(`/field/enterprises?${new URLSearchParams({ q: words })}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).enterprises : null;
  } catch {
    return null;
  }
}

async function nearby(words) {
  const rows = (await kept(person().id))?.enterprises ?? [];
  return rows.filter((row) => row.name.includes(words));
}
