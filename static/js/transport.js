// One entry, or several answers, as a request. The body is made when it is sent. Resolves to {status, stored, body}, or to
// null when nothing came back.

import { deviceId, localIso } from "./ids.js";

const PATIENCE_MS = 30_000;
const PATIENCE_BYTES_MS = 180_000;

export async function ping() {
  const sent = Date.now();
  const answer = await ask("GET", "/field/ping", { Accept: "application/json" });
  return answer && { ...answer, sent, back: Date.now() };
}

export function send(request, bytes, progress) {
  const { entries: [entry, ...more], method, url, json } = request;
  const headers = { Accept: "application/json", "X-Device": deviceId(), "X-Person": String(entry.user) };
  if (!more.length) headers["X-Entry"] = entry.id;
  if (bytes) return upload(method, url, { ...headers, "Content-Type": entry.type || "application/octet-stream" }, bytes, progress);
  const fields = json ?? entry.fields;
  if (method === "DELETE" || !fields) return ask(method, url, headers);
  if (Array.isArray(fields)) {
    const form = new URLSearchParams(fields);
    if (entry.stamp) form.set(entry.stamp, localIso());
    return ask(method, url, headers, form);
  }
  const whole = entry.stamp ? { ...fields, [entry.stamp]: localIso() } : fields;
  return ask(method, url, { ...headers, "Content-Type": "application/json" }, JSON.stringify(whole));
}

async function ask(method, url, headers, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { method, headers, body, redirect: "manual", cache: "no-store", signal: stop.signal });
    return { status: answer.status, stored: answer.headers.get("X-Entry-Stored") ?? "", body: parsed(await answer.text()) };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// XMLHttpRequest, because fetch() does not tell how many bytes have gone.
function upload(method, url, headers, bytes, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.timeout = PATIENCE_BYTES_MS;
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    const began = performance.now();
    request.upload.onprogress = (event) => {
      request.timeout = performance.now() - began + PATIENCE_BYTES_MS; // counts from the beginning: as long as bytes go, it goes on
      progress(event.lengthComputable && event.total ? event.loaded / event.total : 0);
    };
    request.onload = () => resolve({
      status: request.status, stored: request.getResponseHeader("X-Entry-Stored") ?? "", body: parsed(request.responseText),
    });
    request.onerror = request.ontimeout = request.onabort = () => resolve(null);
    request.send(bytes);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
