// Starting a visit: the id is made here, the position is asked for, and PUT /inspections/{id} opens it.

import { deviceId, localIso, uuid7 } from "../ids.js";

const form = document.querySelector("[data-start]");
const id = uuid7(); // one id for this page, so that trying again opens the same visit
let place = null;

function metres(latitude, longitude) {
  const [north, east] = form.dataset.at.split(",").map(Number);
  const rad = Math.PI / 180;
  const chord = Math.sin(((north - latitude) * rad) / 2) ** 2
    + Math.cos(latitude * rad) * Math.cos(north * rad) * Math.sin(((east - longitude) * rad) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

function words(text) {
  form.querySelector("[data-position] span").textContent = text;
}

function located({ coords: { latitude, longitude, accuracy } }) {
  place = { latitude, longitude, accuracy: Math.round(accuracy) };
  Object.assign(document.body.dataset, place);
  const far = form.dataset.at ? metres(latitude, longitude) : null;
  const distance = far === null ? "单位没有登记位置" : far < 1000 ? `距登记位置约 ${Math.round(far)} 米` : `距登记位置约 ${(far / 1000).toFixed(1)} 公里`;
  words(`已定位（精度约 ${Math.round(accuracy)} 米），${distance}`);
}

function problem(text) {
  const box = form.querySelector("[data-problem]");
  box.hidden = false;
  box.querySelector("div").textContent = text;
  box.scrollIntoView({ block: "center" });
}

async function start(event) {
  event.preventDefault();
  const data = new FormData(form);
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const moment = (form.dataset.started ??= localIso());
  const body = {
    enterprise: Number(form.dataset.enterprise),
    kind: data.get("kind"),
    version: Number(data.get("version")) || null,
    second: Number(data.get("second")) || null,
    showed_badge: data.has("showed_badge"),
    told_rights: data.has("told_rights"),
    started_at: moment,
    sent_at: localIso(),
    ...place,
  };
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Entry": id, "X-Device": deviceId() };
    const answer = await fetch(`/inspections/${id}`, { method: "PUT", headers, body: JSON.stringify(body) });
    if (answer.ok && answer.headers.get("X-Entry-Stored") === id) return location.assign(`/inspections/${id}`);
    const { error } = await answer.json().catch(() => ({}));
    problem(answer.ok ? "没有收到服务器的确认，请检查是否需要先登录网络，然后重试。" : error || "没有开始，请重试。");
  } catch {
    problem("网络不通，检查没有开始，请重试。");
  }
  button.disabled = false;
  return undefined;
}

if (form) {
  form.addEventListener("submit", start);
  if (navigator.geolocation) {
    navigator.geolocation.getCurrentPosition(located, () => words("没有取得定位，不影响检查"), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  } else {
    words("这台设备不能定位，不影响检查");
  }
}
