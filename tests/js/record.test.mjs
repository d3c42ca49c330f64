import assert from "node:assert/strict";
import { test } from "node:test";

import { canonical, clean, compose, line, moment } from "../../static/js/visit/record.js";
import { numbered, period, wordsOf } from "../../static/js/visit/sheet.js";

const facts = {
  frame: { kind: "record", enterprise: { name: "登记的单位", address: "1 号", phone: "1" }, visit: { place: "1 号", serial: "" }, facts: [] },
  words: { seen: "看了 {} 项：", mostly: "第 {} 项“{}”：{}", on_site: "{}已改正：{}", recheck: "“{}”{}{}", shots: "{} 张。" },
  kinds: { routine: "日常", recheck: "复查" }, rechecks: { not: "未改正" }, open: [{ id: "7", fact: "旧的" }, { id: "8", fact: "另一个" }],
};
const visit = (more = {}) => ({
  kind: "routine", nature: { rechecks: false }, started_at: "2026-03-05T09:30:00+08:00", ended_at: "", place: undefined, companion: " 王\t五 ", companion_post: "",
  inspectors: [{ name: "甲", badge: "1", id: 4 }], showed_badge: true, told_rights: undefined, items: [], slotFindings: [], outside: [], rechecks: [], photos: 0, ...more,
});
const finding = (id, fact, more = {}) => ({ id, fact, on_site: false, on_site_note: "", ...more });

test("texts as the server stores them", () => {
  assert.equal(clean("\u3000a\r\nb\rc\u0007\ud800 "), "a\nb\nc");
  assert.equal(clean("e\u0301 𠮷"), "é 𠮷");
  assert.equal(clean("\ufeff甲\u200b\u202e乙\u200d\ufe0f丙\u{e0020}"), "甲乙丙");
  assert.equal(clean("👩\u200d🔧❤\ufe0f 葛\u{e0100} 1\ufe0f\u20e3"), "👩\u200d🔧❤\ufe0f 葛\u{e0100} 1\ufe0f\u20e3");
  assert.equal(line(" 王 \t\u3000五\n六 "), "王 五 六");
  assert.equal(clean(null), "");
});

test("times are those of a clock in China, whatever the phone's zone", () => {
  assert.equal(moment("2026-03-05T23:59:59.900+00:00"), "2026-03-06 07:59");
  assert.equal(moment("2026-03-05T01:30:00+00:00"), "2026-03-05 09:30");
  assert.equal(moment(""), "");
});

test("RFC 8785: names by UTF-16 units, text as JSON writes it", () => {
  assert.equal(canonical({ b: [1, true, null], a: "\u20ac\n\"\\\u0001", "\ud83d\ude00": "", "\ufb33": "" }), '{"a":"€\\n\\"\\\\\\u0001","b":[1,true,null],"😀":"","\ufb33":""}');
});

test("facts: what counts, in the order of the checklist, those outside by their ids", () => {
  const items = [
    { result: "unmet", findings: [finding("2", "乙 {}"), finding("1", "甲", { on_site: true, on_site_note: "补上" })] },
    { code: "1.1", content: "台账", result: "mostly", note: " 缺页 ", findings: [finding("3", "补")] },
    { code: "1.2", content: "档案", result: "mostly", note: " ", findings: [] },
    { code: "1.3", content: "公告", result: "met", note: "好", findings: [] },
    { result: "na", findings: [finding("0", "不算")] },
    { result: "", findings: [finding("9", "未答，不算")] },
  ];
  const made = compose(facts, visit({ items, outside: [finding("6", "外")], slotFindings: [finding("5", "牌")], photos: 3 }));
  assert.deepEqual(made.facts, ["看了 5 项：", "甲已改正：补上", "乙 {}", "补", "牌", "外", "第 1.1 项“台账”：缺页", "3 张。"]);
  assert.equal(made.visit.companion, "王 五");
  assert.deepEqual([made.visit.badge_shown, made.visit.avoidance_told, made.visit.ended], [true, false, ""]);
  assert.deepEqual(made.visit.inspectors, [{ name: "甲", badge: "1" }]);
});

test("a re-inspection tells what became of each, in the server's order; others tell of none", () => {
  const rechecks = [{ id: "8", result: "not", note: "还差" }, { id: "7", result: "not", note: " " }];
  assert.deepEqual(compose(facts, visit({ kind: "recheck", nature: { rechecks: true }, rechecks })).facts, ["“旧的”未改正", "“另一个”未改正：还差"]);
  assert.deepEqual(compose(facts, visit({ rechecks })).facts, []);
});

test("a plant that is not in the register", () => {
  const made = compose(facts, visit({ place: { name: " 新 厂", address: "村口 " } }));
  assert.deepEqual([made.enterprise.name, made.enterprise.address, made.visit.place], ["新 厂", "村口", "村口"]);
  assert.equal(facts.frame.enterprise.name, "登记的单位");
});

test("the words of the sheet", () => {
  assert.equal(period("2026-03-05 09:30", "2026-03-05 11:05"), "2026年3月5日9时30分至11时05分");
  assert.equal(period("2026-03-05 09:30", "2026-03-06 00:05"), "2026年3月5日9时30分至2026年3月6日0时05分");
  assert.equal(period("2026-03-05 09:30", ""), "2026年3月5日9时30分");
  assert.deepEqual(numbered(["看了：", "甲", "", "乙"]), ["看了：", "1．甲", "2．乙"]);
  assert.deepEqual(numbered(["看了：", "甲"]), ["看了：", "甲"]);
  const { inspectors } = wordsOf({ enterprise: {}, visit: { started: "", ended: "", inspectors: [{ name: "甲", badge: "1" }, { name: "乙", badge: "" }] } });
  assert.equal(inspectors, "甲（执法证号1）、乙");
});
