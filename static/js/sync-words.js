// What the entries of the outbox are called, and where a parked one is mended. No browser needed.

import { moment } from "./dom.js";
import { isBadPhoto } from "./sync-rules.js";

const VISIT = /^\/inspections\/([^/?]+)(?:\/([a-z]+))?(?:\/([^?]+))?/;
const NAMES = {
  answers: (rest) => `第 ${rest} 项答案`, findings: () => "问题", slots: (rest) => `“${rest.replace(/^\w+:/, "")}”`, hazards: () => "危害因素",
  header: () => "检查信息", rechecks: () => "复查结果", photos: () => "照片", submission: () => "提交", signatures: () => "笔录签名",
};

// A phone keeps what a visit is called since it is begun; these are the ones that lie on a phone from before.
const BEFORE = { routine: "日常检查", special: "专项检查", recheck: "复查", complaint: "投诉核查", patrol: "巡查" };

export const titleOf = (visit) => visit.title || BEFORE[visit.kind] || "";

const REPORTS = { done: "报告整改", progress: "报告进展", extension: "申请延期", objection: "有异议" };
const REPORT = /^\/(?:findings|duties\/enterprises)\/\d+/;
const RECORD = /^\/duties\//;

export const partOf = (entry) => {
  const [, visit = "", part = "", rest = ""] = VISIT.exec(entry.url) ?? [];
  return { visit, part, rest: decodeURIComponent(rest) };
};

export function nameOf(entry) {
  const { visit, part, rest } = partOf(entry);
  if (!visit && !entry.url.includes("/photos/")) return RECORD.test(entry.url) ? "履责记录" : "整改报告";
  const file = new URLSearchParams(entry.url.split("?")[1]).get("file_name");
  if (!visit) return `${entry.method === "DELETE" ? "移除" : ""}${file ? `文件“${file}”` : "照片"}`;
  const name = part ? (NAMES[part]?.(rest) ?? "记录") : "开始检查";
  return entry.method === "DELETE" ? `移除${name}` : name;
}

// What a visit or a report is, from its entries: who stood before a closed gate has inspected nothing.
export function kindOf(visit, entries) {
  if (entries.some(({ fields }) => fields?.no_access)) return "无法检查";
  const closing = entries.findLast((entry) => REPORT.test(entry.url) && entry.fields?.kind);
  return titleOf(visit) || (REPORTS[closing?.fields.kind] ?? "");
}

// A photo by the place that it shows: 第 5.6 项的照片（11-22 14:03 拍）. entry: one with a photo's address; or nothing.
export function photoName(entry) {
  const asked = new URLSearchParams(entry?.url.split("?")[1] ?? "");
  const [, kind, rest = ""] = /^([^:]*):?(.*)$/.exec(asked.get("target") ?? "");
  const about = { item: `第 ${rest} 项的照片`, finding: "问题的照片", after: "整改后照片", recheck: "复查照片", slot: `“${rest.replace(/^\w+:/, "")}”的照片` }[kind] ?? "现场照片";
  const taken = moment(asked.get("taken_at") ?? "");
  return taken ? `${about}（${taken} 拍）` : about;
}

// What the server says that a refused opening is about → what can be done.
const OPENING = {
  enterprise: "enterprise", qr: "enterprise", new_name: "enterprise", new_address: "enterprise", new_area: "enterprise",
  second: "second", version: "version", kind: "kind", visit: "taken", badge: "barred",
  latitude: "position", longitude: "position", accuracy: "position",
};

function troubleOfOpening({ status, fields, answer }) {
  const known = OPENING[answer?.about ?? ""];
  if (known) return known;
  if (status === 403) return "barred";
  if (status === 404 || fields?.qr || fields?.new_name) return "enterprise";
  return status === 409 ? "taken" : "other";
}

// What keeps a parked entry. An opening: "enterprise" (no such code or plant), "second", "version", "kind", "position" (a
// choice that no longer holds), "taken" (another's visit, or another plant's), "barred" (the person may not visit). Later:
// "photo" (to be taken again), "open" (something missing before submission), "short" (answers that the server does not
// have), "lost" (photos of the manifest gone), "frozen" (submitted, or not ours any more), "other" (to be corrected).
export function troubleOf(entry) {
  const { visit, part } = partOf(entry);
  const { status, answer } = entry;
  if (visit && !part && entry.method === "PUT") return troubleOfOpening(entry);
  if (isBadPhoto(entry)) return "photo";
  if (part === "submission" && Array.isArray(answer?.open)) return "open";
  if (part === "submission" && Array.isArray(answer?.lost)) return "lost";
  if (part === "submission" && answer?.about === "answers") return "short";
  // A sign that the hazards do not call for, a finding that was closed meanwhile: the visit is there.
  if (status === 404 && (part === "slots" || part === "rechecks")) return "other";
  return status === 409 || status === 403 || status === 404 ? "frozen" : "other";
}

