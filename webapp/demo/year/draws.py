"""池州's 双随机 of the year: 177 drawn, 11 closed or moved since, as a real draw that anybody can verify."""

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.db import sql, transaction
from webapp.draws.rules.algorithm import ALL
from webapp.draws.tables import DrawEntry
from webapp.draws.verbs import after, drawing, freezing, making
from webapp.draws.words import By, Source
from webapp.enterprises.rules import Status
from webapp.enterprises.tables import Enterprise

TITLE = "职业卫生双随机抽查（演示）"
WITNESSES = [("周敏", "市卫健委机关纪委", "秋浦河水清 0917"), ("何志远", "市疾控中心职业卫生科", "23 度，晴")]
WHOLE, CLOSED = 177, 11
CLOSINGS = {Status.STOPPED.value: "stopped", Status.MOVED.value: "moved", Status.DEREGISTERED.value: "ended"}


async def write() -> None:
    """When it was drawn all of them were at work; those that are not any more were closed with their reason."""
    who = await Person.select(Person.id).where(Person.username == "chief").first()
    if who is None:
        return
    chief = await load_user(who["id"])
    gone = await sql("SELECT id, status FROM enterprise WHERE status <> 'running' ORDER BY id")
    by_id = {row["id"]: row["status"] for row in gone}
    pk = await _drawn(chief, by_id)
    entries = await DrawEntry.select().where(DrawEntry.draw == pk).order_by(DrawEntry.id)
    idle = await sql("SELECT id FROM enterprise WHERE status = 'running' ORDER BY last_visit_at, id LIMIT 20")
    # Some were found closed at their gate, which the register does not know yet.
    shut = [row["id"] for row in idle][: CLOSED - len(by_id)] if len(entries) == WHOLE else []
    closed = {one: CLOSINGS[status] for one, status in by_id.items()} | dict.fromkeys(shut, "stopped")
    for entry in entries:
        if why := closed.get(entry["enterprise"]):
            note = "到门口见已停业，登记待更新" if entry["enterprise"] in shut else ""
            await after.supplement(chief, pk, entry["key"], why, note, again=False)


async def _drawn(chief: User, gone: dict[int, str]) -> int:
    number = {"kind": Source.WITNESSES.value, "source": ""}
    method = {"by": By.INDUSTRY.value, "group": 2, "specialist": 1, "number": number}
    pk = await making.begin(chief, TITLE, "池卫监督〔2026〕3号", {"cap": 0}, method, None)
    await making.set_quotas(chief, pk, dict.fromkeys(("建材", "化工", "其他"), (ALL, 0)))
    async with transaction():
        for one in gone:
            await Enterprise.update({Enterprise.status: Status.RUNNING.value}).where(Enterprise.id == one)
    await freezing.freeze(chief, pk)
    async with transaction():
        for one, status in gone.items():
            await Enterprise.update({Enterprise.status: status}).where(Enterprise.id == one)
    await drawing.commit(chief, pk)
    for name, post, text in WITNESSES:
        await drawing.witness(chief, pk, name, post, text)
    await drawing.draw(chief, pk)
    await drawing.close(chief, pk)
    return pk
