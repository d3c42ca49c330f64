// SHA-256 as 64 hex digits. Browsers lend theirs only to https and localhost; elsewhere a library of ours does it.

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function sha256(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (globalThis.crypto?.subtle) return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  const { sha256: digest } = await import("../vendor/noble-hashes/sha2.js");
  return hex(digest(bytes));
}
