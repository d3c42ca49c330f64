// The public page of a draw: fetches the package and shows every step of draw-verify.js with ✓ or ✗.
import { verify } from "./draw-verify.js";

const list = document.querySelector("[data-package]");
const line = (text, held = "") => {
  const item = document.createElement("li");
  item.textContent = text;
  item.dataset.held = held;
  list.append(item);
};

async function run() {
  list.replaceChildren();
  if (!globalThis.crypto?.subtle) {
    line("浏览器只在安全连接（https）里提供核对要用的计算。请用 https 打开，或下载数据包后用 mashang draw verify 核对。");
    return;
  }
  const answer = await fetch(list.dataset.package, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  const steps = await verify(new Uint8Array(await answer.arrayBuffer()), ({ says, held }) => {
    line(held === null ? `－ ${says}（未核对）` : `${held ? "✓" : "✗"} ${says}`, held === null ? "" : held ? "yes" : "no");
  });
  list.dataset.verified = steps.every(({ held }) => held) ? "yes" : "no";
}

run().catch(() => line("数据包没有下载下来，请刷新页面再试。"));
