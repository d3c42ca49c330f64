import assert from "node:assert/strict";
import { test } from "node:test";

import { missing } from "../../static/js/visit/missing.js";

const whole = (more = {}) => ({
  nature: { brief: false, opens: true, people: true, rechecks: false }, today: "2026-03-05", items: [], outside: [], slotFindings: [], slots: [], rechecks: [], second: "5",
  showed_badge: true, told_rights: true, companion: "李四", conclusion: "整洁", ...more,
});
const item = (more = {}) => ({ code: "5.6", result: "met", note: "", photoRequired: false, photos: 0, conflict: false, findings: [], ...more });
const finding = (more = {}) => ({
  id: "f", about: "", fact: "未设置", requirement: "设置", due_on: "2026-04-05", on_site: false, on_site_note: "", photos: 0, after: 0, ...more,
});
const says = (visit) => missing(visit).map((one) => one.sentence);

test("a visit that lacks nothing", () => assert.deepEqual(says(whole({ items: [item()] })), []));

test("items: unanswered, differing, unmet without finding or photo, mostly without words", () => {
  assert.deepEqual(says(whole({ items: [item({ result: "" })] })), ["第 5.6 项未答。"]);
  assert.deepEqual(says(whole({ items: [item({ conflict: true })] })), ["第 5.6 项两人答案不同，请商定一个。"]);
  assert.deepEqual(says(whole({ items: [item({ result: "mostly" })] })), ["第 5.6 项基本符合，请写明不足之处。"]);
  assert.deepEqual(says(whole({ items: [item({ result: "unmet", photoRequired: true })] })),
    ["第 5.6 项不符合，请填写问题。", "第 5.6 项不符合，请拍照。"]);
  const shown = item({ result: "unmet", photoRequired: true, findings: [finding({ photos: 1 })] });
  assert.deepEqual(says(whole({ items: [shown] })), []);
});

test("findings: words, blanks, dates, what was mended on the spot", () => {
  const one = (more) => says(whole({ outside: [finding(more)] }));
  assert.deepEqual(one({ fact: " " }), ["检查表外的问题 1 没有写事实。"]);
  assert.deepEqual(one({ fact: "＿＿＿岗位" }), ["检查表外的问题 1 的事实里还有空没有填。"]);
  assert.deepEqual(one({ due_on: "" }), ["检查表外的问题 1 没有整改期限。"]);
  assert.deepEqual(one({ due_on: "2026-03-04" }), ["检查表外的问题 1 的整改期限早于检查当天。"]);
  assert.deepEqual(one({ on_site: true, due_on: "" }), ["检查表外的问题 1 现场已改正，请写明怎样改正。", "检查表外的问题 1 现场已改正，请拍整改后照片。"]);
});

test("slots and rechecks", () => {
  const slot = (more) => says(whole({ slots: [{ number: 2, name: "注意防尘", result: "present", reason: "", photos: 1, ...more }] }));
  assert.deepEqual(slot({}), []);
  assert.deepEqual(slot({ photos: 0 }), ["“注意防尘”请拍照；拍不到的请选“拍不到”并写明原因。"]);
  assert.deepEqual(slot({ result: "" }), ["“注意防尘”未查看。"]);
  assert.deepEqual(slot({ result: "absent" }), ["“注意防尘”未设置，请填写问题。"]);
  assert.deepEqual(slot({ result: "damaged" }), ["“注意防尘”破损不清，请填写问题。"]);
  assert.deepEqual(slot({ result: "damaged", findings: 1 }), []);
  assert.deepEqual(slot({ result: "no_photo" }), ["“注意防尘”拍不到，请写明原因。"]);
  const recheck = (more) => says(whole({ nature: { brief: true, opens: true, people: true, rechecks: true }, items: [item({ result: "" })], rechecks: [{ id: "7", name: "缺档案", result: "", note: "", photos: 0, ...more }] }));
  assert.deepEqual(recheck({}), ["“缺档案”没有复查结果。"]);
  assert.deepEqual(recheck({ result: "fixed" }), ["“缺档案”已改正，请拍整改后照片。"]);
  assert.deepEqual(recheck({ result: "not" }), ["“缺档案”未改正，请写明还差什么。"]);
});

test("people; a patrol needs none", () => {
  const bare = { second: "", showed_badge: false, told_rights: false, companion: "", conclusion: " " };
  assert.equal(says(whole(bare)).length, 5);
  assert.deepEqual(says(whole({ ...bare, nature: { brief: true, opens: false, people: false, rechecks: false } })), ["请填写检查结论。"]);
  assert.deepEqual(missing(whole(bare)).map((one) => one.anchor),
    ["visit-second", "visit-showed_badge", "visit-told_rights", "visit-companion", "visit-conclusion"]);
});
