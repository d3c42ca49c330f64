// Makes a camera's picture small enough for a mine's network, without losing when and where it was taken.

import { exifSegment, jpegSize, orientation, upright, withExif } from "./exif.js";

const LONG_EDGE = 2048;
const QUALITY = 0.85;

// The file to send: smaller when that works, otherwise the camera's own, as it is. Never throws.
export async function shrink(file) {
  try {
    return (await smaller(file)) ?? file;
  } catch {
    return file; // a HEIC this browser cannot read, no memory: the server copes with the camera's file
  }
}

async function smaller(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const stored = jpegSize(bytes);
  if (stored && Math.max(stored.width, stored.height) <= LONG_EDGE) return null;
  const segment = exifSegment(bytes);
  const bitmap = await decode(file, stored, segment);
  try {
    const scale = Math.min(1, LONG_EDGE / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = draw(bitmap, width, height);
    if (isBlank(canvas)) return null;
    const blob = await encode(canvas);
    if (!blob || blob.type !== "image/jpeg" || blob.size >= file.size) return null;
    if (!segment) return blob;
    return new Blob([withExif(new Uint8Array(await blob.arrayBuffer()), upright(segment))], { type: "image/jpeg" });
  } finally {
    bitmap.close();
  }
}

// Asking for the size while decoding spares the phone the full picture in memory.
function decode(file, stored, segment) {
  const options = { imageOrientation: "from-image", resizeQuality: "high" };
  if (!stored) return createImageBitmap(file, { imageOrientation: "from-image" });
  const turned = orientation(segment) >= 5;
  const width = turned ? stored.height : stored.width;
  const height = turned ? stored.width : stored.height;
  return createImageBitmap(file, { ...options, ...(width >= height ? { resizeWidth: LONG_EDGE } : { resizeHeight: LONG_EDGE }) });
}

function draw(source, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // JPEG knows no transparency
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

// Out of memory, iOS draws nothing and says nothing. A picture of one single colour is taken for that.
function isBlank(canvas) {
  const { data } = draw(canvas, 16, 16).getContext("2d").getImageData(0, 0, 16, 16);
  return data.every((value, at) => value === data[at % 4]);
}

const encode = (canvas) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
