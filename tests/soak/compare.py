"""Holds the journal against the database and the files: `python -m tests.soak.compare JOURNAL`, in the server's environment.

lost: what the journal has and the server has not, or not so. duplicated: what the server has more than once, or
that nobody wrote. Prints one JSON object.
"""

import asyncio
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from webapp.db import sql
from webapp.db.connect import ENGINE
from webapp.evidence.storage import key_of
from webapp.settings import settings


async def rows(text: str) -> list[dict[str, Any]]:
    return list(await sql(text))


async def compare(journal: list[dict[str, Any]]) -> dict[str, Any]:
    visits = {str(row["id"]): row for row in await rows("SELECT id, state FROM inspection")}
    receipts = Counter(str(row["inspection"]) for row in await rows("SELECT inspection FROM receipt"))
    answers: dict[str, dict[str, list[tuple[str, bool]]]] = {}
    for row in await rows(
        "SELECT a.inspection, i.code, a.result, a.standing FROM answer a JOIN checklist_item i ON i.id = a.item"
    ):
        answers.setdefault(str(row["inspection"]), {}).setdefault(row["code"], []).append(
            (row["result"], bool(row["standing"]))
        )
    findings: dict[str, list[str]] = {}
    for row in await rows("SELECT inspection, draft FROM finding"):
        findings.setdefault(str(row["inspection"]), []).append(str(row["draft"]))
    photos: dict[str, dict[str, str]] = {}
    for row in await rows("SELECT id, owner_id, sha256 FROM photo WHERE owner_kind = 'inspection'"):
        photos.setdefault(row["owner_id"], {})[str(row["id"])] = row["sha256"]
    lost, twice = Counter[str](), Counter[str]()
    for one in journal:
        pk = one["id"]
        state = visits.get(pk, {}).get("state", "")
        lost["inspections"] += state != "submitted" or not receipts[pk]
        twice["receipts"] += receipts[pk] > 1
        for code, result in one["answers"].items():
            known = answers.get(pk, {}).get(code, [])
            lost["answers"] += (result, True) not in known
            twice["answers"] += len(known) > 1
        lost["findings"] += one["finding"] not in findings.get(pk, [])
        twice["findings"] += len(findings.get(pk, [])) > 1
        kept = photos.get(pk, {})
        for photo, digest in one["photos"].items():
            lost["photos"] += kept.get(photo) != digest or file_hash(digest) != digest
        twice["photos"] += len(set(kept) - set(one["photos"]))
    twice["inspections"] += len(set(visits) - {one["id"] for one in journal})
    return {
        "lost": +lost, "duplicated": +twice, "inspections": len(visits), "photos": sum(map(len, photos.values())),
    }  # fmt: skip


def file_hash(digest: str) -> str:
    path = settings().media / "sealed" / key_of(digest)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def line(found: dict[str, Any]) -> str:
    """`lost 0, duplicated 0, inspections N, photos N`; what was found in brackets when it is not nothing."""
    told = {name: sum(found[name].values()) for name in ("lost", "duplicated")}
    more = "".join(f" ({name}: {found[name]})" for name in told if told[name])
    return f"lost {told['lost']}, duplicated {told['duplicated']}, inspections {found['inspections']}, photos {found['photos']}{more}"


async def main(path: Path) -> None:
    await ENGINE.open()
    try:
        found = await compare([json.loads(text) for text in path.read_text().splitlines()])
    finally:
        await ENGINE.close()
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
