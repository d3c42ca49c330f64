"""What a statement walks through: its plan, read for steps over tables that grow with the years."""

from webapp.db import sql, transaction
from webapp.db.connect import SQLITE

GROWING = {"inspection", "answer", "photo", "finding", "event", "receipt", "enterprise", "notice", "slot", "session",
           "draft_finding", "draft_recheck", "enterprise_hazard", "arrived_entry", "supplement", "document"}  # fmt: skip


async def scans(text: str) -> list[str]:
    """The steps of a statement's plan that walk through a table that grows."""
    ready = text.replace("{", "{{").replace("}", "}}")
    if SQLITE:
        steps = [row["detail"] for row in await sql(f"EXPLAIN QUERY PLAN {ready.replace('= True', '= 1')}")]
        names = aliases(text)
        return [
            step for step in steps if step.startswith("SCAN ") and names.get(step.split()[1]) in GROWING and "USING" not in step
        ]  # fmt: skip
    async with transaction():  # a pooled connection forgets its settings when it is given back
        await sql("SET LOCAL enable_seqscan = off")
        rows = await sql(f"EXPLAIN (COSTS OFF) {ready}")
    lines = [next(iter(row.values())).strip(" ->") for row in rows]
    return [
        line for line in lines if line.startswith("Seq Scan on ") and line.split()[3].strip('"') in GROWING
    ]


def aliases(text: str) -> dict[str, str]:
    """Alias → table of a SELECT; a table without an alias stands for itself."""
    words = text.replace('"', "").replace(",", " ").split()
    found = {name: name for name in GROWING}
    for place, word in enumerate(words[:-2]):
        if word in {"FROM", "JOIN"} and words[place + 2].isidentifier():
            found[words[place + 2]] = words[place + 1]
    return found
