// The way out for a parked entry: what can be done about it, as a part of its card.

import { alert, el } from "./dom.js";
import { amend, remember, withdraw } from "./outbox.js";
import { kept } from "./pack.js";
import { person } from "./person.js";
import { flush } from "./sync.js";
import { partOf, photoName, placeOf, placeOfGap, troubleOf } from "./sync-words.js";

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

// The next submission leaves them out; whether the visit is whole without them is looked at again.
function lost(parked) {
  const { visit } = partOf(parked);
  const line = (one) => el("li", {}, el("a", { href: one.url ? placeOf(one) : `/inspections/${visit}` }, `去重新拍摄：${photoName(one)}`));
  return el("div", { class: "stack" }, el("ul", {}, parked.answer.lost.map(line)), el("p", { class: "muted" }, "重新拍摄后，回到检查里再提交一次。"));
}

function frozen(parked, _entries, redraw) {
  return el("div", { class: "buttons" }, go(placeOf(parked), "查看这次检查"), leave(parked, "不再上传这一条", "服务器不接收这一条。不再上传，只留在手机里？", redraw));
}

function other(parked, _entries, redraw) {
  return el("div", { class: "buttons" }, go(placeOf(parked), "去修改"), leave(parked, "不再上传这一条", "不再上传这一条，只留在手机里？", redraw));
}

// An unknown code, or a plant that is not in the register: somebody says which one it was, or puts it there.
function enterprise(parked, _entries, redraw) {
  const { visit } = partOf(parked);
  const results = el("ul", { class: "list" });
  const input = el("input", { type: "search", name: "q", maxlength: "100", placeholder: "名称、拼音首字母或信用代码", "aria-label": "查找用人单位", autocomplete: "off" });
  const says = el("p", { class: "muted", role: "status" });
  const settle = async (fields, known) => {
    document.activeElement?.blur(); // what is typed holds the drawing back
    await remember(person().id, visit, known);
    await amend(parked.id, { enterprise: null, qr: "", new_name: "", new_address: "", new_area: "", ...fields });
    await redraw();
    await flush();
  };
  const choose = async (row) => {
    if (confirm(`这次检查的单位是“${row.name}”？`)) await settle({ enterprise: row.id }, { name: row.name, enterprise: row.id });
  };
  const search = async (event) => {
    event.preventDefault();
    const words = input.value.trim();
    const rows = await found(words);
    says.textContent = rows === null ? "没有网络，只能从准备离线的单位里选。" : rows.length ? "" : "没有找到，可以在下面新建。";
    results.replaceChildren(...(rows ?? (await nearby(words))).slice(0, MOST).map((row) =>
      el("li", {}, el("button", { type: "button", class: "entry", onclick: () => choose(row) }, el("span", { class: "what" }, el("span", { class: "name" }, row.name), el("span", { class: "more" }, row.address || ""))))));
  };
  return el("div", { class: "stack" },
    alert("info", "请选择这次检查的单位；名录里没有的，在这里新建。已填的内容都会跟着走。"),
    el("form", { class: "stack", onsubmit: search }, el("div", { class: "searchbox" }, el("div", { class: "field" }, input), el("button", { class: "secondary" }, "查找")), says, results),
    newcomer(parked, settle));
}

// The form of a new enterprise, with what was typed at the start of the visit, or at the last try.
function newcomer({ fields, status }, settle) {
  const form = document.querySelector("template[data-new-enterprise]").content.firstElementChild.cloneNode(true);
  for (const name of ["new_name", "new_address", "new_area"]) if (fields[name]) form.elements[name].value = fields[name];
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    const gap = ["new_name", "new_address", "new_area"].find((name) => !given[name]);
    const problem = form.querySelector("[data-problem]");
    problem.hidden = !gap;
    problem.textContent = gap ? form.elements[gap].dataset.wanting : "";
    if (gap) return form.elements[gap].focus();
    const same = (await found(given.new_name))?.find((row) => row.name === given.new_name);
    if (same && !confirm(`名录里已有“${same.name}”${same.address ? `（${same.address}）` : ""}。不是同一家，仍然新建？`)) return undefined;
    return settle(given, { name: given.new_name, enterprise: null });
  });
  return el("details", { open: Boolean(fields.new_name && status) }, el("summary", {}, "名录里没有，新建单位"), form);
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
