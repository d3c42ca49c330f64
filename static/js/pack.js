// 准备离线: fetches the pages and photos that GET /field/pack names into the cache of this person.
//
//   <section id="pack" hidden> with [data-pack-start], progress, [data-pack-says], [data-pack-state], [data-pack-kept]
//
// The cache `pages-<user>` is what the service worker answers from; the pack itself lies in it under /field/pack, so
// that the scanner knows which enterprise a label belongs to where there is no signal.

import { moment, size } from "./dom.js";
import { person } from "./person.js";
import { installed, inWeChat, keptWords, onApple, storage } from "./storage.js";

const AT_ONCE = 3;
const PACK = "/field/pack";
export const cacheOf = (user) => `pages-${user}`;
const noteOf = (user) => `mashang-pack-${user}`;

// What was made last: {made_at, size, enterprises, tag}, or null.
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

async function fetched(address) {
  const answer = await fetch(address, { redirect: "manual", cache: "no-store", headers: { Accept: "text/html,image/*,application/json" } });
  // A portal's page or the login is none of ours.
  if (!answer.ok || answer.type === "opaqueredirect" || answer.redirected) throw new Error(String(answer.status));
  return answer;
}

// Fetches everything; told(done, total) as it goes. → {made_at, size, enterprises, tag, failed: [addresses]}
export async function prepare(user, told) {
  const answer = await fetched(PACK);
  const pack = await answer.clone().json();
  if (pack.user !== user) throw new Error("other");
  await belong(user);
  const cache = await caches.open(cacheOf(user));
  const addresses = [...pack.pages, ...pack.photos];
  const failed = [];
  let [done, bytes] = [0, 0];
  told(0, addresses.length);
  const waiting = [...addresses];
  const worker = async () => {
    for (let address = waiting.shift(); address; address = waiting.shift()) {
      try {
        bytes += await keep(cache, address, pack.photos.includes(address));
      } catch (error) {
        if (error?.name === "QuotaExceededError") throw error;
        failed.push(address);
      }
      told((done += 1), addresses.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await cache.put(PACK, answer);
  const note = { made_at: pack.made_at, size: bytes, enterprises: pack.enterprises.length, tag: pack.tag };
  localStorage.setItem(noteOf(user), JSON.stringify(note));
  return { ...note, failed };
}

// The worker has the shell, and knows whose pages it may show: nobody else's are left (see sw.js).
async function belong(user) {
  await navigator.serviceWorker.ready;
  for (const name of await caches.keys()) if (name.startsWith("pages-") && name !== cacheOf(user)) await caches.delete(name);
  await (await caches.open("person")).put("/person", new Response(String(user)));
}

async function keep(cache, address, photo) {
  const known = photo ? await cache.match(address) : null; // a photo never changes
  const answer = known ?? (await fetched(address));
  const copy = answer.clone();
  if (!known) await cache.put(address, answer);
  return (await copy.blob()).size;
}

// --- The card on 任务 ------------------------------------------------------------------------------------------------------

const card = globalThis.document?.getElementById("pack");
const at = (name) => card.querySelector(`[data-pack-${name}]`);

async function show(says = "") {
  const { id: user } = person();
  const note = await made(user);
  at("state").textContent = note
    ? `${moment(note.made_at)} 准备好 ${note.enterprises} 家单位，${size(note.size)}`
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
    const { failed } = await prepare(person().id, (done, total) => {
      Object.assign(bar, { value: done, max: total || 1 });
      at("says").textContent = `正在准备 ${done}/${total}`;
    });
    await show(failed.length ? `有 ${failed.length} 项没有取到，请到信号好的地方再点一次。` : "已准备好，没有信号也能打开。");
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
