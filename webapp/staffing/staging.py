"""Reading a list of people and judging its rows: reads the database, writes nothing."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Bureau, Person
from webapp.errors import Forbidden
from webapp.folding import fold
from webapp.imports.headings import learned_by
from webapp.imports.source import Batch, Source, keep_cells, staged
from webapp.jobs.gentle import gently
from webapp.staffing.columns import COLUMNS, LAYOUT
from webapp.staffing.judging import Known, judge
from webapp.web.lists import List, open_list

NAME = "people"
MOST = 500


def _opened(path: Path, *, learned: Mapping[str, str]) -> AbstractContextManager[List]:
    return open_list(path, COLUMNS, learned=learned, ours=LAYOUT.ours, max_rows=MOST)


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[int, None]:
    """Refuse at once what can be refused without reading the rows of `path`; about how many rows there are."""
    with _opened(Path(told["path"]), learned={}) as found:
        yield found.total


async def batches(told: dict[str, Any]) -> AsyncGenerator[tuple[Any, ...], None]:
    """Batch after Batch, the first one without rows. `told`: job, person, path, batch; `role`: for rows without one."""
    known = await load_known(await load_user(told["person"]), told.get("role", ""))
    source = Source(Path(told["path"]), known.learned, _opened)
    with source.stack:
        found = await gently(source.open)
        total, done = found.total, 0
        yield tuple(Batch(0, total, {}, []))
        clear = found.clear and (known.role or any("role" in part.head.keys.values() for part in found.parts))
        while clear and (rows := await source.batch(told["batch"])):
            batch = [judge(number, row, known) for number, row in rows]
            keep_cells(batch, rows)
            done += len(rows)
            yield staged(told["job"], done, total, batch)
        table = found.described() | {"clear": bool(clear), "places": [], "choices": {}}
        yield tuple(Batch(done, total, {}, [], table))


async def load_known(user: User, role: str) -> Known:
    """What rows are judged against."""
    if user.bureau is None or not user.administrator:
        raise Forbidden("只有管理员可以导入人员。")
    bureaus = await Bureau.select(Bureau.id, Bureau.code, Bureau.name, Bureau.short_name, Bureau.active)
    mine = [row for row in bureaus if row["id"] in user.bureaus and row["active"]]
    # A short name that two have says nothing.
    short = [fold(row["short_name"]) for row in mine if row["short_name"]]
    named = {fold(row["short_name"]): row["id"] for row in mine if short.count(fold(row["short_name"])) == 1}
    named |= {key: row["id"] for row in mine for key in (fold(row["name"]), fold(row["code"]))}
    people = await Person.select(
        Person.id, Person.username, Person.name, Person.role, Person.bureau, Person.badge, Person.phone,
        Person.email, Person.active,
    ).order_by(Person.id)  # fmt: skip
    return Known(
        me=user.id,
        own=user.bureau,
        bureaus=named,
        names={row["id"]: row["name"] for row in mine},
        people=[row for row in people if row["bureau"] is not None],
        usernames={row["username"] for row in people},
        learned=await learned_by(user.bureau, NAME),
        role=role,
    )
