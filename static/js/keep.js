// Photos inside [hx-outbox]: written to the phone, sent by the outbox. The same interface as upload.js, for photos.js.

import { bytesOf, find, Full, groupOf, onchange, put, retry as retryParked, whyNot, withdraw } from "./outbox.js";
import { person } from "./person.js";
import { FAILED, KEPT, SENDING, SENT } from "./upload.js";

const live = new Map(); // photo id → what this page shows of it
const unkept = new Set(); // not on the disk yet

export const hold = (photo) => unkept.add(photo);

export async function send(photo) {
  unkept.add(photo);
  live.set(photo.id, photo);
  const { strip } = photo;
  try {
    await put({
      id: photo.id, user: person().id, inspection: groupOf(strip), method: "PUT", url: photo.url,
      type: "application/octet-stream", bytes: await photo.blob.arrayBuffer(),
      value: { photo: { id: photo.id, target: strip.dataset.target, kind: photo.kind, sha256: photo.sha256, size: photo.blob.size, taken: photo.taken, name: photo.name } },
    });
    unkept.delete(photo);
    if (!live.has(photo.id)) return await remove(photo.id, strip); // it was removed while it was being written
    if (photo.state !== SENT && photo.state !== SENDING) change(photo, KEPT);
  } catch (error) {
    change(photo, FAILED, error instanceof Full ? "手机存储空间已满，照片没有存下" : whyNot(error));
  }
  return undefined;
}

export function retry(photo) {
  if (unkept.has(photo)) send(photo);
  else retryParked(person().id, groupOf(photo.strip));
}

export function forget(photo) {
  unkept.delete(photo);
  live.delete(photo.id);
}

// A photo is withdrawn at the server too, which says yes of one that never arrived: a page that died while it was sending, or
// an import of the exported file, leaves nothing here that tells. Only what the server refused is surely not there.
export async function remove(id, strip) {
  const entry = await find(id);
  if (!(entry?.state === "parked" && entry.status >= 400)) {
    const url = `${strip.dataset.uploadUrl}/${id}`;
    await put({ user: person().id, inspection: groupOf(strip), method: "DELETE", url, value: { photo: { id, target: strip.dataset.target } } });
  }
  await withdraw(id); // after it: whatever ends this page in between, the photo is withdrawn
}

// A photo that the phone held before this page was opened: {state, reason, preview}.
export async function revive(photo, waits) {
  live.set(photo.id, photo);
  const bytes = await bytesOf(photo.id);
  photo.preview = bytes ? URL.createObjectURL(new Blob([bytes])) : "";
  const entry = waits ? await find(photo.id) : null;
  if (entry?.state === "parked") change(photo, FAILED, entry.reason);
  else change(photo, waits ? KEPT : SENT);
}

function change(photo, state, reason = "") {
  Object.assign(photo, { state, reason, share: state === SENT ? 1 : photo.share ?? 0 });
  photo.changed(photo);
}

onchange(({ type, entry, share }) => {
  const photo = live.get(entry?.id);
  if (!photo || entry.method === "DELETE") return;
  if (type === "progress") change(Object.assign(photo, { share }), SENDING);
  if (type === "sent") change(photo, SENT);
  if (type === "failed") change(photo, KEPT, entry.reason);
  if (type === "parked") change(photo, FAILED, entry.reason);
});

addEventListener("beforeunload", (event) => unkept.size && event.preventDefault());
