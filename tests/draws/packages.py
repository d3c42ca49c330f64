"""Packages of made-up draws, by a seed."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from webapp.draws.rules import algorithm, package
from webapp.draws.rules.verifying import package_pool, teams_of


def made(seed: int) -> dict[str, Any]:
    """A whole package that verifies, with supplements."""
    chance = Random(seed)
    names = ["甲", "乙", "丙\u2028", "化工&<b>"][: chance.randint(1, 4)]
    objects = [
        {"key": f"9134{number:014}#{chance.randint(1, 12)}", "name": f'单位"{number}😀\\', "stratum": chance.choice(names), "area": "3417", "industry": "30"}
        for number in chance.sample(range(10**9), chance.randint(8, 40))
    ]  # fmt: skip
    objects.sort(key=lambda one: one["key"])
    people = [{"badge": f"皖R{number:04}", "bureau": "3417", "specialist": number % 2} for number in range(6)]
    recused = [{"key": chance.choice(objects)["key"], "badge": people[0]["badge"]} for _ in range(3)]
    sizes = Counter(one["stratum"] for one in objects)
    strata = []
    for name in sorted(sizes):
        mode = chance.choice(["all", "percent", "number"])
        value = chance.randint(1, 60)
        strata.append(
            {
                "name": name,
                "size": sizes[name],
                "mode": mode,
                "value": value,
                "quota": algorithm.quota(mode, value, sizes[name]),
            }
        )
    kind = chance.choice(["witnesses", "lottery", "none"])
    witnesses = [{"name": "王敏", "post": "纪检", "text": "今日晴 42"}] if kind == "witnesses" else []
    text = {"witnesses": package.number_text(witnesses), "lottery": "双色球2026001期:01,05+08", "none": ""}[
        kind
    ]
    method = {
        "algorithm": algorithm.ALGORITHM, "by": "industry", "group": 2, "specialist": 1,
        "number": {"kind": kind, "source": "双色球2026001期" if kind == "lottery" else ""}, "strata": strata,
    }  # fmt: skip
    secret = chance.randbytes(32)
    p: dict[str, Any] = {
        "format": package.FORMAT, "code": f"D2026-{seed:04}", "title": "2026 年双随机", "bureau": "池州市", "basis": "池卫〔2026〕1号",
        "method": method, "objects": objects, "left_out": [{"key": "X1#1", "name": "停产厂", "why": "停产"}],
        "people": people, "people_left_out": [{"badge": "皖R9999", "why": "证件过期"}], "recused": recused,
    }  # fmt: skip
    p["hashes"] = {
        "pool": package_pool(p), "objects": package.objects_hash(objects, p["left_out"]),
        "people": package.people_hash(people, p["people_left_out"], recused), "method": package.digest(method),
    }  # fmt: skip
    p["commitment"] = {"secret_hash": algorithm.sha256(secret), "at": "2026-03-01T08:00:00Z"}
    p["commitment"]["hash"] = package.commitment_hash(p)
    seeded = algorithm.seed_of(secret, p["code"], p["hashes"]["pool"], text)
    p |= {"secret": secret.hex(), "number": {"text": text, "witnesses": witnesses}, "seed": seeded.hex()}
    order = algorithm.ordered(seeded, [algorithm.Candidate(one["key"], one["stratum"]) for one in objects])
    teams = teams_of(p)
    entries = [
        {
            "key": one.key,
            "stratum": one.stratum,
            "place": one.place,
            "rank": one.rank,
            "people": list(teams.for_one(one.key)),
        }
        for one in algorithm.drawn(order, {one["name"]: one["quota"] for one in strata})
    ]
    p["result"] = {"at": "2026-03-01T09:00:00Z", "entries": entries}
    p["result"]["hash"] = previous = package.result_hash(p)
    p["supplements"], here = [], {one["key"] for one in entries}
    for entry in chance.sample(entries, min(2, len(entries))):
        after = algorithm.following(order, entry["stratum"], here)
        more = {
            "closed": entry["key"], "reason": "搬迁", "at": "2026-04-01T09:00:00Z", "added": after.key if after else "",
            "people": list(teams.for_one(after.key)) if after else [],
        }  # fmt: skip
        here.add(more["added"])
        more["hash"] = previous = package.supplement_hash(previous, more)
        p["supplements"].append(more)
    return p
