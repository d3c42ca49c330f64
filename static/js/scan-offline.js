// Where a code leads without a network: an enterprise of the pack, or a visit that the server resolves when it arrives.

import { shortCode } from "./codes.js";
import { person } from "./person.js";

// token: what the text holds of ours, "" for none. → {go} or {error}
export async function lookUp(text, token) {
  const { code: short = "", error } = shortCode(text);
  if (!token && !short) {
    return { error: /[/:]/.test(text) ? "这不是职业卫生监督的二维码，请扫描本系统的标签，或输入短码。" : error };
  }
  const known = await inPack((one) => one.tokens.includes(token) || one.short_codes.includes(short));
  return { go: known ? `/enterprises/${known.id}` : `/field/start?code=${encodeURIComponent(token || short)}` };
}

async function inPack(fits) {
  const kept = await globalThis.caches?.match("/field/pack", { ignoreVary: true, cacheName: `pages-${person().id}` });
  const pack = kept ? await kept.json().catch(() => null) : null;
  return pack?.enterprises.find(fits) ?? null;
}
