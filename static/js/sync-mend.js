// The way out for a parked entry: what can be done about it, as a part of its card. Whatever it is, the card itself offers
// to try again, to open the visit and to export it (sync-center.js); nothing here deletes.

import { alert, el } from "./dom.js";
import { again, sentOf } from "./entries.js";
import { amend, remember, retry, withdraw } from "./outbox.js";
import { kept } from "./pack.js";
import { person } from "./person.js";
import { flush } from "./sync.js";
import { partOf, photoName, placeOf, placeOfGap, above, reportPage, troubleOf } from "./sync-words.js";

const MOST = 8;

export async function mend(parked, entries, redraw) {
  const makers = { enterprise, second, version, kind, position, taken, barred, photo, open, short, lost, frozen, other };
  return makers[troubleOf(parked)](parked, entries, redraw);
}

const go = (href, words) => el("a", { class: "button", href }, words);
const advice = (words) => el("p", {}, words);
const isReport = (entry) => !partOf(entry).visit;

// Out of the queue by somebody's decision; it stays among what was sent, marked so.
function leave(entry, words, question, redraw) {
  return el("button", { type: "button", class: "quiet", onclick: async () => {
    if (!confirm(question)) return;
    await withdraw(entry.id);
    await redraw();
    await flush();
  } }, words);
}

