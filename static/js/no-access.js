// The closed gate: small pictures, the position, and everything through the outbox. The form works without scripts.

import { sha256 } from "./hash.js";
import { localIso, uuid7 } from "./ids.js";
import { Full, inspectionOf, onchange, putAll, whyNot } from "./outbox.js";
import { person } from "./person.js";
import { seen } from "./seen.js";
import { shrink } from "./shrink.js";
import { delivered } from "./sync.js";

const PATIENCE_MS = 15_000;
const MOST = 15 * 1024 * 1024;
const arrived = localIso();
const user = person().id;
const inspection = uuid7(); // one for this page, so that trying again is the same visit
const url = `/inspections/${inspection}`;
const kept = new Map(); // file → the photo's id, of those that lie in the outbox

const form = document.querySelector("[data-no-access]");
const status = form.querySelector("[data-status]");
const previews = form.querySelector("[data-previews]");
const chosen = new Map(); // input → its small files
let preparing = Promise.resolve();

form.addEventListener("change", (event) => {
  const input = event.target.closest("input[type=file]");
  if (input) take(input);
});

const take = (input) => (preparing = preparing.then(() => prepare(input)));

async function prepare(input) {
  status.textContent = "正在处理照片…";
  const small = [];
  for (const file of input.files) small.push(named(await shrink(file), file.name));
  const files = small.filter((file) => file.size <= MOST);
  const large = small.length - files.length;
  chosen.set(input, files);
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
  show();
  if (large) status.textContent = `${large} 张照片太大，没有选上：每张不超过 15 MB。${status.textContent}`;
}

const named = (blob, name) => (blob instanceof File ? blob : new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }));

function show() {
  previews.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  previews.replaceChildren();
  const all = [...chosen.values()].flat();
  for (const file of all) {
    const figure = document.createElement("figure");
    figure.className = "photo";
    const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "现场照片" });
    figure.append(image);
    previews.append(figure);
  }
  previews.hidden = !all.length;
  status.textContent = all.length ? `已选 ${all.length} 张照片` : "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  await preparing;
  await keep().catch((error) => refuse(error instanceof Full ? "手机存储空间已满，没有存下。" : `${whyNot(error)}。`));
  button.disabled = false;
  button.removeAttribute("aria-busy");
});

function refuse(text) {
  status.textContent = text;
  seen(status);
}

// Opening, photos and submission are written down together: a visit that lies on the phone in part would be sent in part.
// What the server refuses stays there and is mended in 同步中心.
async function keep() {
  const files = [...chosen.values()].flat();
  const data = new FormData(form);
  if (!data.get("reason")) return refuse("请选择无法检查的原因。");
  if (!files.length) return refuse("请至少拍一张现场照片。");
  const photos = await Promise.all(files.map(async (file) => ({ id: kept.get(file) ?? uuid7(), target: "gate", kind: "other", sha256: await sha256(file), size: file.size })));
  const entries = await putAll(await said(data, files, photos));
  kept.clear();
  files.forEach((file, at) => kept.set(file, photos[at].id));
  return follow(entries[0], entries.at(-1));
}

// The entries of the visit, the opening first and the submission last; said anew, they take the place of what waits.
async function said(data, files, photos) {
  const here = Object.fromEntries(["latitude", "longitude", "accuracy"].filter((name) => data.get(name)).map((name) => [name, Number(data.get(name))]));
  const { enterprise, name, kind, title } = form.dataset;
  const visit = { name, enterprise: Number(enterprise), kind, title, started_at: arrived };
  const fields = { enterprise: Number(enterprise), kind, started_at: arrived, ...here };
  const entries = [{ method: "PUT", url, fields, stamp: "sent_at", visit }];
  for (const [at, file] of files.entries()) {
    if (kept.has(file)) continue;
    const photo = photos[at];
    const query = new URLSearchParams({ target: "gate", kind: "other", sha256: photo.sha256, taken_at: localIso(new Date(file.lastModified)), ...here });
    entries.push({ id: photo.id, method: "PUT", url: `${url}/photos/${photo.id}?${query}`, bytes: await file.arrayBuffer(), type: "application/octet-stream", value: { photo } });
  }
  for (const [file, id] of kept) {
    if (!files.includes(file)) entries.push({ method: "DELETE", url: `${url}/photos/${id}`, value: { photo: { id, target: "gate" } } });
  }
  const named = photos.map(({ id, sha256: hash }) => ({ id, sha256: hash }));
  const closing = { no_access: data.get("reason"), conclusion: data.get("conclusion"), ended_at: localIso(), answers: 0, photos: named };
  entries.push({ method: "POST", url: `${url}/submission`, fields: closing, last: true });
  return entries.map((entry) => ({ user, inspection, ...entry }));
}

async function follow(opening, last) {
  status.textContent = "已存手机，正在上传…";
  const refused = parked();
  const opened = await delivered(opening.id, PATIENCE_MS);
  const outcome = opened.state === "sent" ? await Promise.race([delivered(last.id, PATIENCE_MS), refused]) : opened;
  if (outcome.state === "sent") return location.assign(`${url}/receipt`);
  if ((await inspectionOf(user, inspection)).state === "parked") return location.assign("/field/sync");
  if (navigator.serviceWorker?.controller) return location.assign(url);
  status.textContent = "已存手机，连上服务器后自动上传。";
  return undefined;
}

// Opening or submission, or a photo that keeps the submission waiting.
function parked() {
  return new Promise((resolve) => {
    const stop = onchange(({ type, entry }) => {
      if (type !== "parked" || entry.inspection !== inspection) return;
      stop();
      resolve({ state: "parked" });
    });
  });
}

// Gone back to from its frozen state: what was kept here is a visit of its own, and the next one begins anew.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && kept.size) return location.reload();
  const button = form.querySelector("button[type=submit]");
  button.disabled = false;
  button.removeAttribute("aria-busy");
  return undefined;
});

// What was chosen before this module had loaded.
form.querySelectorAll("input[type=file]").forEach((input) => input.files.length && take(input));

navigator.geolocation?.getCurrentPosition(
  ({ coords }) => {
    for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
    form.querySelector("[data-position]").textContent = `已定位，精度 ${Math.round(coords.accuracy)} 米`;
  },
  () => (form.querySelector("[data-position]").textContent = "没有取得位置，可以继续提交"),
  { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
);
