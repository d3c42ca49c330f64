// The Exif segment of a JPEG: found, set upright, put into another JPEG. Bytes in, bytes out, no browser needed.

const isExif = (bytes, at) => String.fromCharCode(...bytes.subarray(at + 4, at + 10)) === "Exif\0\0";

// Every marker segment before the picture data: [marker, start, end].
function* segments(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (end > bytes.length || end < at + 4) return;
    yield [bytes[at + 1], at, end];
    if (bytes[at + 1] === 0xda) return;
    at = end;
  }
}

// A copy of the APP1 Exif segment with its marker, null when there is none.
export function exifSegment(bytes) {
  for (const [marker, start, end] of segments(bytes)) {
    if (marker === 0xe1 && isExif(bytes, start)) return bytes.slice(start, end);
  }
  return null;
}

// Width and height as they are stored, before any orientation; null when this is no JPEG.
export function jpegSize(bytes) {
  for (const [marker, start] of segments(bytes)) {
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { height: (bytes[start + 5] << 8) | bytes[start + 6], width: (bytes[start + 7] << 8) | bytes[start + 8] };
  }
  return null;
}

function orientationAt(segment) {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const tiff = 10;
  if (segment.length < tiff + 8) return null;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > segment.length) return null;
  const count = view.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + count * 12 && entry + 12 <= segment.length; entry += 12) {
    if (view.getUint16(entry, little) === 0x0112) return { view, at: entry + 8, little };
  }
  return null;
}

// 1 to 8; 1 when nothing is said.
export function orientation(segment) {
  const found = segment && orientationAt(segment);
  const value = found ? found.view.getUint16(found.at, found.little) : 1;
  return value >= 1 && value <= 8 ? value : 1;
}

// A copy that says "upright": the canvas has already turned the picture.
export function upright(segment) {
  const copy = segment.slice();
  const found = orientationAt(copy);
  if (found) found.view.setUint16(found.at, 1, found.little);
  return copy;
}

// The JPEG with this Exif segment right behind its first marker, in the place of any other.
export function withExif(jpeg, segment) {
  const parts = [jpeg.subarray(0, 2), segment];
  let kept = 2;
  for (const [marker, start, end] of segments(jpeg)) {
    if (marker === 0xe1 && isExif(jpeg, start)) {
      parts.push(jpeg.subarray(kept, start));
      kept = end;
    }
  }
  parts.push(jpeg.subarray(kept));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
