import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { files } from "../../static/js/export.js";
import { conflictsIn, kindOf, nameOf, photoName, placeOf, placeOfGap, reportPage, reportState, stateOf, troubleOf } from "../../static/js/sync-words.js";

const VISIT = "0195637a-7d10-7c3e-9a55-3f6a0b1c2d3e";
const entry = (rest, more = {}) => ({ method: "PUT", url: `/inspections/${VISIT}${rest}`, ...more });

test("entries have names that people know", () => {
  assert.equal(nameOf(entry("")), "开始检查");
  assert.equal(nameOf(entry("/answers/5.1")), "第 5.1 项答案");
  assert.equal(nameOf(entry("/slots/sign:%E6%B3%A8%E6%84%8F%E9%98%B2%E5%B0%98")), "“注意防尘”");
  assert.equal(nameOf(entry(`/photos/${VISIT}?target=x`, { method: "DELETE" })), "移除照片");
  assert.equal(nameOf({ method: "PUT", url: "/findings/3/reports/7" }), "整改报告");
  assert.equal(nameOf({ method: "PUT", url: "/findings/3/reports/7/photos/8?kind=after" }), "照片");
  assert.equal(nameOf({ method: "PUT", url: "/findings/3/reports/7/photos/8?file_name=%E6%A3%80%E6%B5%8B.pdf" }), "文件“检测.pdf”");
});

test("a photo is named by its place and its moment", () => {
  assert.equal(photoName(entry("/photos/x?target=item%3A5.6&taken_at=2026-03-05T14%3A03%3A10%2B08%3A00")), "第 5.6 项的照片（03-05 14:03 拍）");
  assert.equal(photoName(entry("/photos/x?target=slot%3Asign%3A%E6%B3%A8%E6%84%8F%E9%98%B2%E5%B0%98")), "“注意防尘”的照片");
  assert.equal(photoName(entry("/photos/x?target=recheck%3A31")), "复查照片");
  assert.equal(photoName({ url: "" }), "现场照片");
});

test("what is parked says how it can be mended", () => {
  assert.equal(troubleOf(entry("/photos/x", { status: 0 })), "photo");
  assert.equal(troubleOf(entry("/photos/x", { status: 422, answer: {} })), "photo");
  assert.equal(troubleOf(entry("/photos/x", { status: 409, answer: { about: "photo" } })), "photo");
  assert.equal(troubleOf(entry("/photos/x", { status: 409, answer: {} })), "frozen");
  assert.equal(troubleOf({ method: "PUT", url: "/findings/3/reports/7/photos/8?target=", status: 422 }), "photo");
  assert.equal(troubleOf({ method: "PUT", url: "/findings/3/reports/7", status: 409 }), "frozen");
  assert.equal(troubleOf(entry("/submission", { method: "POST", status: 422, answer: { open: [] } })), "open");
  assert.equal(troubleOf(entry("/submission", { method: "POST", status: 409, answer: { lost: ["x"] } })), "lost");
  assert.equal(troubleOf(entry("/submission", { method: "POST", status: 409, answer: { about: "answers" } })), "short");
  assert.equal(troubleOf(entry("/answers/5.1", { status: 409 })), "frozen");
  assert.equal(troubleOf(entry("/rechecks/31", { status: 404 })), "other");
  assert.equal(troubleOf(entry("/answers/99.9", { status: 422 })), "other");
});

test("a refused opening is mended by what it is about", () => {
  const refused = (status, about, fields = { enterprise: 17 }) => troubleOf(entry("", { status, fields, answer: { error: "不行。", about } }));
  for (const about of ["enterprise", "qr", "new_name", "new_address", "new_area"]) assert.equal(refused(422, about), "enterprise");
  for (const about of ["second", "version", "kind"]) assert.equal(refused(422, about), about);
  assert.equal(refused(409, "visit"), "taken");
  assert.equal(refused(403, "badge"), "barred");
  assert.equal(refused(422, "accuracy"), "position");
  assert.equal(refused(422, "started_at"), "other");
  // An older server does not say what it is about.
  assert.equal(refused(404), "enterprise");
  assert.equal(refused(422, undefined, { qr: "x" }), "enterprise");
  assert.equal(refused(422), "other");
  assert.equal(refused(403), "barred");
});

