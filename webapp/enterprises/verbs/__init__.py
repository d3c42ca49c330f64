"""Writes to enterprises: creating, editing, hazards, status, the counter of open findings."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.accounts.bureaus.territory import bureau_for_area
from webapp.accounts.people import User
from webapp.accounts.reach import reaches_bureau
from webapp.accounts.tables import Bureau
from webapp.areas.queries import no_place
from webapp.audit import record
from webapp.clock import now
from webapp.db import duplicate, lock, transaction
from webapp.enterprises.events import CREATED, EDITED
from webapp.enterprises.queries import enterprise_for, hold_key, twin
from webapp.enterprises.queries.former import former_names, rename
from webapp.enterprises.rules import Status
from webapp.enterprises.rules.short_codes import new_short_code
from webapp.enterprises.rules.values import differences, keys, searchable, storable
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.enterprises.verbs.hazards import replace_hazards, set_severity
from webapp.errors import Conflict, Invalid
from webapp.folding import fold

BLANK: dict[str, Any] = {
    "credit_code": None,
    "no_code_reason": "",
    "workplace": "",
    "industry": "",
    "status": Status.RUNNING.value,
}


class Duplicate(Conflict):
    """The workplace is in the registry already; `enterprise` is its id when it is within the person's reach."""

    def __init__(self, sentence: str, enterprise: int | None) -> None:
        super().__init__(sentence)
        self.enterprise = enterprise


class Changed(Conflict):
    """Somebody else saved the enterprise meanwhile."""


async def create_enterprise(user: User, values: Mapping[str, Any]) -> int:
    """Put an enterprise into the registry with its QR code and hazards; returns its id.

    `values` holds the columns of values.FIELDS, and optionally `hazards` (codes) and `exposed` ({code: people}).
    Raises Duplicate when code and workplace exist, Invalid when the place or bureau is out of reach.
    """
    try:
        return await _create(user, BLANK | storable(values), values)
    except Exception as error:
        if duplicate(error):
            raise Duplicate("这个代码和工作场所刚刚由别人登记了。", None) from error
        raise


async def _create(user: User, row: dict[str, Any], values: Mapping[str, Any]) -> int:
    async with transaction():
        row["bureau"] = await _bureau(user, row.get("bureau"), row["area"])
        await _refuse_duplicate(user, row, 0)
        moment = now()
        made = Enterprise(
            **(row | keys(row["name"])), search=searchable(row), created_by=user.id,
            created_at=moment, updated_at=moment,
        )  # fmt: skip
        pk: int = (await Enterprise.insert(made))[0]["id"]
        await _make_qr(pk)
        await replace_hazards(pk, values.get("hazards", ()), values.get("exposed") or {})
        await set_severity(pk, row["industry"])
        after = {key: value for key, value in row.items() if value not in {None, ""}}
        if values.get("hazards"):
            after["hazards"] = sorted(values["hazards"])
        await record(user, CREATED, pk, after=after, enterprise=pk, bureau=row["bureau"])
    return pk


async def edit_enterprise(
    user: User, pk: int, values: Mapping[str, Any], *, revision: int | None = None
) -> None:
    """Change columns (and `hazards` with `exposed`, when given); nothing happens when nothing differs.

    Raises Changed when the enterprise is no longer at `revision`, Duplicate and Invalid as create_enterprise.
    """
    async with transaction():
        await lock(Enterprise, pk)
        old = await enterprise_for(user, pk)
        if revision is not None and old["revision"] != revision:
            raise Changed("在您填写的时候，别人保存了这家单位的资料。")
        row = storable(values)
        if "bureau" in row or row.get("area", old["area"]) != old["area"]:
            row["bureau"] = await _bureau(
                user, row.get("bureau", old["bureau"]), row.get("area", old["area"]), old["area"]
            )
        before, after = differences(old, row)
        if after.keys() & {"credit_code", "workplace", "name", "area"}:
            await _refuse_duplicate(user, old | row, pk)
        if "hazards" in values:
            before_hazards, after_hazards = await replace_hazards(
                pk, values["hazards"], values.get("exposed") or {}
            )
            if before_hazards != after_hazards:
                before["hazards"], after["hazards"] = before_hazards, after_hazards
        if not after:
            return
        moment = now()
        if "name" in after and fold(before["name"]) != fold(after["name"]):
            former = await rename(pk, before["name"], moment)
        else:
            former = [one["name"] for one in (await former_names([pk])).get(pk, [])]
        told = {key: value for key, value in after.items() if key != "hazards"}
        columns: dict[Any, Any] = told | keys((old | row)["name"])
        await Enterprise.update(
            {
                **columns,
                "search": searchable(old | row, former),
                "revision": old["revision"] + 1,
                "updated_at": moment,
            }
        ).where(Enterprise.id == pk)
        await set_severity(pk, (old | row)["industry"])
        await record(
            user,
            EDITED,
            pk,
            before=before,
            after=after | {"revision": old["revision"] + 1},
            enterprise=pk,
            bureau=row.get("bureau", old["bureau"]),
        )


async def set_hazards(
    user: User, pk: int, codes: Sequence[str], exposed: Mapping[str, int | None] | None = None
) -> None:
    """Replace the hazard factors; a factor without a number in `exposed` keeps the one it had."""
    await edit_enterprise(user, pk, {"hazards": list(codes), "exposed": dict(exposed or {})})


async def change_status(user: User, pk: int, status: Status) -> None:
    """在产, 停产, 搬迁, 注销."""
    await edit_enterprise(user, pk, {"status": status.value})


async def set_open_findings(pk: int, number: int) -> None:
    """Keep the counter of open findings true, in the caller's transaction."""
    await Enterprise.update({Enterprise.open_findings: number}).where(Enterprise.id == pk)


async def set_last_visit(pk: int, moment: Any) -> None:
    """When somebody was last there, in the caller's transaction."""
    await Enterprise.update({Enterprise.last_visit_at: moment}).where(Enterprise.id == pk)


async def _bureau(user: User, chosen: int | None, area: str, before: str = "") -> int:
    if problem := await no_place(area, before):
        raise Invalid(problem)
    if chosen is not None:
        if not reaches_bureau(user, chosen):
            raise Invalid("所选的监管机构不在您的管辖范围内。")
        return chosen
    found = await bureau_for_area(area)
    if found is None:
        if user.bureau is None:
            raise Invalid("这个地区没有监管机构。")
        return user.bureau
    if not reaches_bureau(user, found):
        bureau = await Bureau.select(Bureau.name).where(Bureau.id == found).first()
        raise Invalid(
            f"所在地由{bureau['name'] if bureau else '其他机构'}监管，不在您的管辖范围内；"
            "确由本机构监管的，请在“监管机构”里选择。"
        )
    return found


async def _refuse_duplicate(user: User, row: Mapping[str, Any], own: int) -> None:
    await hold_key(row)
    same = await twin(row, own)
    if same is None:
        return
    what = "这个代码" if row["credit_code"] else "这个名称"
    advice = "同一单位的另一个工作场所，请填写不同的“工作场所名称”。"
    if reaches_bureau(user, same["bureau"]):
        raise Duplicate(f"{what}和工作场所已登记为“{same['name']}”。{advice}", same["id"])
    raise Duplicate(f"{what}和工作场所已由其他监管机构登记。{advice}", None)


async def _make_qr(pk: int) -> None:
    await QrCode.insert(
        QrCode(enterprise=pk, token=secrets.token_urlsafe(16), short_code=new_short_code(), created_at=now())
    )
