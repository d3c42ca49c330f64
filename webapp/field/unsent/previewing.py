"""What a file of unsent work holds, visit by visit, and what of it has arrived."""

from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.field.unsent.arrivals import arrived, serials
from webapp.field.unsent.file import Unsent
from webapp.field.unsent.recognising import recognised
from webapp.inspections.tables import Inspection
from webapp.web.text import clean


async def preview(user: User, unsent: Unsent) -> list[dict[str, Any]]:
    """What the file holds, by visit: name, begun, answers, findings, photos, others, arrived, total, submits, serial."""
    here = await arrived(unsent.visits)
    names, done = await names_of(user, unsent), await serials(unsent.visits)
    shown = []
    for visit, entries in unsent.visits.items():
        kinds = [recognised(entry)[0] for entry in entries]
        counted = {kind: kinds.count(kind) for kind in ("answer", "finding", "photo")}
        shown.append(
            {
                "id": visit, "name": names[visit], "begun": min((e.created for e in entries if e.created), default=None),
                **counted, "other": len(kinds) - sum(counted.values()), "total": len(entries),
                "arrived": sum(entry.id in here for entry in entries), "submits": "submission" in kinds,
                "serial": done.get(visit, ""),
            }
        )  # fmt: skip
    return shown


async def names_of(user: User, unsent: Unsent) -> dict[UUID, str]:
    """The enterprise of each visit, as far as this person may see it."""
    visits, names = unsent.visits, dict[UUID, str]()
    opening = {
        visit: e.fields for visit, entries in visits.items() for e in entries if recognised(e)[0] == "open"
    }
    wanted = {visit: _number(fields.get("enterprise")) for visit, fields in opening.items()}
    codes = {visit: str(_one(fields.get("qr")) or "")[:200] for visit, fields in opening.items()}
    known = await Inspection.select(Inspection.id, Inspection.enterprise).where(
        Inspection.id.is_in(list(visits)[:900] or [UUID(int=0)])
    )
    wanted |= {row["id"]: row["enterprise"] for row in known}
    tokens = sorted({code for code in codes.values() if code and "\0" not in code})[:900]
    rows = await QrCode.select(QrCode.token, QrCode.enterprise).where(QrCode.token.is_in(tokens or ["-"]))
    by_token = {row["token"]: row["enterprise"] for row in rows}
    for visit, code in codes.items():
        wanted[visit] = wanted.get(visit) or by_token.get(code, 0)
    ids = sorted({pk for pk in wanted.values() if pk})[:900]
    found = await Enterprise.select(Enterprise.id, Enterprise.name).where(
        Enterprise.id.is_in(ids or [0]) & enterprise_condition(user, Enterprise)
    )
    by_id = {row["id"]: row["name"] for row in found}
    for visit in visits:
        new = clean(str(_one(opening.get(visit, {}).get("new_name")) or ""))[:200]
        names[visit] = by_id.get(wanted.get(visit, 0), "") or new or "未识别的单位"
    return names


def _one(value: Any) -> Any:
    return value[-1] if isinstance(value, list) and value else value


def _number(value: Any) -> int:
    text = str(_one(value))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