test("the way leads to the place in the form", () => {
  assert.equal(placeOf(entry("/answers/5.1")), `/inspections/${VISIT}#item-5.1`);
  assert.equal(placeOf(entry("/photos/x?target=item%3A5.6&kind=sign")), `/inspections/${VISIT}#item-5.6`);
  assert.equal(placeOf(entry("/photos/x?target=slot%3Asign%3A%E9%98%B2%E5%B0%98")), `/inspections/${VISIT}#places`);
  assert.equal(placeOf({ url: "/findings/31/reports/7/photos/x?target=" }), "/findings/31/report");
  assert.equal(placeOf(entry("/photos/x?target=gate&kind=other")), `/inspections/${VISIT}#about`);
  assert.equal(placeOf(entry("/header")), `/inspections/${VISIT}#about`);
  assert.equal(placeOfGap(VISIT, { kind: "photo", where: "gate" }), `/inspections/${VISIT}#about`);
  assert.equal(placeOfGap(VISIT, { kind: "answer", where: "10.2" }), `/inspections/${VISIT}#item-10.2`);
  assert.equal(placeOfGap(VISIT, { kind: "photo", where: "ppe:防尘口罩" }), `/inspections/${VISIT}#places`);
  assert.equal(placeOfGap(VISIT, { kind: "visit", where: "conclusion" }), `/inspections/${VISIT}#visit-conclusion`);
  assert.equal(placeOfGap(VISIT, { kind: "recheck", where: "31" }), `/inspections/${VISIT}#recheck-31`);
});

test("a report leads back to its form, of its own kind", () => {
  const photo = { method: "PUT", url: "/findings/31/reports/7/photos/x?target=", state: "sent" };
  const words = { method: "PUT", url: "/findings/31/reports/7", fields: { kind: "progress" }, last: true, state: "parked" };
  assert.equal(reportPage([photo, words]), "/findings/31/report?kind=progress");
  assert.equal(reportPage([photo]), "/findings/31/report");
  assert.equal(reportPage([entry("/answers/5.1")]), "");
  assert.equal(placeOf(words), "/findings/31/report?kind=progress");
});

test("a report has arrived when its words have", () => {
  const photo = { method: "PUT", url: "/findings/31/reports/7/photos/x?target=", state: "sent" };
  const removed = { method: "DELETE", url: "/findings/31/reports/7/photos/x", state: "sent" };
  const words = (state) => ({ method: "PUT", url: "/findings/31/reports/7", last: true, state });
  assert.equal(reportState([photo, words("replaced"), words("sent")]), "sent");
  assert.equal(reportState([photo, words("withdrawn")]), "left");
  assert.equal(reportState([photo, words("replaced")]), "");
  assert.equal(reportState([photo]), "begun");
  assert.equal(reportState([photo, removed]), "");
  assert.equal(reportState([{ ...photo, state: "withdrawn" }]), "left");
});

test("a visit is called what it was", () => {
  const closing = entry("/submission", { method: "POST", fields: { no_access: "nobody" }, last: true });
  assert.equal(kindOf({ kind: "routine" }, [entry("", { fields: { kind: "routine" } })]), "日常检查");
  assert.equal(kindOf({ kind: "routine" }, [entry(""), closing]), "无法检查");
  assert.equal(kindOf({}, [{ url: "/findings/31/reports/7", fields: { kind: "extension" } }]), "申请延期");
  assert.equal(kindOf({}, []), "");
});

test("a conflict counts until the last answer settles it", () => {
  const said = (rest, conflict) => entry(rest, { answer: { conflict } });
  assert.deepEqual(conflictsIn([said("/answers/5.1", true), said("/answers/5.2", true), said("/answers/5.1", false)]), ["5.2"]);
});

test("a visit that waits is never called submitted", () => {
  const visit = { state: "waiting", waiting: 4, sent: 3, total: 7, submission: "waiting" };
  assert.deepEqual(stateOf(visit), ["amber", "手机已存"]);
  assert.deepEqual(stateOf(visit, true), ["blue", "上传中 3/7"]);
  assert.deepEqual(stateOf({ ...visit, state: "parked" }, true), ["red", "需要处理"]);
  assert.deepEqual(stateOf({ state: "sent", waiting: 0, serial: "341702-1" }), ["green", "已送达 341702-1"]);
});

test("an export has the fields that the document names", () => {
  const document = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
  const example = (name) => JSON.parse(document.match(new RegExp("```json " + name + "\\n([\\s\\S]*?)\\n```"))[1]);
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]).buffer;
  const made = files(
    [{ id: "a", user: 4, url: "/x", seq: 1, size: 4, bytes: jpeg, created: "2026-03-05T09:40:00+08:00" }, { id: "b", bytes: null, created: "2026-03-05T09:41:00+08:00" }],
    { id: 4, name: "王敏" }, "device",
  );
  assert.deepEqual(made.map((one) => one.name), ["manifest.json", "entries.json", "photos/a.jpg"]);
  assert.deepEqual(Object.keys(JSON.parse(made[0].input)).sort(), Object.keys(example("manifest")).sort());
  const [first, second] = JSON.parse(made[1].input);
  assert.deepEqual(Object.keys(first).sort(), Object.keys(example("entries")[0]).sort());
  assert.deepEqual([first.file, second.file], ["photos/a.jpg", null]);
});
