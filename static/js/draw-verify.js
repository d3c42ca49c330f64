// Recomputes a draw from its package, as docs/draws.md has it. It shares nothing with the server but that page.
// Runs in a browser and in Node: WebCrypto is all it needs.

const TEXT = "text", WHOLE = "whole", HEX = "hex";
const SHAPE = {
  format: TEXT, code: TEXT, title: TEXT, bureau: TEXT, basis: TEXT,
  method: {
    algorithm: TEXT, by: TEXT, group: WHOLE, specialist: WHOLE, number: { kind: TEXT, source: TEXT },
    strata: [{ name: TEXT, size: WHOLE, mode: TEXT, value: WHOLE, quota: WHOLE }],
  },
  objects: [{ key: TEXT, name: TEXT, stratum: TEXT, area: TEXT, industry: TEXT }],
  left_out: [{ key: TEXT, name: TEXT, why: TEXT }],
  people: [{ badge: TEXT, bureau: TEXT, specialist: WHOLE }],
  people_left_out: [{ badge: TEXT, why: TEXT }],
  recused: [{ key: TEXT, badge: TEXT }],
  hashes: { pool: HEX, objects: HEX, people: HEX, method: HEX },
  commitment: { secret_hash: HEX, at: TEXT, hash: HEX },
  secret: HEX,
  number: { text: TEXT, witnesses: [{ name: TEXT, post: TEXT, text: TEXT }] },
  seed: HEX,
  result: { at: TEXT, entries: [{ key: TEXT, stratum: TEXT, place: WHOLE, rank: HEX, people: [TEXT] }], hash: HEX },
  supplements: [{ closed: TEXT, reason: TEXT, at: TEXT, added: TEXT, people: [TEXT], hash: HEX }],
};

const encoder = new TextEncoder();
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const sha256 = async (content) => hex(await crypto.subtle.digest("SHA-256", content));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function fits(value, shape) {
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((one) => fits(one, shape[0]));
  if (typeof shape === "object") {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
    const names = Object.keys(shape);
    return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name) && fits(value[name], shape[name]));
  }
  if (shape === WHOLE) return Number.isSafeInteger(value) && value >= 0;
  if (typeof value !== "string" || /\p{Surrogate}/u.test(value)) return false;
  return shape !== HEX || /^[0-9a-f]{64}$/.test(value);
}

/** RFC 8785 for what a package holds: texts, whole numbers, lists, objects with names of ASCII. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

const digest = (part) => sha256(encoder.encode(canonical(part)));

/** HMAC-SHA256 under one key, of text, as hexadecimal digits. */
async function hmacs(key) {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (text) => hex(await crypto.subtle.sign("HMAC", made, encoder.encode(text)));
}

function quota(mode, value, size) {
  const wanted = mode === "all" ? size : mode === "percent" ? Math.ceil((size * value) / 100) : value;
  return size ? Math.min(size, Math.max(1, wanted)) : 0;
}

async function order(p) {
  const mac = await hmacs(bytes(p.seed));
  const ranked = [];
  for (let start = 0; start < p.objects.length; start += 2000) {
    const some = p.objects.slice(start, start + 2000);
    ranked.push(...await Promise.all(some.map(async ({ key, stratum }) => ({ key, stratum, rank: await mac(`E|${key}`) }))));
  }
  ranked.sort((a, b) => compare(a.rank, b.rank) || compare(a.key, b.key));
  const strata = new Map();
  for (const one of ranked) {
    if (!strata.has(one.stratum)) strata.set(one.stratum, []);
    const row = strata.get(one.stratum);
    row.push({ ...one, place: row.length + 1 });
  }
  return strata;
}

/** The team for one object after another; null where too few people are left. */
async function teams(p) {
  const mac = await hmacs(bytes(p.seed));
  const given = new Map(p.people.map(({ badge }) => [badge, 0]));
  const recused = new Set(p.recused.map(({ key, badge }) => `${key}|${badge}`));
  return async (key) => {
    const free = await Promise.all(p.people.filter(({ badge }) => !recused.has(`${key}|${badge}`))
      .map(async (one) => ({ ...one, mac: await mac(`P|${key}|${one.badge}`) })));
    free.sort((a, b) => given.get(a.badge) - given.get(b.badge) || compare(a.mac, b.mac));
    let team = free.slice(0, p.method.group);
    const expert = ({ specialist }) => specialist !== 0;
    if (p.method.specialist && !team.some(expert)) team = [...team.slice(0, -1), ...free.filter(expert).slice(0, 1)];
    if (team.length < p.method.group || (p.method.specialist && !team.some(expert))) return null;
    for (const { badge } of team) given.set(badge, given.get(badge) + 1);
    return team.map(({ badge }) => badge);
  };
}

async function sameTeams(next, rows, name) {
  for (const row of rows) {
    if (!row[name]) continue;
    const team = await next(row[name]);
    if (!team || canonical(team) !== canonical(row.people)) return false;
  }
  return true;
}

const unique = (list) => new Set(list).size === list.length;

