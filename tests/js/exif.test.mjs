import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { exifSegment, jpegSize, orientation, upright, withExif } from "../../static/js/exif.js";

const photo = (name) => new Uint8Array(readFileSync(new URL(`../photos/${name}.jpg`, import.meta.url)));

const EXPECTED = { Landscape_6: [6, 1200, 1800], Portrait_3: [3, 1200, 1800], Portrait_8: [8, 1800, 1200] };

for (const [name, [turn, width, height]] of Object.entries(EXPECTED)) {
  test(`${name}: size and orientation are read without decoding`, () => {
    assert.deepEqual(jpegSize(photo(name)), { width, height });
    assert.equal(orientation(exifSegment(photo(name))), turn);
  });

  test(`${name}: set upright, only the orientation changes`, () => {
    const segment = exifSegment(photo(name));
    const copy = upright(segment);
    assert.equal(orientation(copy), 1);
    assert.equal(orientation(segment), turn, "the original is untouched");
    assert.equal(copy.filter((byte, at) => byte !== segment[at]).length, 1);
  });
}

test("a segment moves into another JPEG and replaces the one there", () => {
  const segment = exifSegment(photo("Landscape_6"));
  const target = photo("Portrait_3");
  const before = exifSegment(target);
  const made = withExif(target, segment);
  assert.equal(made.length, target.length - before.length + segment.length);
  assert.deepEqual(exifSegment(made), segment);
  assert.deepEqual(jpegSize(made), jpegSize(target));
  assert.deepEqual([...made.subarray(0, 4)], [0xff, 0xd8, 0xff, 0xe1]);
  assert.deepEqual(made.subarray(-2000), target.subarray(-2000));
});

test("big-endian and little-endian", () => {
  for (const [mark, little] of [["MM", false], ["II", true]]) {
    const segment = new Uint8Array(36);
    const view = new DataView(segment.buffer);
    segment.set([0xff, 0xe1, 0, 34, ...Buffer.from("Exif\0\0"), ...Buffer.from(mark)]);
    view.setUint16(12, 42, little);
    view.setUint32(14, 8, little);
    view.setUint16(18, 1, little);
    view.setUint16(20, 0x0112, little);
    view.setUint16(22, 3, little);
    view.setUint32(24, 1, little);
    view.setUint16(28, 6, little);
    assert.equal(orientation(segment), 6);
    assert.equal(orientation(upright(segment)), 1);
  }
});

test("garbage is no Exif and breaks nothing", () => {
  assert.equal(exifSegment(new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1])), null);
  assert.equal(exifSegment(new Uint8Array()), null);
  assert.equal(jpegSize(new TextEncoder().encode("%PDF-1.7")), null);
  assert.equal(orientation(null), 1);
  const short = new Uint8Array([0xff, 0xe1, 0, 10, ...Buffer.from("Exif\0\0"), 0x4d, 0x4d]);
  assert.deepEqual(upright(short), short);
  const whole = photo("Landscape_6");
  for (let at = 0; at < 3000; at += 7) {
    const cut = whole.subarray(0, at);
    jpegSize(cut);
    const segment = exifSegment(cut);
    if (segment) upright(segment);
  }
});

test("a photo without Exif", () => {
  const plain = Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 0xff, 0xd9]);
  assert.equal(exifSegment(plain), null);
  const segment = exifSegment(photo("Landscape_6"));
  assert.deepEqual(exifSegment(withExif(plain, segment)), segment);
});
