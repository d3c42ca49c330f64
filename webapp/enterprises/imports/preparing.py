"""Everything a confirmed import will insert, made ready in a file beforehand: reads the database, writes nothing in it."""

import json
import marshal
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.audit.bulk import Events
from webapp.db import sql
from webapp.db.sql.statement import marks
from webapp.enterprises.events import IMPORTED
from webapp.enterprises.imports.judging import BLANK
from webapp.enterprises.queries.former import former_names
from webapp.enterprises.rules.short_codes import new_short_codes
from webapp.enterprises.rules.values import FIELDS, keys, searchable
from webapp.imports.kinds import NEW, UPDATE
from webapp.imports.tables import ImportRow
from webapp.jobs.gentle import gently

CHUNK = 500
# So many rows are worked on at a stretch before requests get their turn.
PIECE = 50
TOKEN = 16  # bytes
WRITTEN = (*FIELDS, "search", "severity", "name_key", "sort_key")


@dataclass
class Chunk:
    """Some rows, ready for the database; `changed` is WRITTEN, new revision, id, old revision, `renamed` id and name before."""

    made: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)
    hazards: list[tuple[Any, ...]] = field(default_factory=list)
    codes: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    renamed: list[tuple[Any, ...]] = field(default_factory=list)


def chunks(file: BinaryIO) -> Iterator[Chunk]:
    """What `prepared` has written, chunk by chunk (blocking)."""
    while size := int.from_bytes(file.read(4)):
        yield Chunk(*marshal.loads(file.read(size)))  # noqa: S302 - written by this very program a moment ago


async def prepared(told: dict[str, Any]) -> AsyncGenerator[int, None]:
    """Write the file and yield how many rows are in it so far; memory stays bounded.

    `told`: spool (the file), import (its id), person, moment (ISO), ids (of the new enterprises, in their order).
    """
    user = await load_user(told["person"])
    events = Events(user, IMPORTED, datetime.fromisoformat(told["moment"]))
    fresh, used, number, done = iter(told["ids"]), set[str](), 0, 0
    spool = Path(told["spool"])
    await gently(partial(spool.write_bytes, b""))
    while rows := await _rows(told["import"], number):
        number = rows[-1]["number"]
        codes = iter(await _short_codes(sum(row["verdict"] == NEW for row in rows), used))
        chunk = Chunk()
        former = await former_names([row["enterprise"] for row in rows if row["verdict"] == UPDATE])
        for start in range(0, len(rows), PIECE):
            piece = rows[start : start + PIECE]
            await gently(partial(_add, chunk, piece, fresh, codes, user, told["import"], events, former))
        await gently(partial(_append, spool, chunk))
        done += len(rows)
        yield done


async def _rows(of: int, after: int) -> list[dict[str, Any]]:
    return await (
        ImportRow.select(ImportRow.number, ImportRow.verdict, ImportRow.values, ImportRow.enterprise)
        .where((ImportRow.job == of) & ImportRow.verdict.is_in([NEW, UPDATE]) & (ImportRow.number > after))
        .order_by(ImportRow.number)
        .limit(CHUNK)
    )


async def _short_codes(number: int, used: set[str]) -> list[str]:
    found: list[str] = []
    while len(found) < number:
        wanted = set(new_short_codes(number - len(found))) - used
        if wanted:
            taken = await sql(
                f"SELECT short_code FROM qr_code WHERE short_code IN ({marks(wanted)})",  # noqa: S608
                *wanted,
            )
            wanted -= {row["short_code"] for row in taken}
        used |= wanted
        found += wanted
    return found


def _add(
    chunk: Chunk, rows: list[dict[str, Any]], ids: Iterator[int], codes: Iterator[str], user: User, of: int, events: Events,
    former: dict[int, list[dict[str, Any]]],
) -> None:  # fmt: skip
    for row in rows:
        values = json.loads(row["values"])
        told, hazards = BLANK | values["row"], values["hazards"]
        names = [one["name"] for one in former.get(row["enterprise"] or 0, [])]
        if row["verdict"] == UPDATE and "name" in values["before"]:
            chunk.renamed.append((row["enterprise"], values["before"]["name"]))
            names.insert(0, values["before"]["name"])
        if names:
            told["search"] = searchable(told, names)
        told |= keys(told["name"])
        written = [told[column] for column in WRITTEN]
        if row["verdict"] == NEW:
            pk = next(ids)
            chunk.made.append((pk, *written, 0, 1, user.id))
            token = urlsafe_b64encode(secrets.token_bytes(TOKEN)).rstrip(b"=").decode()
            chunk.codes.append((pk, token, next(codes)))
            before = None
            after = {key: told[key] for key in FIELDS if told[key] is not None and told[key] != ""}
            after["hazards"] = hazards
        else:
            pk = row["enterprise"]
            chunk.changed.append((*written, values["revision"] + 1, pk, values["revision"]))
            before, after = values["before"], values["after"] | {"revision": values["revision"] + 1}
            if hazards is not None:
                chunk.cleared.append(pk)
        if hazards:
            chunk.hazards += [(pk, code, people) for code, people in hazards.items()]
        after["import"] = of
        chunk.events.append(events.row(pk, before=before, after=after, enterprise=pk, bureau=told["bureau"]))


def _append(spool: Path, chunk: Chunk) -> None:
    data = marshal.dumps(tuple(chunk.__dict__.values()))
    with spool.open("ab") as file:
        file.write(len(data).to_bytes(4) + data)
