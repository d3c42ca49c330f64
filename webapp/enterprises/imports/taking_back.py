"""Taking back an import: the enterprises that it made go again, while nothing rests on any of them."""

from datetime import datetime
from typing import Any

from webapp.accounts.people import User
from webapp.db import sql
from webapp.db.sql.bulk import delete_many
from webapp.db.sql.references import resting_on
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, FormerName, QrCode
from webapp.errors import Conflict

# What goes with an enterprise, and what people call here what rests on it.
OWN = (EnterpriseHazard, QrCode, FormerName)
WORDS = {"membership": "企业账号", "credential": "企业账号", "day_list_entry": "任务安排"}
SHOWN = 5


async def take_back(user: User, found: dict[str, Any]) -> int:
    """Delete what an import of this person made, in the caller's transaction; returns how many."""
    made = await _made(user, found)
    if held := await resting(made) if made else []:
        some = "；".join(held[:SHOWN])
        more = f"等 {len(held)} 家" if len(held) > SHOWN else ""
        raise Conflict(f"不能撤销，没有改动：{some}{more}。请先处理这些单位，或逐家改正。")
    ids = [row["id"] for row in made]
    for table in OWN:
        await delete_many(table, "enterprise", ids)
    await delete_many(Enterprise, "id", ids)
    return len(ids)


async def _made(user: User, found: dict[str, Any]) -> list[dict[str, Any]]:
    """id, name, revision of those that this import made and nobody else: it gave all of them one moment."""
    at = datetime.fromisoformat(found["result"]["at"])
    return await (
        Enterprise.select(Enterprise.id, Enterprise.name, Enterprise.revision)
        .where((Enterprise.created_at == at) & (Enterprise.created_by == user.id))
        .order_by(Enterprise.id)
    )


async def resting(made: list[dict[str, Any]]) -> list[str]:
    """What rests on each of these enterprises, as people read it: 甲厂（已有检查、已修改过）."""
    first, last = made[0]["id"], made[-1]["id"]
    held: dict[int, list[str]] = {row["id"]: ["修改"] for row in made if row["revision"] > 1}
    for pk, said in (await resting_on(Enterprise, first, last, but=OWN, words=WORDS)).items():
        held.setdefault(pk, []).extend(said)
    reissued = await sql(
        "SELECT DISTINCT enterprise FROM qr_code WHERE revoked_at IS NOT NULL AND enterprise >= {} AND enterprise <= {}",
        first,
        last,
    )
    for row in reissued:
        held.setdefault(row["enterprise"], []).append("换发的二维码")
    return [
        f"“{row['name']}”已有{'、'.join(dict.fromkeys(held[row['id']]))}" for row in made if row["id"] in held
    ]
