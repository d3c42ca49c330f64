// What a visit remembers of the signatures on its 现场检查笔录, in words: {done, of, stale}, nothing when nobody signed.

import { alert, el } from "../dom.js";

export const STALE = "签名以后记录有改动，签名无效，请重新签名。";

// here: what was typed on this page, {companion, companion_post}; href: where the 笔录 is signed.
export function signingWords(signing, href, here = {}) {
  const go = (words) => el("a", { class: "button secondary", href }, words);
  const box = (kind, text, ...more) => alert(kind, el("div", { class: "stack-s" }, el("p", {}, text), ...more));
  if (!signing?.done && !signing?.stale) return box("info", "现场检查笔录还没有签名。可以现在在手机上签，也可以提交以后再签或打印手签。", go("签笔录"));
  const changed = ["companion", "companion_post"].some((name) => here[name] !== undefined && here[name].trim() !== signing[name]);
  if (signing.stale || changed) return box("warning", STALE, go("重新签名"));
  if (signing.done < signing.of) return box("info", `现场检查笔录已有 ${signing.done} 人签名，还差 ${signing.of - signing.done} 人。`, go("继续签名"));
  return box("success", `现场检查笔录已有 ${signing.done} 人签名，随检查一起提交。`);
}