const STEPS = [
  ["pool", "抽查对象名录与公布的名录哈希一致", async (p) => {
    const lines = p.objects.map(({ key, stratum }) => [key, `${key}|${stratum}\n`]);
    lines.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
    return (await sha256(encoder.encode(lines.map((line) => line[1]).join("")))) === p.hashes.pool;
  }],
  ["objects", "名录的内容（含未入库的单位和原因）没有改动", async (p) => {
    const keys = p.objects.map(({ key }) => key);
    return keys.every((key) => /^[0-9A-Za-z]{1,40}#[0-9]{1,6}$/.test(key)) && unique(keys)
      && (await digest({ objects: p.objects, left_out: p.left_out })) === p.hashes.objects;
  }],
  ["people", "检查人员名录、回避关系没有改动", async (p) => unique(p.people.map(({ badge }) => badge))
    && (await digest({ people: p.people, left_out: p.people_left_out, recused: p.recused })) === p.hashes.people],
  ["method", "分层、名额、每组人数按事先公布的方法", async (p) => {
    const { algorithm, group, strata } = p.method;
    const sizes = new Map();
    for (const { stratum } of p.objects) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
    return algorithm === "mashang-draw|v1" && group >= 1 && unique(strata.map(({ name }) => name)) && sizes.size === strata.length
      && strata.every((one) => sizes.get(one.name) === one.size && ["all", "percent", "number"].includes(one.mode)
        && one.quota === quota(one.mode, one.value, one.size))
      && (await digest(p.method)) === p.hashes.method;
  }],
  ["commitment", "服务器的随机数就是抽取前承诺的那一个", async (p) => {
    const { code, title, bureau, basis, hashes, commitment: { secret_hash, at, hash } } = p;
    return (await sha256(bytes(p.secret))) === secret_hash && (await digest({ code, title, bureau, basis, hashes, secret_hash, at })) === hash;
  }],
  ["number", "公开随机数按事先约定的写法", async (p) => {
    const { kind, source } = p.method.number, { text, witnesses } = p.number;
    if (kind === "witnesses") return witnesses.length > 0 && text === witnesses.map((one) => `${one.name}（${one.post}）：${one.text}`).join("\n");
    if (witnesses.length) return false;
    if (kind === "lottery") return text.startsWith(`${source}:`) && /^[0-9,+ ]{1,80}$/.test(text.slice(source.length + 1));
    return kind === "none" && text === "";
  }],
  ["seed", "种子由承诺的随机数和公开随机数算出", async (p) =>
    (await (await hmacs(bytes(p.secret)))(`mashang-draw|v1|${p.code}|${p.hashes.pool}|${p.number.text}`)) === p.seed],
  ["drawn", "抽中的单位和次序可以重算", async (p) => {
    const strata = await order(p);
    const found = p.method.strata.flatMap(({ name, quota: most }) => (strata.get(name) ?? []).slice(0, most));
    found.sort((a, b) => compare(a.rank, b.rank) || compare(a.key, b.key));
    const said = (rows) => canonical(rows.map(({ key, stratum, rank, place }) => [key, stratum, rank, place]));
    return said(found) === said(p.result.entries);
  }],
  ["teams", "检查人员的分配可以重算，回避得到遵守", async (p) => sameTeams(await teams(p), p.result.entries, "key")],
  ["result", "结果自抽取以后没有改动", async (p) => {
    const { number, secret, seed, result: { at, entries, hash } } = p;
    return (await digest({ commitment: p.commitment.hash, number, secret, seed, at, entries })) === hash;
  }],
  ["supplements", "补抽按原来的次序，没有另抽", async (p) => {
    const strata = p.supplements.length ? await order(p) : new Map();
    const here = new Map(p.result.entries.map(({ key, stratum }) => [key, stratum]));
    const over = new Set();
    let previous = p.result.hash;
    for (const { closed, reason, at, added, people, hash } of p.supplements) {
      if (!here.has(closed) || over.has(closed)) return false;
      over.add(closed);
      if (added) {
        const next = (strata.get(here.get(closed)) ?? []).find(({ key }) => !here.has(key));
        if (next?.key !== added) return false;
        here.set(added, next.stratum);
      } else if (people.length) return false;
      previous = await digest({ previous, closed, reason, at, added, people });
      if (previous !== hash) return false;
    }
    const next = await teams(p);
    return (await sameTeams(next, p.result.entries, "key")) && sameTeams(next, p.supplements, "added");
  }],
];

function read(content) {
  try {
    const p = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content));
    return fits(p, SHAPE) && p.format === "mashang-draw-package|1" ? p : null;
  } catch {
    return null;
  }
}

/** Every step as {code, says, held}; held is null for those after the first that failed. `tell` hears each one. */
export async function verify(content, tell = () => {}) {
  const p = read(content);
  const found = [{ code: "format", says: "文件是完整的抽查数据包", held: p !== null }];
  tell(found[0]);
  for (const [code, says, holds] of STEPS) {
    const step = { code, says, held: found.at(-1).held === true ? await holds(p) : null };
    found.push(step);
    tell(step);
  }
  return found;
}
