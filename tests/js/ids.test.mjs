import assert from "node:assert/strict";
import { test } from "node:test";

import { localIso, uuid7 } from "../../static/js/ids.js";

test("a UUIDv7 has time, version and variant", () => {
  const made = uuid7(0x0123456789ab, new Uint8Array(10).fill(0xff));
  assert.equal(made, "01234567-89ab-7fff-bfff-ffffffffffff");
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("UUIDv7s sort by time and differ within one millisecond", () => {
  assert.ok(uuid7(1_700_000_000_000) < uuid7(1_700_000_000_001));
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size, 1000);
});

test("local times carry their offset", () => {
  const moment = new Date("2026-03-05T06:30:15.250Z");
  assert.equal(localIso(moment, 480), "2026-03-05T14:30:15.250+08:00");
  assert.equal(localIso(moment, -210), "2026-03-05T03:00:15.250-03:30");
  assert.equal(localIso(moment, 0), "2026-03-05T06:30:15.250+00:00");
});
