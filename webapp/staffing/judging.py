"""What becomes of a row of a list of people: new, update, unchanged, or error with its reasons. Pure; no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.accounts.rules import ASSISTANT, email_problem, normal_username
from webapp.folding import fold
from webapp.imports.kinds import ERROR, NEW, UNCHANGED, UPDATE
from webapp.pinyin import sort_key
from webapp.staffing.columns import HEADINGS, STAFF
from webapp.web.lists.cells import Spoiled

FIELDS = ("name", "role", "bureau", "badge", "phone", "email")
LABELS = {item.key: item.heading for item in HEADINGS}
LENGTHS = {"name": 60, "badge": 40, "phone": 40, "email": 120, "username": 60}
ROLES = {fold(name): role for role, name in STAFF.items()} | {
    fold(name): role
    for name, role in {"执法人员": "inspector", "执法员": "inspector", "协管": "assistant", "系统管理员": "administrator"}.items()
}  # fmt: skip


@dataclass
class Known:
    """What rows are judged against: bureaus by folded name or code, all people of bureaus, user names in use.

    `learned`: headings that the bureau has explained; `role`: what rows without one get.
    """

    me: int
    own: int
    bureaus: Mapping[str, int]
    names: Mapping[int, str]
    people: list[dict[str, Any]]
    usernames: set[str]
    learned: Mapping[str, str]
    role: str = ""
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def reach(self) -> set[int]:
        return set(self.names)


@dataclass
class Judged:
    """A row with its verdict; `known`: the person that is there already."""

    number: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    verdict: str = ERROR
    reasons: list[str] = field(default_factory=list)
    stored: dict[str, Any] = field(default_factory=dict)
    known: int | None = None


def judge(number: int, row: Mapping[str, str], known: Known) -> Judged:
    """A row with its verdict; remembers it in `known`, so that the next ones are told when they are the same person."""
    judged = _read(number, row, known)
    if not judged.reasons:
        _twice(judged, known)
    found = None if judged.reasons else _found(judged, known)
    if judged.reasons:
        return judged
    if found is None:
        _new(judged, known)
    else:
        _update(judged, found, known)
    return judged


def _read(number: int, row: Mapping[str, str], known: Known) -> Judged:
    judged = Judged(number, row["name"][:60])
    values = judged.values
    for key, label in LABELS.items():
        text = row.get(key) or ""
        if isinstance(text, Spoiled):
            judged.reasons.append(f"{label}{text.cause}。")
        elif len(text) > LENGTHS.get(key, 100):
            judged.reasons.append(f"{label}太长，最多 {LENGTHS.get(key, 100)} 个字。")
        elif text:
            values[key] = text
    if not row["name"]:
        judged.reasons.append("没有填姓名。")
    if role := values.get("role"):
        values["role"] = ROLES.get(fold(role), "")
        if not values["role"]:
            judged.reasons.append(f"角色“{role[:20]}”不认识，可填：{'、'.join(STAFF.values())}。")
    if bureau := values.get("bureau"):
        values["bureau"] = known.bureaus.get(fold(bureau))
        if values["bureau"] is None:
            judged.reasons.append(f"没有“{bureau[:40]}”这个监管机构，或者不在您的管辖范围内。")
    if problem := email_problem(values.get("email", "")):
        judged.reasons.append(problem)
    if "username" in values:
        values["username"] = normal_username(values["username"])
        if not re.fullmatch(r"[a-z0-9._-]{3,60}", values["username"]):
            judged.reasons.append("账号用 3 个以上的字母、数字、点、横线，例如 wangmin。")
    return judged


def _twice(judged: Judged, known: Known) -> None:
    """The same 执法证号, user name, or name with telephone in two rows."""
    values = judged.values
    keys = [(key, fold(values[key])) for key in ("badge", "username") if values.get(key)]
    if values.get("phone"):
        keys.append(("phone", fold(values["name"]) + "/" + fold(values["phone"])))
    for key in keys:
        first = known.seen.setdefault(key, judged.number)
        if first != judged.number:
            what = "姓名和电话" if key[0] == "phone" else LABELS[key[0]]
            judged.reasons.append(f"与第 {first} 行的{what}相同，请删除一行或改正。")


def _found(judged: Judged, known: Known) -> dict[str, Any] | None:
    """Who this is, by 执法证号, user name, or name with telephone; reasons when that cannot be."""
    values = judged.values
    name, badge, phone = (fold(values.get(key, "")) for key in ("name", "badge", "phone"))
    by_badge = [one for one in known.people if badge and fold(one["badge"]) == badge and one["active"]]
    by_account = [one for one in known.people if values.get("username") == one["username"]]
    by_phone = [
        one for one in known.people if phone and fold(one["phone"]) == phone and fold(one["name"]) == name
    ]
    found = {one["id"]: one for one in (*by_badge, *by_account, *by_phone)}
    outside = [one for one in found.values() if one["bureau"] not in known.reach]
    other = [one for one in found.values() if fold(one["name"]) != name]
    if by_badge and (by_badge[0] in outside or by_badge[0] in other):
        who = f"{by_badge[0]['name']}（{known.names.get(by_badge[0]['bureau'], '')}）"
        judged.reasons.append(
            f"执法证号“{values['badge']}”已由{'别的机构的人' if by_badge[0] in outside else who}使用，请核对。"
        )
    elif outside:
        judged.reasons.append("这个人已有账号，在别的机构，不在您的管辖范围内。")
    elif other:
        judged.reasons.append(f"账号“{values['username']}”已经有人使用，请换一个。")
    elif len(found) > 1:
        judged.reasons.append("执法证号、账号、电话各属于不同的人员，请核对。")
    elif not badge and not phone and not found:
        bureau = values.get("bureau") or known.own
        if any(fold(one["name"]) == name and one["bureau"] == bureau for one in known.people):
            judged.reasons.append("这个机构已有同名的人，请填执法证号或电话，以便分辨。")
    one = next(iter(found.values()), None)
    if one and not judged.reasons and not one["active"]:
        judged.reasons.append("这个人的账号已停用，请先在“人员”里启用。")
    return one


def _new(judged: Judged, known: Known) -> None:
    row: dict[str, Any] = dict.fromkeys(FIELDS, "")
    row |= {"role": known.role, "bureau": known.own} | judged.values
    account = row.get("username") or _account(row["name"], known.usernames)
    if account in known.usernames:
        judged.reasons.append(f"账号“{account}”已经有人使用，请换一个。")
    if not row["role"]:
        judged.reasons.append("没有填角色。")
    _fits(judged, row)
    if judged.reasons:
        return
    known.usernames.add(account)
    judged.verdict = NEW
    judged.stored = {
        "row": row | {"username": account},
        "said": f"{STAFF[row['role']]}，{known.names[row['bureau']]}，账号 {account}",
    }


def _account(name: str, taken: set[str]) -> str:
    sound = re.sub("[^a-z]", "", sort_key(name)).ljust(3, "x")[:50]
    account, number = sound, 1
    while account in taken:
        number += 1
        account = f"{sound}{number}"
    return account


def _fits(judged: Judged, row: Mapping[str, Any]) -> None:
    if row["badge"] and row["role"] == ASSISTANT:
        judged.reasons.append("协管员没有执法证，请留空，或把角色改为监督员。")


def _update(judged: Judged, found: Mapping[str, Any], known: Known) -> None:
    judged.known = found["id"]
    row = {key: found[key] for key in FIELDS} | {
        key: value for key, value in judged.values.items() if key in FIELDS
    }
    for key in ("name", "badge", "phone"):
        # The same in another width is no change.
        if fold(row[key]) == fold(found[key]):
            row[key] = found[key]
    after = {key: row[key] for key in FIELDS if row[key] != found[key]}
    _fits(judged, row)
    if found["id"] == known.me and {"role", "bureau"} & after.keys():
        judged.reasons.append("不能更改自己的角色和机构，请由另一位管理员更改。")
    if judged.reasons:
        return
    if not after:
        judged.verdict = UNCHANGED
        return
    judged.verdict = UPDATE
    before = {key: found[key] for key in after}
    words = [f"{LABELS[key]}：{_shown(key, before, known)} → {_shown(key, after, known)}" for key in after]
    judged.stored = {"row": row, "before": {key: found[key] for key in FIELDS}, "lines": words}


def _shown(key: str, row: Mapping[str, Any], known: Known) -> str:
    value = row[key]
    if key == "bureau":
        return known.names.get(value, str(value))
    return STAFF.get(value, value) if key == "role" else str(value or "（空）")
