import assert from "node:assert/strict";
import { test } from "node:test";

import { caseOf, contradicts, nameOf, pathOf, reworded, slotsFor } from "../../static/js/visit/slot-rules.js";

const slot = (kind, ...alternatives) => ({ key: `${kind}:${alternatives.join("/")}`, kind, alternatives, note: "" });
const TABLE = {
  factors: [
    { code: "D001", severe: true, groups: ["dust"] },
    { code: "P001", severe: false, groups: ["noise"] },
    { code: "P002", severe: false, groups: ["noise", "dust"] },
  ],
  groups: [
    { code: "dust", slots: [slot("sign", "注意防尘"), slot("ppe", "防尘口罩")] },
    { code: "noise", slots: [slot("sign", "噪声有害"), slot("sign", "注意防尘"), slot("ppe", "耳塞", "耳罩")] },
  ],
};
const keys = (codes) => slotsFor(codes, TABLE).map((one) => one.key);

test("signs before equipment, in the table's order, none twice", () => {
  assert.deepEqual(keys(["P001", "D001"]), ["sign:注意防尘", "sign:噪声有害", "ppe:防尘口罩", "ppe:耳塞/耳罩"]);
  assert.deepEqual(keys(["P002"]), keys(["D001", "P001"]));
  assert.deepEqual(keys(["P001"]), ["sign:噪声有害", "sign:注意防尘", "ppe:耳塞/耳罩"]);
  assert.deepEqual(keys([]), []);
  assert.deepEqual(keys(["X999"]), []);
});

test("a missing sign weighs more where a severe hazard calls for it", () => {
  const [sign] = slotsFor(["D001"], TABLE);
  const noise = slot("sign", "噪声有害");
  assert.equal(caseOf(noise, ["P001", "D001"], TABLE), "sign");
  assert.equal(caseOf(sign, ["P001"], TABLE), "sign");
  assert.equal(caseOf(sign, ["P001", "D001"], TABLE), "severe");
  assert.equal(caseOf(slot("ppe", "防尘口罩"), ["D001"], TABLE), "ppe");
});

test("names and addresses are those of the server", () => {
  assert.equal(nameOf(slot("ppe", "耳塞", "耳罩")), "耳塞 或 耳罩");
  assert.equal(pathOf("ppe:耳塞/耳罩"), "ppe%3A%E8%80%B3%E5%A1%9E/%E8%80%B3%E7%BD%A9");
  assert.equal(pathOf("ppe:A(B)"), "ppe%3AA%28B%29");
});

test("proposed words follow what was seen, with the blanks that were filled; others stay", () => {
  const [from, to] = ["＿＿＿岗位未设置“注意防尘”警示标识。", "＿＿＿岗位的“注意防尘”警示标识破损不清。"];
  assert.equal(reworded(from, from, to), to);
  assert.equal(reworded("破碎岗位未设置“注意防尘”警示标识。", from, to), "破碎岗位的“注意防尘”警示标识破损不清。");
  assert.equal(reworded("$& 岗位未设置“注意防尘”警示标识。", from, to), "$& 岗位的“注意防尘”警示标识破损不清。");
  assert.equal(reworded("破碎岗位没有“注意防尘”。", from, to), null);
  assert.equal(reworded("更换(1)。", "更换(1)。", "设置。"), "设置。");
  assert.equal(reworded(reworded("甲岗位未设置“注意防尘”警示标识。", from, to), to, from), "甲岗位未设置“注意防尘”警示标识。");
});

test("a fact that says otherwise than what was seen", () => {
  assert.equal(contradicts("damaged", "破碎岗位未设置“注意防尘”。"), true);
  assert.equal(contradicts("absent", "标识破损不清。"), true);
  assert.equal(contradicts("absent", "未设置；旧的已破损。"), false);
  assert.equal(contradicts("present", "未设置"), false);
});
