// The state line in the header of every page of the field: what still lies on this phone only, and the way to 同步中心.

import { el, icon } from "./dom.js";
import { counts, list, onchange } from "./outbox.js";
import { person } from "./person.js";

const head = document.querySelector("[data-field] .head .actions, [data-person] .head .actions");
const line = el("a", { class: "state-line", href: "/field/sync", hidden: true });
const PAUSE_MS = 300;
let look = true; // whether something may have been parked, or mended
let on = false; // a round is under way
let drawing = null;
let parked = false;

// [icon, words, kind] of what waits; null when everything has arrived.
export function says(own, parked, sending, online) {
  if (!own) return null;
  if (parked) return ["alert", `${own} 条在手机，需处理`, "red"];
  if (sending) return ["refresh", `上传中，还有 ${own} 条`, "blue"];
  return ["clock", online ? `手机已存 ${own} 条` : `无网络，手机已存 ${own} 条`, "amber"];
}

async function draw() {
  const { id } = person();
  const [own] = await counts(id);
  if (look) parked = own > 0 && (await list(id)).some((entry) => entry.state === "parked");
  look = false;
  const told = says(own, parked, on, navigator.onLine);
  line.hidden = !told;
  if (!told) return;
  const [mark, words, kind] = told;
  line.className = `state-line badge ${kind}`;
  line.replaceChildren(icon(mark), words);
}

// Events come in bursts.
function soon() {
  drawing ??= new Promise((done) => setTimeout(done, PAUSE_MS)).then(draw).catch(() => {}).then(() => (drawing = null));
}

if (head && person().id && location.pathname !== "/field/sync") {
  head.prepend(line);
  onchange(({ type }) => {
    if (type === "sending") on = true;
    if (type === "round") on = false;
    if (!["sending", "progress", "kept"].includes(type) || parked) look = true;
    if (type !== "progress") soon();
  });
  for (const name of ["online", "offline"]) addEventListener(name, soon);
  soon();
}
