"""`mashang upgrade`: back up, then migrate and verify in one transaction, so that a failure leaves everything as it was.

And who may serve: a program that knows its database, and a database that has had its backup before it changes.
"""

import json
from collections.abc import Callable
from pathlib import Path

from webapp.accounts.bureaus.verbs import contradictions
from webapp.areas.verbs import renew_areas
from webapp.audit.verify import Verdict, verify
from webapp.clock import local, now
from webapp.db import sql, transaction
from webapp.db.connect import SQLITE
from webapp.db.migrate import ran, schema_lock, strange, waiting
from webapp.errors import Conflict, DomainError
from webapp.reference import prepare
from webapp.settings import settings
from webapp.upkeep.alone import alone
from webapp.upkeep.backup.making import back_up
from webapp.upkeep.backup.restore import people, refuse_served
from webapp.upkeep.doubles import doubled
from webapp.upkeep.regrouping import PARENTS, regrouped

Say = Callable[[str], None]


class Failed(DomainError):
    """The upgrade did not come to its end; the sentence says what is in place now."""


async def make_ready() -> None:
    """Prepare an empty database, or look after one that is up to date, before it is served.

    Raises Conflict when a newer program has changed the database, or when migrations would change what people have
    written without a backup.
    """
    async with transaction():
        await schema_lock()
        await _refuse_strange()
        todo = await waiting() if await people() else []
    if todo:
        raise Conflict(
            f"数据库是旧版本的，有 {len(todo)} 个迁移没有执行。请运行 mashang upgrade（先备份，再升级），然后启动。"
        )
    await prepare()


async def bring_up(say: Say) -> None:
    """`mashang migrate`: as `make_ready`, but a database with people in it is upgraded where that is needed."""
    await _refuse_strange()
    if await waiting() and await people():
        await upgrade(say)
    else:
        await prepare()


async def _refuse_strange() -> None:
    if ids := await strange():
        raise Conflict(
            f"数据库已由更新的版本升级（本程序不认识迁移 {'、'.join(ids)}）。"
            "请用新版本的程序启动，或用 mashang restore 放回升级前的备份。"
        )


async def upgrade(say: Say) -> Path | None:
    """Bring the database to this version; returns the backup made before, None when the database was empty.

    Photos never change, so the backup is of the database alone. Raises Failed when nothing was changed in the end.
    """
    alone()
    if not await ran():
        await prepare()
        say("新数据库已建立。")
        return None
    await refuse_served()
    await _refuse_strange()
    todo = await waiting()
    folder = settings().data / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = await back_up(folder / f"before-upgrade-{local(now()):%Y%m%d-%H%M%S-%f}.tar", photos=False)
    say(f"已备份数据库（{made.rows} 行）：{made.path}")
    before = await verify()
    say(f"升级前：事件 {before.events} 条，问题 {len(before.problems)} 个。")
    try:
        async with transaction():
            after = await _migrated(before)
            told = await regrouped() if PARENTS in todo else []
            told += [*await contradictions(), *await renew_areas(), *await doubled()]
    except BaseException as error:
        say(f"升级失败：{error}")
        back = await verify()
        raise Failed(
            f"升级失败，已退回升级前的数据（事件 {back.events} 条，问题 {len(back.problems)} 个）。"
            "请换回旧版本的程序后再启动。"
        ) from error
    say(f"已执行 {len(todo)} 个迁移。")
    for sentence in told:
        say(sentence)
    say(f"升级后：事件 {after.events} 条，问题 {len(after.problems)} 个。升级完成。")
    return made.path


async def _migrated(before: Verdict) -> Verdict:
    """Migrate and look at what came of it, in the transaction that is open; raises whatever must undo it."""
    await prepare(before.bad)
    after = await verify()
    new = [problem for problem in after.problems if problem not in before.problems]
    if new or after.events < before.events or after.sealed < before.sealed:
        raise Failed("；".join(new) or "事件少了。")
    if wrong := await _broken():
        raise Failed(f"数据库检查没有通过：{json.dumps(wrong, ensure_ascii=False)}")
    await refuse_served()  # on another machine, since the beginning
    return after


async def _broken() -> list[dict[str, object]]:
    """What the database itself says is wrong; PostgreSQL checks as it writes."""
    if not SQLITE:
        return []
    ok = [{"integrity_check": "ok"}]
    found = await sql("SELECT * FROM pragma_integrity_check(5)")
    return ([] if found == ok else found) + await sql("SELECT * FROM pragma_foreign_key_check LIMIT 5")
