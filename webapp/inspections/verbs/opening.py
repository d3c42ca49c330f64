"""Opening a visit under the id that the phone made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import reaches, reaches_bureau
from webapp.audit import record
from webapp.clock import now
from webapp.db import duplicate, insert_row, look, transaction
from webapp.enterprises.rules.positions import Position, distance_m
from webapp.enterprises.rules.short_codes import parse_short_code
from webapp.enterprises.tables import QrCode
from webapp.enterprises.verbs import create_enterprise
from webapp.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable
from webapp.inspections.events import OPENED
from webapp.inspections.forms import OpenForm
from webapp.inspections.queries import items, visits
from webapp.inspections.queries.visits import Row
from webapp.inspections.rules import VisitKind, Who, kind_of, kinds_for, who
from webapp.inspections.rules.clocks import clock_offset, trusted_time
from webapp.inspections.tables import Inspection
from webapp.settings import late
from webapp.subjects import Subject

OTHER = "这个检查编号已用于另一家单位，请重新开始检查。"


@dataclass(frozen=True)
class Opened:
    """The visit, and whether this call made it (201) or an earlier one (200)."""

    visit: Row
    created: bool


async def open_visit(user: User, visit: UUID, form: OpenForm, device: str = "") -> Opened:
    """Open a visit, or find it open already (the same request again, or the second inspector).

    NotFound outside of the reach, Conflict when the id belongs to another enterprise, Forbidden for people who may
    not make such a visit, Invalid for a choice that cannot be used; each says what it is `about`.
    """
    if not user.may_visit:
        raise Forbidden("您没有执法证号，不能开始检查；请管理员在人员信息里补上。", "badge")
    try:
        async with transaction():
            known = await visits.find(visit)
            if known is not None:
                return Opened(await _again(user, known, form), created=False)
            return Opened(await _new(user, visit, form, device), created=True)
    except Exception as error:
        if not duplicate(error):
            raise
    # The same request twice at once: the other one was first.
    known = await visits.find(visit)
    if known is None:
        raise Unavailable("同一内容正在保存，请稍候再试。")
    return Opened(await _again(user, known, form), created=False)


async def _again(user: User, known: Row, form: OpenForm) -> Row:
    if not reaches_bureau(user, known["bureau"]):
        raise NotFound(visits.GONE, "visit")
    if form.new_name:
        same = known["enterprise_name"] == form.new_name
    else:
        same = known["enterprise"] == (await _enterprise(user, form))["id"]
    if not same:
        raise Conflict(OTHER, "visit")
    if user.id not in (known["lead"], known["second"]):
        raise Forbidden("这次检查由其他人员进行；请主办人员把您选为协办人员。", "visit")
    return known


async def _new(user: User, visit: UUID, form: OpenForm, device: str) -> Row:
    kind = kind_of(form.kind)
    if kind.who is not who(user):
        raise Forbidden(_wrong(kind, who(user)), "kind")
    if form.new_name:
        values = {"name": form.new_name, "address": form.new_address, "area": form.new_area}
        position = {"latitude": form.latitude, "longitude": form.longitude}
        try:
            made = await create_enterprise(user, values | position | {"no_code_reason": "现场新建，待核实"})
        except DomainError as error:
            error.about = error.about or "new_name"
            raise
        enterprise = await _enterprise(user, form, made)
    else:
        enterprise = await _enterprise(user, form)
    assert form.started_at is not None  # noqa: S101 - the form requires it
    started, moment = form.started_at.astimezone(UTC), now()
    offset = None if form.sent_at is None else clock_offset(form.sent_at, moment)
    row: dict[str, Any] = {
        "id": visit,
        "enterprise": enterprise["id"],
        "version": await _version(form.version, enterprise["subject"]),
        "kind": kind.value,
        "lead": user.id,
        "second": await second_of(user, form.second, enterprise["bureau"]),
        "showed_badge": form.showed_badge,
        "told_rights": form.told_rights,
        "started_at": started,
        "began_at": trusted_time(started, moment, offset=offset, late=late()).at,
        "utc_offset": int((form.started_at.utcoffset() or moment - moment).total_seconds() // 60),
        "clock_offset": offset,
        "received_at": moment,
        "latitude": form.latitude,
        "longitude": form.longitude,
        "accuracy": form.accuracy,
        "distance": _distance(form, enterprise),
        "device": device,
    }
    await insert_row(Inspection, row)
    told = {
        name: value for name, value in row.items() if name not in {"id", "received_at"} and value is not None
    }
    await record(
        user, OPENED, visit, after=told,
        enterprise=enterprise["id"], bureau=enterprise["bureau"],
    )  # fmt: skip
    opened = await visits.find(visit)
    assert opened is not None  # noqa: S101 - written two statements ago
    return opened


def _wrong(kind: VisitKind, mine: Who) -> str:
    able = "、".join(one.label for one in kinds_for(mine))
    if mine is Who.ASSISTANT:
        return f"{mine.label}没有执法证，只能做{able}。"
    return f"{kind.label}由{kind.who.label}进行；{mine.label}请选：{able}。"


async def _enterprise(user: User, form: OpenForm, made: int | None = None) -> Row:
    number = made or form.enterprise
    if form.qr:
        code = await _code(form.qr)
        if code is None:
            raise NotFound("没有找到这个二维码对应的单位，请改用单位名称查找。", "qr")
        if code["revoked_at"] is not None:
            raise Invalid("这个二维码已停用，请扫描新的标签，或按单位名称查找。", "qr")
        number = code["enterprise"]
    rows = await look(
        "SELECT e.id, e.name, e.bureau, e.subject, e.latitude, e.longitude FROM enterprise e WHERE e.id = {}",
        number,
    )
    if not rows or not reaches(user, rows[0]["id"], rows[0]["bureau"]):
        raise NotFound("没有找到这家单位，可能不在您的管辖范围内。", "enterprise")
    return rows[0]


async def _code(text: str) -> Row | None:
    """A code by its token, or by the short code that was typed where there was no network to ask."""
    known = QrCode.select(QrCode.enterprise, QrCode.revoked_at)
    if found := await known.where(QrCode.token == text).first():
        return dict(found)
    try:
        short = parse_short_code(text)
    except ValueError:
        return None
    row: Row | None = (
        await QrCode.select(QrCode.enterprise, QrCode.revoked_at).where(QrCode.short_code == short).first()
    )
    return row


async def _version(wanted: int | None, subject: str) -> int:
    if wanted is None:
        taken: int = items.chosen(await items.versions(subject))["id"]
        return taken
    if await items.published(wanted, subject) is None:
        raise Invalid(
            f"没有找到这个已发布、用于检查{Subject(subject).label}的检查表，请重新选择。", "version"
        )
    return wanted


async def second_of(user: User, wanted: int | None, bureau: int | None) -> int | None:
    """The second inspector, checked; Invalid for somebody who cannot be it."""
    if wanted is None:
        return None
    if wanted not in {row["id"] for row in await visits.seconds_for(user, bureau)}:
        raise Invalid("协办人员应是本单位另一名有执法证的人员，请重新选择。", "second")
    return wanted


def _distance(form: OpenForm, enterprise: Row) -> float | None:
    if form.latitude is None or form.longitude is None or enterprise["latitude"] is None:
        return None
    here = Position(form.latitude, form.longitude)
    return round(distance_m(here, Position(enterprise["latitude"], enterprise["longitude"])), 1)