// The form of the report that one of these entries belongs to, of its own kind; "" when they are of a visit.
export function reportPage(entries) {
  const [finding] = REPORT.exec(entries.find((entry) => REPORT.test(entry.url))?.url ?? "") ?? [];
  const kind = entries.findLast((entry) => entry.last && entry.fields?.kind)?.fields.kind;
  const form = RECORD.test(finding) ? "new" : "report";
  return finding ? `${finding}/${form}${kind ? `?kind=${kind}` : ""}` : "";
}

// The page that lies above such a form.
export const above = (page) => page.replace(/\/(report|new)(\?.*)?$/, "");

export const reportWord = (page) => (RECORD.test(page) ? "履责记录" : "整改报告");

// How a report stands of which nothing waits: "sent", "left" (by decision not sent again), "begun" (photos only), "" (nothing
// of it is anywhere: its words went on as another report, its photos were removed). sent: what has left the queue, oldest first.
export function reportState(sent) {
  const said = sent.filter((entry) => entry.last).map((entry) => entry.state);
  if (said.includes("sent")) return "sent";
  if (said.includes("withdrawn")) return "left";
  const at = (method) => sent.filter((entry) => entry.state === "sent" && entry.method === method).map(({ url }) => url.split("?")[0]);
  const [came, removed] = [at("PUT"), at("DELETE")];
  if (said.length || came.length) return said.length || came.every((photo) => removed.includes(photo)) ? "" : "begun";
  return "left";
}

// The place of a target of a photo in the form: item:5.6 → #item-5.6
export function placeOf(entry) {
  if (REPORT.test(entry.url)) return reportPage([{ ...entry, last: true }]);
  const { visit, part, rest } = partOf(entry);
  const target = new URLSearchParams(entry.url.split("?")[1] ?? "").get("target") ?? "";
  const [kind, name] = part === "photos" ? target.split(/:(.*)/) : [{ answers: "item", findings: "finding", rechecks: "recheck" }[part] ?? "", rest];
  const anchor = { item: `#item-${name}`, finding: `#finding-${name}`, after: `#finding-${name}`, recheck: `#recheck-${name}`, slot: "#places", gate: "#about" }[kind];
  return `/inspections/${visit}${anchor ?? (part === "slots" || part === "hazards" ? "#places" : part === "header" ? "#about" : part === "signatures" ? "#signing" : "")}`;
}

// Where one of the things that are missing before submission is mended: {kind, where, sentence} of the server.
export function placeOfGap(visit, { kind, where }) {
  if (where === "gate") return `/inspections/${visit}#about`; // 现场照片 stand there
  if (kind === "visit") return `/inspections/${visit}#visit-${encodeURIComponent(where)}`;
  if (kind === "recheck") return `/inspections/${visit}#recheck-${encodeURIComponent(where)}`;
  if (/^\d+(\.\d+)*$/.test(where)) return `/inspections/${visit}#item-${where}`;
  return /^(sign|ppe):/.test(where) ? `/inspections/${visit}#places` : `/inspections/${visit}#finding-${encodeURIComponent(where)}`;
}

// Answers that stand beside a colleague's other one, by item: the last word of the server on each.
export function conflictsIn(sent) {
  const last = new Map();
  for (const entry of sent) if (partOf(entry).part === "answers" && entry.answer) last.set(partOf(entry).rest, entry.answer.conflict === true);
  return [...last].filter(([, conflict]) => conflict).map(([item]) => item);
}

// The state of a visit in one badge: [colour, words]. sending: an entry of it is on its way now.
export function stateOf(visit, sending = false) {
  if (visit.state === "parked") return ["red", "需要处理"];
  if (visit.waiting && (sending || visit.sending)) return ["blue", `上传中 ${visit.sent}/${visit.total}`];
  if (visit.waiting) return ["amber", "手机已存"];
  if (visit.serial) return ["green", `已送达 ${visit.serial}`];
  return ["green", "已送达"];
}
