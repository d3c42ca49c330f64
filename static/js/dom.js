// Small helpers for pages that are drawn on the phone: elements, icons, badges, sizes, times.

const MARKS = { grey: "circle", blue: "refresh", amber: "clock", red: "alert", green: "check-circle" };

// el("p", {class: "muted", "data-x": 1, onclick: f}, "words", element, null)
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function icon(name) {
  const sprite = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

// Makes these the children of a place, leaving alone what is there already or looks the same: a button that is drawn anew
// between press and release hears no click. Nodes that look the same have to act the same.
export function renew(place, ...nodes) {
  const old = [...place.childNodes];
  const wanted = nodes.map((node, at) => (!old.includes(node) && old[at]?.isEqualNode(node) ? old[at] : node));
  old.forEach((node) => wanted.includes(node) || node.remove());
  wanted.forEach((node, at) => place.childNodes[at] === node || place.insertBefore(node, place.childNodes[at] ?? null));
}

export const badge = (kind, text) => el("span", { class: `badge ${kind}` }, icon(MARKS[kind]), text);
export const alert = (kind, ...children) =>
  el("div", { class: `alert ${kind}`, role: kind === "error" ? "alert" : null }, icon(kind === "success" ? "check-circle" : kind === "info" ? "info" : "alert"), el("div", {}, ...children));

export function size(bytes) {
  if (bytes < 100_000) return `${Math.ceil(bytes / 1000)} KB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

// 2 张照片、1 个文件
export const counted = (photos, files) => [photos && `${photos} 张照片`, files && `${files} 个文件`].filter(Boolean).join("、");

// The day and the minute of a text in ISO 8601, on a clock in China.
export function moment(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return "";
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false }).format(at).replace("/", "-");
}
