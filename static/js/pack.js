// 准备离线: fetches the pages and photos that GET /field/pack names into the cache of this person.
//
//   <section id="pack" hidden> with [data-pack-start], progress, [data-pack-says], [data-pack-state], [data-pack-kept]
//
// The cache `pages-<user>` is what the service worker answers from; the pack itself lies in it under /field/pack, so
// that the scanner knows which enterprise a label belongs to where there is no signal.

import { moment, size } from "./dom.js";
import { UNSEEN, era, store, theirs } from "./kept.js";
import { person } from "./person.js";
import { installed, inWeChat, keptWords, onApple, storage } from "./storage.js";

const AT_ONCE = 3;
const PACK = "/field/pack";
export const cacheOf = (user) => `pages-${user}`;
const noteOf = (user) => `mashang-pack-${user}`;

// What was made last: {made_at, size, enterprises, tag, lacks}, or null. lacks: how many pages and photos did not come.
export async function made(user) {
  try {
    const note = JSON.parse(localStorage.getItem(noteOf(user)));
    const cache = note && (await caches.has(cacheOf(user))) ? await caches.open(cacheOf(user)) : null;
    return cache && (await cache.match(PACK)) ? note : null;
  } catch {
    return null;
  }
}

// The pack as it was kept on this phone; null without one.
export async function kept(user) {
  try {
    const found = await (await caches.open(cacheOf(user))).match(PACK);
    return found ? await found.json() : null;
  } catch {
    return null;
  }
}

// Of this person (a page) or a picture: a portal's page or the login is none of ours.
async function fetched(address, ours) {
  const answer = await fetch(address, { redirect: "manual", cache: "no-store", headers: { ...UNSEEN, Accept: "text/html,image/*,application/json" } });
  if (!answer.ok || answer.type === "opaqueredirect" || answer.redirected || !ours(answer)) throw new Error(String(answer.status));
  return answer;
}

// Fetches everything; told(done, total) as it goes. → {made_at, size, enterprises, tag, lacks}
export async function prepare(user, told) {
  const since = await era();
  const answer = await fetched(PACK, isJson);
  const pack = await answer.clone().json();
  if (pack.user !== user) throw new Error("other");
  await navigator.serviceWorker.ready; // it has the shell
  const addresses = [...pack.pages, ...pack.photos];
  const waiting = [...addresses];
  let [done, bytes, lacks] = [0, 0, 0];
  told(0, addresses.length);
  const worker = async () => {
    for (let address = waiting.shift(); address; address = waiting.shift()) {
      try {
        bytes += await keep(user, address, pack.photos.includes(address), since);
      } catch (error) {
        if (error?.name === "QuotaExceededError") throw error;
        lacks += 1;
      }
      told((done += 1), addresses.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (!(await store(user, PACK, answer, since))) throw new Error("left");
  const note = { made_at: pack.made_at, size: bytes, enterprises: pack.enterprises.length, tag: pack.tag, lacks };
  localStorage.setItem(noteOf(user), JSON.stringify(note));
  return note;
}

const isJson = ({ headers }) => headers.get("Content-Type")?.startsWith("application/json");
const isPicture = ({ headers }) => headers.get("Content-Type")?.startsWith("image/");

async function keep(user, address, photo, since) {
  const known = photo ? await (await caches.open(cacheOf(user))).match(address) : null; // a photo never changes
  const answer = known ?? (await fetched(address, photo ? isPicture : (one) => theirs(one, user)));
  const copy = answer.clone();
  if (!known && !(await store(user, address, answer, since))) throw new Error("left");
  return (await copy.blob()).size;
}

// --- The card on 任务 ------------------------------------------------------------------------------------------------------

const card = globalThis.document?.getElementById("pack");
const at = (name) => card.querySelector(`[data-pack-${name}]`);

async function show(says = "") {
  const { id: user } = person();
  const note = await made(user);
  at("state").textContent = note
    ? `${moment(note.made_at)} ${note.lacks ? `准备了 ${note.enterprises} 家单位，还有 ${note.lacks} 项没有取到` : `准备好 ${note.enterprises} 家单位，${size(note.size)}`}`
    : "还没有准备。到没有信号的地方之前，先取好单位、检查表和未销号的问题。";
  at("start").lastChild.textContent = note ? "重新准备" : "准备离线";
  at("says").textContent = says;
  const install = onApple() && !installed(); // asked for first, before anything is prepared in a tab
  at("kept").className = install ? "alert info" : "muted";
  at("kept").textContent = note || install ? keptWords((await storage()).kept) : "";
}

async function run() {
  const bar = card.querySelector("progress");
  const start = at("start");
  start.disabled = true;
  bar.hidden = false;
  try {
    await storage({ ask: true });
    const { lacks } = await prepare(person().id, (done, total) => {
      Object.assign(bar, { value: done, max: total || 1 });
      at("says").textContent = `正在准备 ${done}/${total}`;
    });
    await show(lacks ? "没有准备全，请到信号好的地方再点一次。" : "已准备好，没有信号也能打开。");
  } catch (error) {
    const full = error?.name === "QuotaExceededError";
    await show(full ? "手机存储空间已满，没有准备完。请先在同步中心上传或导出。" : "没有准备好：网络不通或登录已过期，请重试。");
  }
  bar.hidden = true;
  start.disabled = false;
}

if (card && person().id && globalThis.caches && navigator.serviceWorker && !inWeChat()) {
  card.hidden = false;
  at("start").addEventListener("click", run);
  show();
}
