// The code printed under a label's QR code: the rules of webapp/enterprises/rules/short_codes.py. Needs no browser.

const ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ";
const LENGTH = 8;

// The 8 characters of what was typed: {code}, or {error} in words.
export function shortCode(text) {
  const code = text.normalize("NFKC").replace(/[\s\-‐-―−_.·]+/gu, "").toUpperCase();
  if (!code) return { error: "请输入二维码下方的短码。" };
  const other = [...code].find((char) => !ALPHABET.includes(char));
  if (other) return { error: `短码里没有“${other}”，请对照标签重新输入（短码不使用 0、1、I、L、O、S、U）。` };
  if (code.length !== LENGTH) return { error: `短码应为 ${LENGTH} 位，输入了 ${code.length} 位。` };
  const weight = [...code].reduce((sum, char, at) => sum + ALPHABET.indexOf(char) * (LENGTH - at), 0);
  return weight % ALPHABET.length ? { error: "短码不对，有一处输错了，请对照标签重新输入。" } : { code };
}
