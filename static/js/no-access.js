// The closed gate: small pictures, the position, and everything through the outbox. The form works without scripts.

import { sha256 } from "./hash.js";
import { localIso, uuid7 } from "./ids.js";
import { Full, list, put, withdraw } from "./outbox.js";
import { person } from "./person.js";
import { shrink } from "./shrink.js";
import { delivered } from "./sync.js";

const PATIENCE_MS = 15_000;
const arrived = localIso();

const form = document.querySelector("[data-no-access]");
const status = form.querySelector("[data-status]");
const previews = form.querySelector("[data-previews]");
const chosen = new Map(); // input → its small files
let preparing = Promise.resolve();

form.addEventListener("change", (event) => {
  const input = event.target.closest("input[type=file]");
  if (!input) return;
  preparing = preparing.then(() => prepare(input));
});

async function prepare(input) {
  status.textContent = "正在处理照片…";
  const files = [];
  for (const file of input.files) files.push(named(await shrink(file), file.name));
  chosen.set(input, files);
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
  show();
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
  await keep().catch((error) => (status.textContent = error instanceof Full ? "手机存储空间已满，没有存下。" : "手机没有写入，请重试。"));
  button.disabled = false;
  button.removeAttribute("aria-busy");
});

// Opening, photos and submission go through the outbox; what the server refuses it shows itself, as without scripts.
async function keep() {
  const files = [...chosen.values()].flat();
  const data = new FormData(form);
  if (!data.get("reason") || !files.length) return form.submit();
  const user = person().id;
  const inspection = uuid7();
  const url = `/inspections/${inspection}`;
  const entry = (more) => put({ user, inspection, ...more });
  const here = Object.fromEntries(["latitude", "longitude", "accuracy"].filter((name) => data.get(name)).map((name) => [name, Number(data.get(name))]));
  const { enterprise, name, kind } = form.dataset;
  const visit = { name, enterprise: Number(enterprise), kind, started_at: arrived };
  const fields = { enterprise: Number(enterprise), kind, started_at: arrived, ...here };
  const opening = await entry({ method: "PUT", url, fields, stamp: "sent_at", visit });
  const photos = [];
  for (const file of files) {
    const photo = { id: uuid7(), target: "gate", kind: "other", sha256: await sha256(file), size: file.size };
    const query = new URLSearchParams({ target: "gate", kind: "other", sha256: photo.sha256, taken_at: localIso(new Date(file.lastModified)), ...here });
    await entry({ id: photo.id, method: "PUT", url: `${url}/photos/${photo.id}?${query}`, bytes: await file.arrayBuffer(), type: "application/octet-stream", value: { photo } });
    photos.push({ id: photo.id, sha256: photo.sha256 });
  }
  const closing = { no_access: data.get("reason"), conclusion: data.get("conclusion"), ended_at: localIso(), answers: 0, photos };
  const last = await entry({ method: "POST", url: `${url}/submission`, fields: closing, last: true });
  status.textContent = "已存手机，正在上传…";
  const opened = await delivered(opening.id, PATIENCE_MS);
  if (opened.state === "parked") return giveUp(user, inspection);
  const outcome = opened.state === "sent" ? await delivered(last.id, PATIENCE_MS) : opened;
  if (outcome.state === "sent") return location.assign(`${url}/receipt`);
  if (outcome.state === "parked") return giveUp(user, inspection);
  if (navigator.serviceWorker?.controller) return location.assign(url);
  status.textContent = "已存手机，连上服务器后自动上传。";
  return undefined;
}

async function giveUp(user, inspection) {
  for (const one of await list(user)) if (one.inspection === inspection) await withdraw(one.id);
  form.submit();
}

addEventListener("pageshow", () => {
  const button = form.querySelector("button[type=submit]");
  button.disabled = false;
  button.removeAttribute("aria-busy");
});

navigator.geolocation?.getCurrentPosition(
  ({ coords }) => {
    for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
    form.querySelector("[data-position]").textContent = `已定位，精度 ${Math.round(coords.accuracy)} 米`;
  },
  () => (form.querySelector("[data-position]").textContent = "没有取得位置，可以继续提交"),
  { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
);
