// Photo strips: taking, choosing, sending, looking at, removing and replacing photos. The markup is the macro
// photo_strip of templates/evidence/_photos.html. A strip fires photos:changed with the numbers it holds.

import { counted } from "./dom.js";
import { sha256 } from "./hash.js";
import { localIso, uuid7 } from "./ids.js";
import { look } from "./lightbox.js";
import { shrink } from "./shrink.js";
import * as outbox from "./keep.js";
import * as upload from "./upload.js";

const { FAILED, KEPT, SENDING, SENT } = upload;

const courier = (strip) => (strip.closest("[hx-outbox]") ? outbox : upload);
const MOST = 15 * 1024 * 1024;
let preparing = Promise.resolve();
const live = new Map(); // photo id → what this page is sending or has sent

document.addEventListener("change", (event) => {
  const input = event.target.closest?.("[data-photo-input]");
  if (input) take(input);
});

// What was chosen in a field joins a strip: the one that the field is part of, or another.
export function take(input, strip = stripOf(input)) {
  const files = [...input.files];
  const old = strip.replacing;
  strip.replacing = null;
  input.value = ""; // so that the same file can be chosen again
  files.forEach((file) => add(strip, file, old));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-photo-act]");
  if (!button) return;
  const figure = button.closest("[data-photo]");
  event.preventDefault();
  ({ look: show, remove, replace, retry: again })[button.dataset.photoAct]?.(figure, stripOf(button));
});

// A photo of an earlier page, from the phone. known: {id, target, kind, sha256, name}; waits: it has not arrived.
export async function adopt(strip, known, waits) {
  const photo = { ...known, strip, figure: figureOf(strip), changed: paint, state: "preparing" };
  live.set(photo.id, photo);
  photo.figure.dataset.photo = photo.id;
  lay(photo);
  await outbox.revive(photo, waits);
  picture(photo);
}

// Some phones do not know the type of what they hand over.
const isFile = (file) => file.type === "application/pdf" || /\.pdf$/i.test(file.name);
// The files of a strip may be listed in a place of their own, which it names.
const listOf = (strip) => (strip.dataset.listed ? document.getElementById(strip.dataset.listed) : null);
const stripOf = (element) => element.closest("[data-photo-strip]") ?? document.querySelector(`[data-listed="${element.closest("[data-photo]").parentElement.id}"]`);
const figuresOf = (strip) => [strip, listOf(strip)].flatMap((place) => (place ? [...place.querySelectorAll("[data-photo]")] : []));
const word = (strip, text) => (strip.querySelector("[data-photo-status]").textContent = text);

function add(strip, file, old) {
  const photo = { id: uuid7(), strip, figure: figureOf(strip), changed: paint, state: "preparing" };
  live.set(photo.id, photo);
  photo.figure.dataset.photo = photo.id;
  photo.preview = URL.createObjectURL(file);
  photo.name = isFile(file) ? file.name : "";
  picture(photo);
  photo.kind = strip.querySelector("[data-photo-kind]")?.value || strip.dataset.kind || "other";
  if (old) photo.replaces = old;
  lay(photo);
  paint(photo);
  courier(strip).hold(photo);
  // One at a time: twenty pictures decoded at once are more than a phone's memory.
  preparing = preparing.then(() => prepare(photo, file)).catch(() => fail(photo, "这张照片读不出来，请重新选择"));
}

async function prepare(photo, file) {
  if (!live.has(photo.id)) return; // removed meanwhile
  if (!file.size) return fail(photo, "文件是空的，请重新选择");
  const taken = file.lastModified ? new Date(file.lastModified) : new Date();
  photo.blob = photo.strip.dataset.unchanged === "yes" || isFile(file) ? file : await shrink(file);
  if (photo.blob.size > MOST) return fail(photo, "文件太大：每个文件不超过 15 MB");
  const camera = await sha256(file);
  photo.sha256 = photo.blob === file ? camera : await sha256(photo.blob);
  photo.taken = localIso(taken);
  const query = new URLSearchParams({
    sha256: photo.sha256,
    camera_sha256: camera,
    camera_size: file.size,
    kind: photo.kind,
    target: photo.strip.dataset.target,
    taken_at: photo.taken,
    ...(isFile(file) ? { file_name: file.name.slice(-200) } : {}),
    ...place(),
  });
  if (!live.has(photo.id)) return; // removed meanwhile
  photo.url = `${photo.strip.dataset.uploadUrl}/${photo.id}?${query}`;
  await courier(photo.strip).send(photo);
}

// Resolves when every photo chosen so far has been made small and, where there is an outbox, lies in it.
export async function prepared() {
  for (let last = null; last !== preparing; await last) last = preparing;
}

// The page that asks for the position keeps the last one here; without one, photos go without.
function place() {
  const { latitude, longitude, accuracy } = document.body.dataset;
  return latitude && longitude ? { latitude, longitude, ...(accuracy ? { accuracy } : {}) } : {};
}

function fail(photo, reason) {
  courier(photo.strip).forget(photo);
  Object.assign(photo, { state: FAILED, reason, hopeless: true });
  paint(photo);
}

function figureOf(strip) {
  return strip.querySelector("template").content.firstElementChild.cloneNode(true);
}

