"""Putting in the people of a confirmed import, and taking them back while nothing rests on them."""

import json
from datetime import datetime
from typing import Any

from webapp.accounts.bureaus import staff
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.audit.tables import EventRow
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.errors import Conflict, Forbidden, Invalid
from webapp.imports.events import IMPORT_APPLIED
from webapp.imports.kinds import ERROR, NEW, UPDATE
from webapp.imports.reading import drop_rows, file_of
from webapp.imports.tables import ImportRow
from webapp.jobs.queries import unpacked
from webapp.jobs.queue import Running
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result
from webapp.staffing.judging import FIELDS
from webapp.staffing.secrets import initial_password, new_seed

STALE = "核对以后，有人员被别人修改或建立了，所以没有导入任何内容。请重新核对。"
SHOWN = 5


async def apply(job: Running) -> dict[str, Any]:
    """Import what was confirmed, in one transaction; done once, however often it is run."""
    of = job.params["import"]
    row = await Job.select().where(Job.id == of).first()
    if row is None:
        raise Invalid("这次导入已不存在。")
    read = unpacked(row)
    if read["result"].get("phase") == "applying":
        await _apply(job, read, await load_user(job.person))
    await drop_rows(of, ERROR)
    file_of(read["params"]).unlink(missing_ok=True)
    return {}


async def _apply(job: Running, read: dict[str, Any], user: User) -> None:
    if not user.administrator:
        raise Forbidden("您已经不是管理员。")
    of, seed = read["id"], new_seed()
    wanted = [NEW] if job.params.get("keep") else [NEW, UPDATE]
    rows = await (
        ImportRow.select()
        .where((ImportRow.job == of) & ImportRow.verdict.is_in(wanted))
        .order_by(ImportRow.number)
    )
    hashes: dict[int, str] = {}
    for done, row in enumerate(rows):
        await job.progress(done, len(rows), "正在准备初始密码")
        if row["verdict"] == NEW:
            account = json.loads(row["values"])["row"]["username"]
            hashes[row["id"]] = await hash_password(initial_password(seed, account))
    async with transaction():
        await lock(Job, of)
        if not await Job.exists().where((Job.id == job.id) & (Job.holder == job.holder)):
            raise Conflict("这次导入已由另一个进程接手。")
        made = []
        for row in rows:
            values = json.loads(row["values"])
            if row["verdict"] == NEW:
                made.append(await _make(user, values["row"], hashes[row["id"]]))
            else:
                await _change(user, row["enterprise"], values)
        counts = read["result"]["counts"] | ({UPDATE: 0} if job.params.get("keep") else {})
        told = {
            "phase": "applied",
            "at": now().isoformat(),
            "made": made,
            "seed": seed if made else "",
            "counts": counts,
        }
        await keep_result(of, read["result"] | told)
        after = {"counts": counts, "file": read["params"]["name"], "sha256": read["params"]["sha256"]}
        await record(user, IMPORT_APPLIED, of, after=after, bureau=user.bureau)


async def _make(user: User, row: dict[str, Any], hashed: str) -> int:
    try:
        return await staff.insert_person(user, row, hashed)
    except (staff.Taken, staff.BadgeTaken) as error:
        raise Conflict(STALE) from error


async def _change(user: User, person: int, values: dict[str, Any]) -> None:
    present = await Person.select().where(Person.id == person).first()
    if present is None or any(present[key] != values["before"][key] for key in FIELDS):
        raise Conflict(STALE)
    try:
        await staff.edit_person(user, person, values["row"])
    except staff.BadgeTaken as error:
        raise Conflict(STALE) from error


async def take_back(user: User, found: dict[str, Any]) -> int:
    """Delete the people that an import made, in the caller's transaction; Conflict names those on whom something rests."""
    made = found["result"].get("made", [])
    if not made:
        return 0
    people = await Person.select().where(Person.id.is_in(made)).order_by(Person.id)
    since = datetime.fromisoformat(found["result"]["at"])
    events = await (
        EventRow.select(EventRow.thing_id)
        .where(
            (EventRow.thing == "person")
            & EventRow.thing_id.is_in([str(pk) for pk in made])
            & (EventRow.at > since)
        )
        .limit(len(made))
    )
    touched = {int(row["thing_id"]) for row in events}
    held = [
        f"“{row['name']}”已登录过" if row["last_login"] else f"“{row['name']}”已修改过"
        for row in people
        if row["last_login"] or row["id"] in touched
    ]
    held += await staff.leaned_on(made)
    if held:
        more = f"等 {len(held)} 人" if len(held) > SHOWN else ""
        raise Conflict(f"不能撤销，没有改动：{'；'.join(held[:SHOWN])}{more}。不用的账号请逐个停用。")
    await Person.delete().where(Person.id.is_in(made))
    return len(people)
