// The scanner: the camera's picture, or a photo of the code; what was read goes to the server, which says where it leads.

import { lookUp } from "./scan-offline.js";

const page = document.getElementById("scan");
const frame = page.querySelector(".scanner");
const video = page.querySelector("video");
const torch = page.querySelector(".torch");
const says = document.getElementById("scan-says");
const again = document.getElementById("scan-again");
const picture = document.getElementById("scan-picture");

const TOKEN = /(^|\/)q\/([A-Za-z0-9_-]{8,40})\/?([?#].*)?$/;
const PAUSE_MS = 120;
const LONG_EDGE = 1600;
const REFUSED = {
  NotAllowedError: "没有使用摄像头的权限。请在浏览器的网站设置中允许摄像头，再点“重新打开摄像头”；也可以识别图片或输入短码。",
  NotFoundError: "没有找到摄像头。请识别图片，或输入短码。",
  NotReadableError: "摄像头正被其他应用使用。请关闭后点“重新打开摄像头”。",
};

const refusedTexts = new Set();
let detector;
let stream;
let asking = false;

const say = (text) => { says.textContent = text; };

// Some browsers have the class and read nothing with it; only the list of formats tells.
async function makeDetector() {
  const formats = "BarcodeDetector" in window ? await window.BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (formats.includes("qr_code")) return new window.BarcodeDetector({ formats: ["qr_code"] });
  const { BarcodeDetector } = await import("../vendor/barcode-detector/ponyfill.js");
  return new BarcodeDetector({ formats: ["qr_code"] });
}

// False when there is nothing to read codes with: set up without Node, or the network went away.
async function ready() {
  try {
    detector ??= await makeDetector();
    return true;
  } catch {
    say("扫码组件没有装好或没有下载完，请输入短码。");
    return false;
  }
}

async function read(source) {
  const codes = (await detector.detect(source)).map((code) => code.rawValue).filter(Boolean);
  return codes.find((text) => TOKEN.test(text)) ?? codes[0];
}

// True when the page is about to be left.
async function resolve(text) {
  if (asking || refusedTexts.has(text)) return false;
  asking = true;
  try {
    const answer = await fetch(page.querySelector("form").action, {
      method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ text: text.slice(0, 500) }),
    });
    const { go, error } = await answer.json();
    if (go) {
      navigator.vibrate?.(80);
      say("已识别，正在打开…");
      stop();
      location.assign(go);
      return true;
    }
    // The same label stays in view; it is asked about once.
    if (answer.status < 429) refusedTexts.add(text);
    say(error);
  } catch {
    return await resolveHere(text);
  } finally {
    asking = false;
  }
  return false;
}

async function resolveHere(text) {
  const { go, error } = await lookUp(text, TOKEN.exec(text)?.[2] ?? "");
  if (!go) {
    say(error);
    return false;
  }
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(80);
  stop();
  location.assign(go);
  return true;
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  frame.classList.remove("live");
}

async function watch(mine) {
  while (stream === mine) {
    // A frame that cannot be read is no reason to stop; the next one comes.
    const text = video.readyState >= 2 ? await read(video).catch(() => undefined) : undefined;
    if (text && stream === mine && await resolve(text)) return;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

function offerTorch(track) {
  torch.hidden = !track.getCapabilities?.().torch;
  torch.setAttribute("aria-pressed", "false");
}

async function start() {
  stop();
  again.hidden = true;
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) {
    say("此网址不是安全连接（https），浏览器不允许使用摄像头。请识别图片，或输入短码。");
    return;
  }
  say("正在打开摄像头…");
  if (!await ready()) return;
  let mine;
  try {
    mine = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 1280 } }, audio: false,
    });
  } catch (error) {
    say(REFUSED[error.name] ?? "摄像头打不开。请识别图片，或输入短码。");
    again.hidden = false;
    return;
  }
  stop();
  stream = mine;
  if (document.hidden) {
    stop();
    return;
  }
  video.srcObject = mine;
  frame.classList.add("live");
  offerTorch(mine.getVideoTracks()[0]);
  say("把二维码放进框内。");
  // Rejects when the camera was stopped meanwhile; then there is nothing to play.
  await video.play().catch(() => {});
  watch(mine);
}

// A photo of twelve million points is read faster, and often better, when it is small.
function shrink(bitmap) {
  const factor = LONG_EDGE / Math.max(bitmap.width, bitmap.height);
  if (factor >= 1) return bitmap;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * factor);
  canvas.height = Math.round(bitmap.height * factor);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function readPicture(file) {
  say("正在识别图片…");
  if (!await ready()) return;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    say("这个文件不是能打开的图片，请换一张。");
    return;
  }
  const text = (await read(shrink(bitmap)).catch(() => undefined)) ?? (await read(bitmap).catch(() => undefined));
  refusedTexts.clear();
  if (text) await resolve(text);
  else say("图片里没有找到二维码。请靠近一些、拍清楚后再试，或输入短码。");
}

// The typed short code goes to the server as ever; without a network it is looked up here.
page.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const there = await fetch("/field/ping", { cache: "no-store", headers: { Accept: "application/json" } }).catch(() => null);
  if (there) form.submit();
  else resolveHere(form.elements.text.value);
});
again.addEventListener("click", start);
torch.addEventListener("click", async () => {
  const on = torch.getAttribute("aria-pressed") !== "true";
  await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  torch.setAttribute("aria-pressed", String(on));
});
picture.addEventListener("change", async () => {
  if (picture.files[0]) await readPicture(picture.files[0]);
  picture.value = "";
});
// A page in the background holds no camera, and one that comes back has it again.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stop();
  else if (!stream) start();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) start(); });

document.getElementById("scan-tools").hidden = false;
start();
