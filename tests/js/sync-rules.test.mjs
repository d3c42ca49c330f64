import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff, clockOffset, hindrance, inOrder, judge, MOST_ANSWERS, next, OFFLINE, outcomes, outlived, PORTAL } from "../../static/js/sync-rules.js";

const entry = (seq, url, more = {}) => ({
  seq, id: `e${seq}`, url, method: "PUT", state: "waiting", last: false, fields: [["result", "met"], ["base", "0"]], ...more,
});
const answer = (seq, item, more) => entry(seq, `/inspections/v/answers/${item}`, more);

test("no class deletes: every answer is sent, again, login, missing or parked", () => {
  const said = (status, more = {}) => judge({ status, stored: "", body: null, ...more }, ["e1"]).kind;
  assert.equal(said(200, { stored: "e0, e1" }), "sent");
  assert.equal(said(201, { stored: "e1" }), "sent");
  for (const status of [500, 502, 503, 511, 408, 429]) assert.equal(said(status), "again");
  for (const status of [400, 403, 404, 405, 410, 413, 422, 451]) assert.equal(said(status), "parked");
  assert.equal(said(401), "login");
  assert.equal(said(409), "parked");
  assert.equal(said(409, { body: { missing: [] } }), "parked");
  assert.deepEqual(judge({ status: 409, body: { error: "缺", missing: ["p"] } }, ["e1"]), { kind: "missing", reason: "缺", missing: ["p"] });
});

test("a portal's 200, a stranger's entry and a redirect are no success", () => {
  assert.deepEqual(judge({ status: 200, stored: "", body: null }, ["e1"]), { kind: "again", reason: PORTAL });
  assert.equal(judge({ status: 200, stored: "e2", body: {} }, ["e1"]).kind, "again");
  assert.equal(judge({ status: 200, stored: "e1", body: {} }, ["e1", "e2"]).kind, "again");
  for (const status of [0, 302, 303]) assert.equal(judge({ status }, ["e1"]).reason, PORTAL);
  assert.deepEqual(judge(null, ["e1"]), { kind: "again", reason: OFFLINE });
});

test("only the server's own words stop the sending until somebody comes; a portal is asked again", () => {
  assert.equal(hindrance({ status: 200, body: { user: 7 } }), null);
  assert.deepEqual(hindrance({ status: 401, body: null }), { why: "login" });
  assert.deepEqual(hindrance({ status: 403, body: { error: "请先修改初始密码。" } }), { why: "password" });
  for (const status of [0, 200, 302, 403, 404, 451]) assert.deepEqual(hindrance({ status, body: null }), { reason: PORTAL });
  assert.deepEqual(hindrance({ status: 404, body: { user: 7 } }), { reason: PORTAL });
  for (const status of [408, 429, 500, 511]) assert.match(hindrance({ status, body: null }).reason, /服务器/);
  assert.deepEqual(hindrance(null), { reason: OFFLINE });
});

test("the server's own words are the reason", () => {
  assert.equal(judge({ status: 422, body: { error: "期限太远。" } }, ["e1"]).reason, "期限太远。");
  assert.equal(judge({ status: 418, body: null }, ["e1"]).reason, "服务器没有接收（418）");
});

test("oldest first, what closes the group at the end", () => {
  const order = inOrder([entry(1, "/s", { last: true }), entry(3, "/b"), entry(2, "/a")]).map((one) => one.seq);
  assert.deepEqual(order, [2, 3, 1]);
});

test("answers in a row go together, nothing overtakes what stands between them", () => {
  const request = next([answer(1, "1.1"), answer(2, "5.6"), entry(3, "/inspections/v/header"), answer(4, "1.2")]);
  assert.deepEqual(request.entries.map((one) => one.seq), [1, 2]);
  assert.equal(request.url, "/inspections/v/answers");
  assert.deepEqual(request.json.answers[1], { result: "met", base: "0", entry: "e2", item: "5.6" });
  const alone = next([answer(4, "1.2")]);
  assert.equal(alone.url, "/inspections/v/answers/1.2");
  assert.equal(alone.json, undefined);
  const many = next(Array.from({ length: 300 }, (_, at) => answer(at, "1.1")));
  assert.equal(many.entries.length, MOST_ANSWERS);
});

test("a parked entry stops what came after it; a refused submission stops nothing", () => {
  assert.equal(next([answer(1, "1.1", { state: "parked" }), answer(2, "1.2")]), null);
  const mended = next([entry(1, "/s", { last: true, state: "parked" }), answer(2, "1.2")]);
  assert.equal(mended.entries[0].seq, 2);
  assert.equal(next([entry(1, "/s", { last: true, state: "parked" })]), null);
  assert.equal(next([]), null);
});

test("a photo that is refused by itself holds back nothing else; one that is refused with its visit does", () => {
  const photo = (more) => entry(1, "/inspections/v/photos/p?target=", { state: "parked", status: 422, ...more });
  assert.equal(next([photo({}), answer(2, "1.2")]).entries[0].seq, 2);
  assert.equal(next([photo({}), entry(2, "/s", { last: true })]).entries[0].seq, 2);
  assert.equal(next([photo({ status: 409, answer: { about: "photo" } }), answer(2, "1.2")]).entries[0].seq, 2);
  for (const status of [403, 404, 409]) assert.equal(next([photo({ status }), answer(2, "1.2")]), null);
  assert.equal(next([photo({ state: "waiting" }), answer(2, "1.2")]).entries[0].seq, 1);
  assert.equal(next([photo({})]), null);
});

test("one refused answer of many is told apart", () => {
  const entries = [answer(1, "1.1"), answer(2, "99.9")];
  const body = { outcomes: [{ entry: "e1", outcome: "accepted", revision: 1 }, { entry: "e2", outcome: "refused", error: "没有这一项。" }] };
  assert.equal(judge({ status: 200, stored: "e1", body }, ["e1", "e2"]).kind, "sent");
  assert.deepEqual(outcomes(entries, body).map((one) => [one.ok, one.reason]), [[true, ""], [false, "没有这一项。"]]);
  assert.deepEqual(outcomes([entries[0]], { revision: 3 })[0].answer, { revision: 3 });
});

test("waiting doubles, to five minutes, with jitter", () => {
  assert.equal(backoff(1, 0.5), 2);
  assert.equal(backoff(4, 0.5), 16);
  assert.equal(backoff(40, 0.5), 300);
  assert.equal(backoff(3, 0), 6);
  assert.ok(backoff(3, 1) <= 10);
});

test("a clock that is a day ahead", () => {
  const server = Date.parse("2026-03-05T02:00:00Z");
  const phone = server + 86_400_000;
  assert.equal(clockOffset("2026-03-05T02:00:00+00:00", phone - 200, phone + 200), -86_400);
});

test("a group is forgotten 30 days after its receipt, never while something of it waits", () => {
  const now = Date.parse("2026-05-01T08:00:00+08:00");
  const at = (days, more = {}) => ({ at: new Date(now - days * 86_400_000).toISOString(), state: "sent", last: false, ...more });
  const receipt = (days, state = "sent") => at(days, { last: true, state });
  assert.equal(outlived([at(40), receipt(30.1)], 0, now), true);
  assert.equal(outlived([at(40), receipt(30.1)], 1, now), false);
  assert.equal(outlived([at(40), receipt(29.9)], 0, now), false);
  assert.equal(outlived([receipt(40), at(1)], 0, now), false);
  assert.equal(outlived([at(40), receipt(40, "withdrawn")], 0, now), false);
  assert.equal(outlived([at(366)], 0, now), true);
  assert.equal(outlived([], 0, now), false);
});
