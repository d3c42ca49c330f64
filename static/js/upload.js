// Sends photos, two at a time. A photo stays here until the server has said that it is on its disk.

import { deviceId } from "./ids.js";

const AT_ONCE = 2;
const TIMEOUT = 120_000;
const waiting = [];
const unsent = new Set();
let running = 0;

export const WAITING = "waiting", SENDING = "sending", SENT = "sent", FAILED = "failed", KEPT = "kept";

// A photo that is being prepared counts as unsent already.
export const hold = (photo) => unsent.add(photo);

// photo: {id, url, blob, changed(photo)}; state, share (0 to 1) and reason are kept on it.
export function send(photo) {
  unsent.add(photo);
  photo.tries ??= 0;
  enqueue(photo);
}

export function retry(photo) {
  if (!unsent.has(photo) || photo.state === SENDING || waiting.includes(photo)) return;
  clearTimeout(photo.timer);
  enqueue(photo);
}

export function forget(photo) {
  clearTimeout(photo.timer);
  unsent.delete(photo);
  const at = waiting.indexOf(photo);
  if (at >= 0) waiting.splice(at, 1);
  photo.request?.abort();
}

function enqueue(photo) {
  change(photo, WAITING);
  waiting.push(photo);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length) {
    const photo = waiting.shift();
    running += 1;
    put(photo).then((outcome) => {
      running -= 1;
      if (unsent.has(photo)) settle(photo, outcome);
      next();
    });
  }
}

function settle(photo, { sent, reason, again }) {
  if (sent) {
    unsent.delete(photo);
    change(photo, SENT);
    return;
  }
  photo.tries += 1;
  change(photo, FAILED, reason);
  if (again) photo.timer = setTimeout(() => retry(photo), Math.min(2 ** photo.tries, 300) * 1000 * (0.75 + Math.random() / 2));
}

function change(photo, state, reason = "") {
  Object.assign(photo, { state, reason, share: state === SENT ? 1 : 0 });
  photo.changed(photo);
}

// XMLHttpRequest, because fetch() does not tell how many bytes have gone.
function put(photo) {
  return new Promise((resolve) => {
    const request = (photo.request = new XMLHttpRequest());
    const offline = { again: true, reason: "网络不通" };
    request.open("PUT", photo.url);
    request.timeout = TIMEOUT;
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Entry", photo.id);
    request.setRequestHeader("X-Device", deviceId());
    const began = performance.now();
    request.upload.onprogress = (event) => {
      request.timeout = performance.now() - began + TIMEOUT; // counts from the beginning: as long as bytes go, it goes on
      photo.share = event.lengthComputable && event.total ? event.loaded / event.total : 0;
      photo.changed(photo);
    };
    request.onload = () => resolve(outcome(request, photo.id));
    request.onerror = request.ontimeout = request.onabort = () => resolve(offline);
    change(photo, SENDING);
    request.send(photo.blob);
  });
}

// Only an answer that names the entry is ours: a hotel's Wi-Fi answers 200 to everything.
function outcome(request, id) {
  const { status } = request;
  const stored = request.getResponseHeader("X-Entry-Stored") ?? "";
  if (status >= 200 && status < 300) {
    if (stored.split(/[\s,]+/).includes(id)) return { sent: true };
    return { again: true, reason: "没有收到服务器的确认，请检查是否需要先登录网络" };
  }
  if (status === 401) return { again: false, reason: "登录已过期，请在新窗口登录后重试" };
  return { again: status >= 500 || status === 408 || status === 429, reason: sentence(request) || `服务器没有接收（${status}）` };
}

function sentence(request) {
  try {
    return JSON.parse(request.responseText).error;
  } catch {
    return "";
  }
}

if (typeof window !== "undefined") {
  window.addEventListener("online", () => unsent.forEach(retry));
  window.addEventListener("beforeunload", (event) => {
    if (unsent.size) event.preventDefault();
  });
}
