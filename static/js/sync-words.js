// What the entries of the outbox are called, and where a parked one is mended. No browser needed.

const VISIT = /^\/inspections\/([^/?]+)(?:\/([a-z]+))?(?:\/([^?]+))?/;
const NAMES = {
  answers: (rest) => `第 ${rest} 项答案`, findings: () => "问题", slots: (rest) => `“${rest.replace(/^\w+:/, "")}”`, hazards: () => "危害因素",
  header: () => "检查信息", rechecks: () => "复查结果", photos: () => "照片", submission: () => "提交",
};

export const partOf = (entry) => {
  const [, visit = "", part = "", rest = ""] = VISIT.exec(entry.url) ?? [];
  return { visit, part, rest: decodeURIComponent(rest) };
};

export function nameOf(entry) {
  const { visit, part, rest } = partOf(entry);
  if (!visit) return entry.url.includes("/photos/") ? "照片" : "整改报告";
  const name = part ? (NAMES[part]?.(rest) ?? "记录") : "开始检查";
  return entry.method === "DELETE" ? `移除${name}` : name;
}

// What keeps a parked entry: "enterprise" (no such code or plant), "photo" (bytes gone), "open" (something missing
// before submission), "lost" (photos of the manifest gone), "frozen" (submitted or not ours any more), "other".
export function troubleOf(entry) {
  const { part } = partOf(entry);
  if (!part && entry.method === "PUT") return entry.status === 403 ? "frozen" : "enterprise";
  if (part === "photos" && !entry.status) return "photo";
  if (part === "submission" && Array.isArray(entry.answer?.open)) return "open";
  if (part === "submission" && Array.isArray(entry.answer?.lost)) return "lost";
  if (entry.status === 409 || entry.status === 403 || entry.status === 404) return part === "photos" && entry.status === 409 ? "photo" : "frozen";
  return "other";
}

// The place of a target of a photo in the form: item:5.6 → #item-5.6
export function placeOf(entry) {
  const { visit, part, rest } = partOf(entry);
  const target = new URLSearchParams(entry.url.split("?")[1] ?? "").get("target") ?? "";
  const [kind, name] = part === "photos" ? target.split(/:(.*)/) : [{ answers: "item", findings: "finding", rechecks: "recheck" }[part] ?? "", rest];
  const anchor = { item: `#item-${name}`, finding: `#finding-${name}`, after: `#finding-${name}`, recheck: `#recheck-${name}`, slot: "#places" }[kind];
  return `/inspections/${visit}${anchor ?? (part === "slots" || part === "hazards" ? "#places" : part === "header" ? "#about" : "")}`;
}

// Where one of the things that are missing before submission is mended: {kind, where, sentence} of the server.
export function placeOfGap(visit, { kind, where }) {
  if (kind === "visit") return `/inspections/${visit}#about`;
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
