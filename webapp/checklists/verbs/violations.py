"""The table of violations: texts that a bureau checks and corrects."""

from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.checklists.events import VIOLATION_ADDED, VIOLATION_EDITED
from webapp.checklists.tables import Violation
from webapp.checklists.verbs._draft import differences, same
from webapp.db import lock, transaction
from webapp.errors import Conflict, NotFound
from webapp.folding import fold


async def save_violation(
    user: User, code: str, values: dict[str, Any], *, new: bool = False, base: str = ""
) -> None:
    """Change a violation, or add one. Raises NotFound, Changed, or Conflict when the new code is taken."""
    async with transaction():
        if new:
            if fold(code) in {fold(row["code"]) for row in await Violation.select(Violation.code)}:
                raise Conflict(f"代码 {code} 已经有了。")
            whole: dict[Any, Any] = values | {"code": code}
            await Violation.insert(Violation(whole))
            await record(user, VIOLATION_ADDED, code, after=values)
            return
        await lock(Violation, code)
        old = await Violation.select().where(Violation.code == code).first()
        if old is None:
            raise NotFound
        del old["code"]
        before, after = differences(old, values)
        if after:
            same(base, old)
            changed: dict[Any, Any] = dict(values)
            await Violation.update(changed).where(Violation.code == code)
            await record(user, VIOLATION_EDITED, code, before=before, after=after)