function lay({ figure, name, strip }) {
  const place = (name && listOf(strip)) || strip.querySelector("[data-photos]");
  if (name) figure.dataset.file = "";
  place.hidden = false;
  place.append(figure);
}

// A file has a name to show, a photo its picture.
function picture({ figure, name, preview }) {
  const link = figure.querySelector("a");
  if (name) {
    link.textContent = name;
    link.removeAttribute("aria-label");
    figure.querySelector("[data-photo-act=replace]").hidden = true; // by what the button offers: photos
    figure.querySelector("[data-photo-act=remove]").setAttribute("aria-label", "移除这个文件");
  } else if (preview) figure.querySelector("img").src = preview;
}

function paint(photo) {
  const { figure, state, strip } = photo;
  const percent = Math.round((photo.share ?? 0) * 100);
  const bar = figure.querySelector("progress");
  bar.value = percent;
  bar.hidden = state !== SENDING;
  figure.dataset.state = state;
  figure.classList.toggle("failed", state === FAILED);
  figure.querySelector("[data-photo-act=retry]").hidden = state !== FAILED || Boolean(photo.hopeless);
  figure.querySelector("[data-photo-text]").textContent = state === SENT ? "已送达"
    : state === KEPT ? "已存手机"
    : state === FAILED ? `失败：${photo.reason}`
    : state === SENDING ? `上传中 ${percent}%` : state === "preparing" ? "处理中" : "等待上传";
  const mark = figure.querySelector("[data-photo-mark]");
  if (mark && state === SENT && strip.dataset.uploadUrl.startsWith("/inspections/") && !("file" in figure.dataset)) {
    mark.href = `${strip.dataset.uploadUrl}/${photo.id}/marking`;
    mark.hidden = false;
  }
  if ((state === SENT || state === KEPT) && photo.replaces) {
    const old = photo.replaces;
    photo.replaces = null;
    withdraw(old, strip);
  }
  if (state !== SENDING || percent === 100) announce(strip);
}

function announce(strip) {
  const figures = figuresOf(strip);
  const of = (state) => figures.filter((figure) => figure.dataset.state === state);
  const words = (some) => counted(some.filter((one) => !("file" in one.dataset)).length, some.filter((one) => "file" in one.dataset).length);
  const detail = { total: figures.length, sent: of(SENT).length, kept: of(KEPT).length, failed: of(FAILED).length, target: strip.dataset.target };
  detail.unsent = detail.total - detail.sent;
  strip.dataset.count = detail.sent;
  const unsent = figures.filter((figure) => figure.dataset.state !== SENT);
  word(strip, detail.failed ? `${words(of(FAILED))}没有送达` : detail.kept ? `${words(of(KEPT))}已存手机，待送达` : detail.unsent ? `还有 ${words(unsent)}待送达` : detail.total ? `${words(figures)}已送达` : "");
  strip.dispatchEvent(new CustomEvent("photos:changed", { bubbles: true, detail }));
}

function again(figure) {
  const photo = live.get(figure.dataset.photo);
  courier(photo.strip).retry(photo);
}

function show(figure) {
  if (!figure.querySelector("img")) return;
  const photo = live.get(figure.dataset.photo);
  look(photo?.preview ?? figure.dataset.full, figure.dataset.caption || "照片");
}

function replace(figure, strip) {
  strip.replacing = figure;
  strip.querySelector("[data-photo-input=album]").click();
}

function remove(figure, strip) {
  const photo = live.get(figure.dataset.photo);
  if (photo && photo.state !== SENT && photo.state !== SENDING && photo.state !== KEPT && !(photo.state === FAILED && courier(strip) === outbox)) return drop(figure, strip);
  if (confirm("file" in figure.dataset ? "移除这个文件？" : "移除这张照片？")) withdraw(figure, strip);
}

// The server may have it even when its answer was lost, so that it is asked in any case.
async function withdraw(figure, strip) {
  const photo = live.get(figure.dataset.photo);
  if (courier(strip) === outbox) {
    await outbox.remove(figure.dataset.photo, strip);
    return drop(figure, strip);
  }
  if (photo && photo.state !== SENT) upload.forget(photo);
  try {
    const answer = await fetch(`${strip.dataset.uploadUrl}/${figure.dataset.photo}`, { method: "DELETE", headers: { Accept: "application/json" } });
    if (!answer.ok && !(answer.status === 404 && photo)) {
      const { error } = await answer.json().catch(() => ({}));
      return word(strip, error || "没有移除，请重试");
    }
  } catch {
    if (photo && photo.state !== SENT) upload.retry(photo);
    return word(strip, "网络不通，照片没有移除，请重试");
  }
  drop(figure, strip);
}

function drop(figure, strip) {
  const photo = live.get(figure.dataset.photo);
  if (photo) {
    courier(strip).forget(photo);
    URL.revokeObjectURL(photo.preview);
    live.delete(photo.id);
  }
  const place = figure.parentElement;
  figure.remove();
  if (place === listOf(strip)) place.hidden = !place.children.length;
  announce(strip);
}

// What was chosen before this module had loaded.
document.querySelectorAll("[data-photo-input]").forEach((input) => {
  if (input.files.length) input.dispatchEvent(new Event("change", { bubbles: true }));
});