function photo(parked, entries, redraw) {
  return el("div", { class: "buttons" }, go(isReport(parked) ? reportPage(entries) : placeOf(parked), "去重新拍摄"), leave(parked, "不要这张照片", "不再上传这张照片？", redraw));
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
function lost(parked, _entries, redraw) {
  const { visit } = partOf(parked);
  const gone = new Set(parked.answer.lost.map(({ id }) => id));
  const without = async () => {
    if (!confirm(`没有这 ${gone.size} 张照片也提交？`)) return;
    await settle(parked, { photos: parked.fields.photos.filter(({ id }) => !gone.has(id)) }, null, redraw);
  };
  const line = (one) => el("li", {}, el("a", { href: one.url ? placeOf(one) : `/inspections/${visit}` }, `去重新拍摄：${photoName(one)}`));
  return el("div", { class: "stack" }, el("ul", {}, parked.answer.lost.map(line)), el("p", { class: "muted" }, "重新拍摄后，回到检查里再提交一次。"),
    el("div", { class: "buttons" }, el("button", { type: "button", class: "quiet", onclick: without }, "不要这些照片，继续提交")));
}

const HELD = {
  403: "请主办人员在“检查信息”里把您选为协办人员，再点“重试”。",
  404: "服务器上没有您能看到的这次检查，这家单位可能已改由其他机构监管。检查不能转给别人继续，请联系监管科室；内容都在手机里，也可以导出留存。",
  409: "已提交的检查，请到检查页用“补正”补记；没有接收的内容仍在手机里，也可以导出。",
};

function frozen(parked, entries, redraw) {
  const report = isReport(parked);
  return el("div", { class: "stack" },
    report ? null : advice(HELD[parked.status]),
    el("div", { class: "buttons" },
      report && parked.answer?.about === "report" ? go(placeOf(parked), "作为新的报告提交") : null,
      go(report ? above(placeOf(parked)) : placeOf(parked), report ? "查看那一页" : "查看这次检查"),
      leave(parked, "不再上传这一条", "服务器不接收这一条。不再上传，只留在手机里？", redraw),
      entries.length > 1 ? leaveAll(entries, redraw) : null));
}

function leaveAll(entries, redraw) {
  const words = `余下 ${entries.length} 条都不再上传`;
  return el("button", { type: "button", class: "quiet", onclick: async () => {
    if (!confirm(`${words}，只留在手机里？`)) return;
    for (const entry of entries) await withdraw(entry.id);
    await redraw();
  } }, words);
}

function other(parked, _entries, redraw) {
  // Without its opening a visit has nowhere to go.
  const opening = !isReport(parked) && !partOf(parked).part;
  return el("div", { class: "buttons" }, go(placeOf(parked), "去修改"), opening ? null : leave(parked, "不再上传这一条", "不再上传这一条，只留在手机里？", redraw));
}

// The opening again with another choice; what was filled in goes along.
async function settle(parked, fields, known, redraw) {
  document.activeElement?.blur(); // what is typed holds the drawing back
  if (known) await remember(person().id, partOf(parked).visit, known);
  await amend(parked.id, fields);
  await redraw();
  await flush();
}

function choice(parked, name, words, redraw, knownOf = () => null) {
  const template = document.querySelector(`template[data-choice="${name}"]`);
  if (!template) return barred();
  const select = template.content.firstElementChild.cloneNode(true);
  const present = String(parked.fields[name] ?? "");
  if ([...select.options].some((option) => option.value === present)) select.value = present;
  const chosen = () => (/^\d+$/.test(select.value) ? Number(select.value) : select.value || null);
  const submit = (event) => {
    event.preventDefault();
    return settle(parked, { [name]: chosen() }, knownOf(chosen(), select.selectedOptions[0]?.text ?? ""), redraw);
  };
  return el("form", { class: "stack", onsubmit: submit }, advice(words), select, el("div", { class: "buttons" }, el("button", {}, "改好，继续上传")));
}

const second = (parked, _entries, redraw) =>
  choice(parked, "second", "请另选协办人员；也可以先不选，提交前再补。已填的内容都会跟着走。", redraw);
const version = (parked, _entries, redraw) =>
  choice(parked, "version", "开始检查时用的检查表已停用，请另选一份。编号相同的项沿用已答的，其余请在检查里补答。", redraw, (chosen) => ({ version: chosen }));
const kind = (parked, _entries, redraw) =>
  choice(parked, "kind", "请另选检查类型。已填的内容都会跟着走。", redraw, (chosen, words) => ({ kind: chosen, title: words }));

function position(parked, _entries, redraw) {
  const without = () => settle(parked, { latitude: null, longitude: null, accuracy: null }, null, redraw);
  return el("div", { class: "buttons" }, el("button", { type: "button", onclick: without }, "去掉定位，继续上传"));
}

// The id is in use on the server: for another plant, or by others.
function taken(parked, _entries, redraw) {
  const other = parked.status === 409;
  return el("div", { class: "stack" },
    advice(other ? "服务器上这次检查已登记在另一家单位。先打开看看；确是同一次检查，就以服务器上的单位为准，其余内容接着上传。" : HELD[parked.status]),
    el("div", { class: "buttons" }, go(placeOf(parked), "查看这次检查"),
      other ? leave(parked, "以服务器上的为准，继续上传", "单位以服务器上的为准，其余内容接着上传？", redraw) : null));
}

const barred = () => advice("请管理员在“人员”里核对您的角色和执法证号，改好后点“重试”。内容都在手机里，也可以先导出。");

// The server has fewer answers than this phone recorded, after a restored backup for instance: they go once more.
function short(parked) {
  const { visit } = partOf(parked);
  const resend = async () => {
    for (const entry of await sentOf(person().id, visit)) if (entry.state === "sent" && partOf(entry).part === "answers") await again(entry.id);
    await retry(person().id, visit);
    await flush();
  };
  return el("div", { class: "buttons" }, el("button", { type: "button", onclick: resend }, "把答案再传一遍"), go(placeOf(parked), "去核对"));
}

// An unknown code, or a plant that is not in the register: somebody says which one it was, or puts it there.
function enterprise(parked, _entries, redraw) {
  const results = el("ul", { class: "list" });
  const input = el("input", { type: "search", name: "q", maxlength: "100", placeholder: "名称、拼音首字母或信用代码", "aria-label": "查找用人单位", autocomplete: "off" });
  const says = el("p", { class: "muted", role: "status" });
  const nowhere = { enterprise: null, qr: "", new_name: "", new_address: "", new_area: "" };
  const at = (fields, known) => settle(parked, { ...nowhere, ...fields }, known, redraw);
  const choose = async (row) => {
    if (confirm(`这次检查的单位是“${row.name}”？`)) await at({ enterprise: row.id }, { name: row.name, enterprise: row.id });
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
    alert("info", "请选择这次检查的单位；名录里没有的，在这里新建。已填的内容都会跟着走。不归本机构监管的，请导出后联系监管科室。"),
    el("form", { class: "stack", onsubmit: search }, el("div", { class: "searchbox" }, el("div", { class: "field" }, input), el("button", { class: "secondary" }, "查找")), says, results),
    newcomer(parked, at));
}

// The form of a new enterprise, with what was typed at the start of the visit, or at the last try.
function newcomer({ fields, status }, at) {
  const template = document.querySelector("template[data-new-enterprise]");
  if (!template) return null; // who may not visit registers nothing
  const form = template.content.firstElementChild.cloneNode(true);
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
    return at(given, { name: given.new_name, enterprise: null });
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
