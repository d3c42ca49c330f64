// Starting a visit: the id is made here, the position is asked for, and PUT /inspections/{id} opens it.

import { localIso, uuid7 } from "../ids.js";
import { metres } from "../metres.js";
import { Full, onchange, put, whyNot, withdraw } from "../outbox.js";
import { person } from "../person.js";
import { seen } from "../seen.js";
import { delivered } from "../sync.js";

const PATIENCE_MS = 8000;

const form = document.querySelector("[data-start]");
let id = uuid7(); // one for each start, so that trying again opens the same visit
let begun = ""; // where this one is, once it lies on the phone
let place = null;

function words(text) {
  form.querySelector("[data-position] span").textContent = text;
}

function located({ coords: { latitude, longitude, accuracy } }) {
  place = { latitude, longitude, accuracy: Math.round(accuracy) };
  Object.assign(document.body.dataset, place);
  const far = form.dataset.at ? metres(form.dataset.at.split(",").map(Number), [latitude, longitude]) : null;
  const distance = far === null ? "单位没有登记位置" : far < 1000 ? `距登记位置约 ${Math.round(far)} 米` : `距登记位置约 ${(far / 1000).toFixed(1)} 公里`;
  words(`已定位（精度约 ${Math.round(accuracy)} 米），${distance}`);
}

function problem(text) {
  const box = form.querySelector("[data-problem]");
  box.hidden = false;
  box.querySelector("div").textContent = text;
  seen(box);
}

// A known enterprise, the code that was scanned, or a plant that is not in the register.
const code = form && !form.dataset.enterprise ? new URLSearchParams(location.search).get("code") ?? "" : "";

function where(data) {
  if (form.dataset.enterprise) return { enterprise: Number(form.dataset.enterprise) };
  if (code) return { qr: code };
  return { new_name: data.get("new_name"), new_address: data.get("new_address"), new_area: data.get("new_area") };
}

// Another plant is another visit; so is whatever is started after coming back to this page.
function renew() {
  id = uuid7();
  begun = "";
  delete form.dataset.started;
}

function showCode() {
  form.querySelector("[data-code-says]").hidden = false;
  form.querySelector("[data-code-text]").textContent = code;
  form.querySelector("[data-new]").remove();
}

// A kept page was made for no plan in particular: what the address asks for is chosen here, as the server would have done.
function choose() {
  const asked = new URLSearchParams(location.search);
  for (const name of ["kind", "second"]) {
    const wanted = [...form.querySelectorAll(`[name="${name}"] option, [type=radio][name="${name}"]`)].find((one) => one.value === asked.get(name));
    if (wanted) wanted[wanted.matches("option") ? "selected" : "checked"] = true;
  }
}

async function start(event) {
  event.preventDefault();
  const data = new FormData(form);
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const plant = where(data);
  if (begun && begun !== JSON.stringify(plant)) renew();
  const moment = (form.dataset.started ??= localIso());
  const body = {
    ...plant,
    kind: data.get("kind"),
    version: Number(data.get("version")) || null,
    second: Number(data.get("second")) || null,
    showed_badge: data.has("showed_badge"),
    told_rights: data.has("told_rights"),
    started_at: moment,
    ...place,
  };
  try {
    await open(body, plant);
  } catch (error) {
    problem(error instanceof Full ? "手机存储空间已满，检查没有开始。请先上传或清理空间。" : `检查没有开始：${whyNot(error)}。`);
  }
  button.disabled = false;
}

const titleOf = (kind) => form.querySelector(`[name=kind][value="${kind}"]`)?.dataset.title ?? "";

// Written to the phone, then sent. With the worker the form opens without a network; without it the server has to answer.
async function open(body, plant) {
  const visit = { name: form.dataset.name || body.new_name || `未识别的二维码 ${code}`, enterprise: body.enterprise ?? null, kind: body.kind, title: titleOf(body.kind), version: body.version, started_at: body.started_at, ...(code ? { code } : {}) };
  const address = `/inspections/${id}`;
  const user = person().id;
  const entry = await put({ user, inspection: id, method: "PUT", url: address, fields: body, stamp: "sent_at", visit });
  begun = JSON.stringify(plant);
  const outcome = await delivered(entry.id, PATIENCE_MS);
  if (outcome.state === "parked") {
    await withdraw(entry.id);
    problem(outcome.reason);
  } else if (outcome.state === "sent" || navigator.serviceWorker?.controller) {
    location.assign(here(address, visit));
  } else {
    problem(`已存手机，连上服务器后自动打开（${outcome.reason || "服务器没有回答"}）。`);
    onchange(({ type, entry: one }) => type === "sent" && one.id === entry.id && location.assign(address));
  }
}

// The worker finds the form of this enterprise and checklist by it; the server does not look at it.
function here(address, { enterprise, version }) {
  if (navigator.onLine || !navigator.serviceWorker?.controller) return address;
  const wanted = new URLSearchParams({ ...(enterprise ? { enterprise } : {}), ...(version ? { version } : {}) });
  return wanted.size ? `${address}?${wanted}` : address;
}

function locate() {
  if (navigator.geolocation) {
    navigator.geolocation.getCurrentPosition(located, () => words("没有取得定位，不影响检查"), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  } else {
    words("这台设备不能定位，不影响检查");
  }
}

if (form) {
  form.addEventListener("submit", start);
  if (code) showCode();
  if (document.documentElement.dataset.kept) choose();
  locate();
  // A page that comes back from its frozen state is the one whose visit was opened.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    renew();
    locate();
  });
}
