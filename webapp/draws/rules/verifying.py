"""Checking a package step by step, as docs/draws.md has it: the first step that fails is named, those after it say nothing.

static/js/draw-verify.js does the same and shares nothing with this but the specification.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from webapp.draws.rules import algorithm, package, shape
from webapp.draws.rules.algorithm import Candidate, Checker, Teams

Part = dict[str, Any]
LOTTERY = re.compile(r"[0-9,+ ]{1,80}")
FORMAT_STEP = ("format", "文件是完整的抽查数据包")


class Step(NamedTuple):
    """A step: its code, what it says, and whether it held; None where it was not asked any more."""

    code: str
    says: str
    held: bool | None


def _pool(p: Part) -> bool:
    return bool(package_pool(p) == p["hashes"]["pool"])


def package_pool(p: Part) -> str:
    return algorithm.sha256(algorithm.pool_text(_candidates(p)))


def _candidates(p: Part) -> list[Candidate]:
    return [Candidate(one["key"], one["stratum"]) for one in p["objects"]]


def _objects(p: Part) -> bool:
    keys = [one["key"] for one in p["objects"]]
    known = all(shape.KEY.fullmatch(key) for key in keys) and len(set(keys)) == len(keys)
    return bool(known and package.objects_hash(p["objects"], p["left_out"]) == p["hashes"]["objects"])


def _people(p: Part) -> bool:
    badges = [one["badge"] for one in p["people"]]
    if len(set(badges)) != len(badges):
        return False
    return bool(package.people_hash(p["people"], p["people_left_out"], p["recused"]) == p["hashes"]["people"])


def _method(p: Part) -> bool:
    method, sizes = p["method"], Counter(one["stratum"] for one in p["objects"])
    strata = {one["name"]: one for one in method["strata"]}
    if (
        method["algorithm"] != algorithm.ALGORITHM
        or len(strata) != len(method["strata"])
        or method["group"] < 1
    ):
        return False
    if sizes.keys() != strata.keys() or any(sizes[name] != one["size"] for name, one in strata.items()):
        return False
    modes = {algorithm.ALL, algorithm.PERCENT, algorithm.NUMBER}
    if any(
        one["mode"] not in modes or one["quota"] != algorithm.quota(one["mode"], one["value"], one["size"])
        for one in strata.values()
    ):
        return False
    return bool(package.digest(method) == p["hashes"]["method"])


def _commitment(p: Part) -> bool:
    promised = algorithm.sha256(bytes.fromhex(p["secret"])) == p["commitment"]["secret_hash"]
    return bool(promised and package.commitment_hash(p) == p["commitment"]["hash"])


def _number(p: Part) -> bool:
    """The public number is written as was fixed before."""
    asked, number = p["method"]["number"], p["number"]
    text, witnesses = number["text"], number["witnesses"]
    if asked["kind"] == package.WITNESSES:
        return bool(witnesses) and text == package.number_text(witnesses)
    if asked["kind"] == package.LOTTERY:
        begun = f"{asked['source']}:"
        return not witnesses and text.startswith(begun) and LOTTERY.fullmatch(text[len(begun) :]) is not None
    return asked["kind"] == package.NONE and text == "" and not witnesses


def _seed(p: Part) -> bool:
    seed = algorithm.seed_of(bytes.fromhex(p["secret"]), p["code"], p["hashes"]["pool"], p["number"]["text"])
    return bool(seed.hex() == p["seed"])


def _drawn(p: Part) -> bool:
    order = algorithm.ordered(bytes.fromhex(p["seed"]), _candidates(p))
    quotas = {one["name"]: one["quota"] for one in p["method"]["strata"]}
    said = [(one["key"], one["stratum"], one["rank"], one["place"]) for one in p["result"]["entries"]]
    return said == [tuple(one) for one in algorithm.drawn(order, quotas)]


def teams_of(p: Part) -> Teams:
    return Teams(
        bytes.fromhex(p["seed"]),
        [Checker(one["badge"], bool(one["specialist"])) for one in p["people"]],
        [(one["key"], one["badge"]) for one in p["recused"]],
        p["method"]["group"],
        specialist=bool(p["method"]["specialist"]),
    )


def _teams(p: Part) -> bool:
    return _same_teams(teams_of(p), p["result"]["entries"], "key")


def _same_teams(teams: Teams, entries: list[Part], key: str) -> bool:
    try:
        return all(list(teams.for_one(one[key])) == one["people"] for one in entries if one[key])
    except algorithm.TooFew:
        return False


def _result(p: Part) -> bool:
    return bool(package.result_hash(p) == p["result"]["hash"])


def _supplements(p: Part) -> bool:
    """Each is the next of the same order, and its team goes on from what the others were given."""
    order = algorithm.ordered(bytes.fromhex(p["seed"]), _candidates(p))
    here = {one["key"]: one["stratum"] for one in p["result"]["entries"]}
    closed: set[str] = set()
    previous = p["result"]["hash"]
    for one in p["supplements"]:
        if one["closed"] not in here or one["closed"] in closed:
            return False
        closed.add(one["closed"])
        after = algorithm.following(order, here[one["closed"]], here) if one["added"] else None
        if one["added"] and (after is None or after.key != one["added"]):
            return False
        if after is not None:
            here[after.key] = after.stratum
        elif one["people"]:
            return False
        previous = package.supplement_hash(previous, one)
        if one["hash"] != previous:
            return False
    teams = teams_of(p)
    return _same_teams(teams, p["result"]["entries"], "key") and _same_teams(teams, p["supplements"], "added")


STEPS: list[tuple[str, str, Callable[[Part], bool]]] = [
    ("pool", "抽查对象名录与公布的名录哈希一致", _pool),
    ("objects", "名录的内容（含未入库的单位和原因）没有改动", _objects),
    ("people", "检查人员名录、回避关系没有改动", _people),
    ("method", "分层、名额、每组人数按事先公布的方法", _method),
    ("commitment", "服务器的随机数就是抽取前承诺的那一个", _commitment),
    ("number", "公开随机数按事先约定的写法", _number),
    ("seed", "种子由承诺的随机数和公开随机数算出", _seed),
    ("drawn", "抽中的单位和次序可以重算", _drawn),
    ("teams", "检查人员的分配可以重算，回避得到遵守", _teams),
    ("result", "结果自抽取以后没有改动", _result),
    ("supplements", "补抽按原来的次序，没有另抽", _supplements),
]


def verify(content: bytes) -> list[Step]:
    """Every step with ✓ or ✗; after the first ✗ nothing is said any more."""
    try:
        p: Part = shape.read(content)
        held = p["format"] == package.FORMAT
    except ValueError:
        held = False
    found = [Step(*FORMAT_STEP, held)]
    for code, says, holds in STEPS:
        going = found[-1].held is True
        found.append(Step(code, says, holds(p) if going else None))
    return found


def failing(steps: list[Step]) -> Step | None:
    """The step that did not hold, None when all did."""
    return next((step for step in steps if step.held is False), None)
