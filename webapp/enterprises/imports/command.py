"""`mashang import FILE --as USERNAME [--yes]`."""

import asyncio
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.rules import normal_username
from webapp.accounts.tables import Person
from webapp.enterprises.imports import kind as imports
from webapp.errors import Forbidden, Invalid
from webapp.imports.kinds import ERROR, VERDICTS
from webapp.jobs.queries import job_for
from webapp.jobs.runner import run_next
from webapp.web.lists.rows import shown_rows


class LocalFile:
    """A file here, read as an upload is."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")

    async def read(self, size: int = -1) -> bytes:
        return await asyncio.to_thread(self.file.read, size)


async def import_file(path: str, username: str, yes: bool) -> str:
    """Check a file as this person would, and with `yes` import it; returns what to print."""
    user = await _person(username)
    local = LocalFile(Path(path))
    try:
        pk = await imports.begin(user, local, Path(path).name)
    finally:
        local.file.close()
    await _wait(user, pk)
    found = await imports.import_for(user, pk)
    if found["phase"] == "columns":
        raise Invalid(f"表格的列名不清楚。请在网页的 /imports/{pk}/columns 对应各列，再重新运行。")
    counts, sheets = found["counts"], found["table"].get("sheets", [])
    lines = ["，".join(f"{words} {counts.get(verdict, 0)}" for verdict, words in VERDICTS.items())]
    for row in (await imports.rows_of(pk, ERROR)).rows:
        lines.append(f"{shown_rows(row['number'], sheets)} {row['name']}：{''.join(row['reasons'])}")
    if not yes:
        await imports.give_up(user, pk)
        return "\n".join([*lines, "只作了核对，没有导入；确认导入请加 --yes。"])
    if not counts.get("new", 0) + counts.get("update", 0):
        await imports.give_up(user, pk)
        return "\n".join([*lines, "没有需要导入的内容。"])
    await _wait(user, await imports.confirm(user, pk))
    return "\n".join([*lines, "已导入。"])


async def _person(username: str) -> User:
    row = await Person.select(Person.id).where(Person.username == normal_username(username)).first()
    if row is None:
        raise Invalid(f"没有“{username}”这个账号。")
    user = await load_user(row["id"])
    if not (user.supervisor or user.administrator):
        raise Forbidden("只有监管科室和管理员可以导入。")
    return user


async def _wait(user: User, job: int) -> dict[str, Any]:
    """Do the job here, or wait while a server does it."""
    while (found := await job_for(user, job))["state"] in {"queued", "running"}:
        if not await run_next():
            await asyncio.sleep(0.5)
    if found["state"] == "failed":
        raise Invalid(found["says"])
    return found
