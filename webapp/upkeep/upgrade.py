"""`mashang upgrade`: back up, migrate, verify; when anything of it fails, go back to the backup."""

import json
from collections.abc import Callable
from pathlib import Path

from webapp.audit.verify import verify
from webapp.clock import local, now
from webapp.db import sql
from webapp.db.connect import ENGINE, SQLITE
from webapp.db.migrate import waiting
from webapp.errors import DomainError
from webapp.reference import prepare
from webapp.settings import settings
from webapp.upkeep.backup import back_up
from webapp.upkeep.restore import put_database, refuse_served

Say = Callable[[str], None]


class Failed(DomainError):
    """The upgrade did not come to its end; the sentence says what is in place now."""


async def upgrade(say: Say) -> Path | None:
    """Bring the database to this version; returns the backup it could go back to, None when there was nothing to do.

    Photos never change, so the backup is of the database alone. Raises Failed after having gone back.
    """
    if SQLITE and not settings().sqlite_path.exists():
        await prepare()
        say("新数据库已建立。")
        return None
    await refuse_served()
    todo = await waiting()
    folder = settings().data / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = await back_up(folder / f"before-upgrade-{local(now()):%Y%m%d-%H%M%S}.tar", photos=False)
    say(f"已备份数据库（{made.rows} 行）：{made.path}")
    before = await verify()
    say(f"升级前：事件 {before.events} 条，问题 {len(before.problems)} 个。")
    try:
        await prepare()
        say(f"已执行 {len(todo)} 个迁移。")
        after = await verify()
        new = [problem for problem in after.problems if problem not in before.problems]
        if new or after.events < before.events or after.sealed < before.sealed:
            raise Failed("；".join(new) or "事件少了。")
        if wrong := await _broken():
            raise Failed(f"数据库检查没有通过：{json.dumps(wrong, ensure_ascii=False)}")
    except BaseException as error:
        say(f"升级失败：{error}")
        await ENGINE.close()
        aside = await put_database(made.path)
        back = await verify()
        kept = f"失败的数据库留在 {aside}。" if aside else ""
        raise Failed(
            f"升级失败，已退回升级前的数据（事件 {back.events} 条，问题 {len(back.problems)} 个）。{kept}"
            "请换回旧版本的程序后再启动。"
        ) from error
    say(f"升级后：事件 {after.events} 条，问题 {len(after.problems)} 个。升级完成。")
    return made.path


async def _broken() -> list[dict[str, object]]:
    """What the database itself says is wrong; PostgreSQL checks as it writes."""
    if not SQLITE:
        return []
    ok = [{"integrity_check": "ok"}]
    found = await sql("SELECT * FROM pragma_integrity_check(5)")
    return ([] if found == ok else found) + await sql("SELECT * FROM pragma_foreign_key_check LIMIT 5")
