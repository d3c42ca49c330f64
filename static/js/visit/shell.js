// A kept form without a visit of its own becomes the form of the visit that the address names.

import { visitOf, valuesOf } from "../outbox.js";
import { fill } from "./restore.js";
import { inspection, natureOf, root, user } from "./page.js";
import { moment } from "./record.js";

// False when there is no such visit on this phone, or when another copy of the form fits it better and is being opened.
export async function settleShell() {
  if (!("shell" in root.dataset)) return true;
  const visit = await visitOf(user, inspection);
  if (!visit) return unknown();
  const asked = new URLSearchParams(location.search);
  const fits = (visit.enterprise ?? "") === (Number(root.dataset.enterprise) || "") && (!visit.version || String(visit.version) === root.dataset.version);
  if (!fits && !asked.has("enterprise") && !asked.has("version")) {
    const wanted = new URLSearchParams();
    if (visit.enterprise) wanted.set("enterprise", visit.enterprise);
    if (visit.version) wanted.set("version", visit.version);
    if (wanted.size) {
      location.replace(`${location.pathname}?${wanted}${location.hash}`);
      return false;
    }
  }
  if (visit.version && String(visit.version) !== root.dataset.version) {
    return instead("这次检查开始时用的那一版检查表没有存在这台手机里。已填的内容都在，请连上网络后再打开；也可以在同步中心导出。");
  }
  await become(visit);
  return true;
}

const unknown = () => instead("这台手机里没有这次检查，请连上网络后再打开。");

function instead(textContent) {
  root.replaceChildren(Object.assign(document.createElement("p"), { className: "muted", textContent }));
  document.querySelector(".foot").hidden = true;
  return false;
}

async function become(visit) {
  const nature = natureOf(visit.kind);
  root.dataset.kind = visit.kind;
  root.dataset.began = moment(visit.started_at ?? "").slice(0, 10);
  document.querySelector("h1").textContent = visit.name || "检查";
  document.title = `${visit.name || "检查"} · 职业卫生监督`;
  root.querySelector("[data-opened]").textContent = `${nature.title} · ${(visit.started_at ?? "").slice(0, 16).replace("T", " ")} 开始`;
  root.querySelectorAll("[data-only]").forEach((part) => !nature[part.dataset.only] && part.remove());
  root.querySelectorAll("[data-except]").forEach((part) => nature[part.dataset.except] && part.remove());
  const opening = (await valuesOf(user, inspection)).find((value) => value.url === `/inspections/${inspection}`)?.fields;
  const header = root.querySelector("form[hx-put$='/header']");
  if (opening && header) {
    fill(header, Object.entries(opening).filter(([name]) => ["second", "showed_badge", "told_rights"].includes(name)).map(([name, value]) => [name, String(value ?? "")]));
  }
}
