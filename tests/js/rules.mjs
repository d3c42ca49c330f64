// Answers for tests/js/test_same_rules.py: one line of JSON in, {call, args}; one line out. The rules of the phone that need no browser.

import { createInterface } from "node:readline";

import { shortCode } from "../../static/js/codes.js";
import { metres } from "../../static/js/metres.js";
import { dueOn } from "../../static/js/visit/dues.js";
import { missing } from "../../static/js/visit/missing.js";
import { canonical, clean, compose, line, moment } from "../../static/js/visit/record.js";
import { day, numbered, period } from "../../static/js/visit/sheet.js";
import { caseOf, contradicts, nameOf, pathOf, slotsFor } from "../../static/js/visit/slot-rules.js";
import { titleOf } from "../../static/js/sync-words.js";

const keysFor = (codes, table) => slotsFor(codes, table).map((one) => [one.key, nameOf(one), caseOf(one, codes, table)]);
const all = { canonical, clean, compose, contradicts, day, dueOn, keysFor, line, metres, missing, moment, numbered, pathOf, period, shortCode, titleOf };

createInterface({ input: process.stdin }).on("line", (text) => {
  const { call, args } = JSON.parse(text);
  process.stdout.write(`${JSON.stringify({ said: all[call](...args) ?? null })}\n`);
});
