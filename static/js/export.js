// 导出未上传: one zip of everything that waits on this phone, in the form that /field/import takes (docs/protocol.md).

import { makeZip } from "../vendor/client-zip/index.js";
import { deviceId, localIso } from "./ids.js";

const ENDINGS = { "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heic" };
const NAMES = ["id", "user", "inspection", "method", "url", "fields", "created", "tries", "state", "reason"];

// The kind of a picture by its first bytes: what was chosen from the album may be no JPEG.
function ending(bytes, type) {
  const head = new Uint8Array(bytes, 0, Math.min(12, bytes.byteLength));
  const text = String.fromCharCode(...head);
  if (head[0] === 0xff && head[1] === 0xd8) return "jpg";
  if (text.slice(1, 4) === "PNG") return "png";
  if (text.slice(8, 12) === "WEBP") return "webp";
  return text.slice(4, 8) === "ftyp" ? "heic" : (ENDINGS[type] ?? "jpg");
}

// The files of the zip: {name, input, lastModified}. entries as outbox.all() gives them.
export function files(entries, { id: user, name }, device, now = localIso()) {
  const photos = [];
  const rows = entries.map((entry) => {
    const file = entry.bytes ? `photos/${entry.id}.${ending(entry.bytes, entry.type)}` : null;
    if (file) photos.push({ name: file, input: entry.bytes, lastModified: new Date(entry.created) });
    return { ...Object.fromEntries(NAMES.map((key) => [key, entry[key] ?? null])), file };
  });
  const head = { format: "mashang-unsent", version: 1, user, name, device, made_at: now };
  return [
    { name: "manifest.json", input: JSON.stringify(head), lastModified: new Date(now) },
    { name: "entries.json", input: JSON.stringify(rows), lastModified: new Date(now) },
    ...photos,
  ];
}

export async function zipOf(entries, who) {
  return new Response(makeZip(files(entries, who, deviceId()))).blob();
}

// Gives the file to the phone: its own share sheet where there is one, else a download.
export async function hand(blob, name) {
  const file = new File([blob], name, { type: "application/zip" });
  if (navigator.maxTouchPoints && navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file], title: name });
    } catch (error) {
      if (error.name === "AbortError") return undefined;
    }
  }
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return undefined;
}
