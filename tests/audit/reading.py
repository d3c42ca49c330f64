"""Every event of the trail as an administrator reads it, and what in it is the machine's own language."""

import re

from tests.cast import EMPLOYERS, PEOPLE
from webapp.accounts.trail.queries import COLUMNS, tell
from webapp.audit.vocabulary import FIELDS
from webapp.db import sql

RAW = re.compile(r"(?<![\w.@/-])[a-z_]{3,}(?![\w.@/-])")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d|\+00:00")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
# Fields whose values are numbers or codes to people too, or names that somebody chose.
NUMBERS = {
    FIELDS[name]
    for name in (
        "number", "round", "score", "size", "percent", "workers", "exposed_workers", "revision", "photos", "digits", "items",
        "days", "exposed", "accuracy", "distance", "clock_offset", "utc_offset", "latitude", "longitude", "phone", "weight",
        "username", "code", "legal_basis", "duty_basis", "total", "rows", "new", "update", "unchanged", "error", "category",
    )
}  # fmt: skip
CHOSEN = {
    FIELDS[name]
    for name in ("username", "name", "email", "file", "device", "address", "sha256", "public_url")
}


async def machine_talk() -> tuple[int, set[str]]:
    """How many events there are, and what of them people cannot read, each kind of it once."""
    found: set[str] = set()
    number, after = 0, 0
    while rows := await sql(f"{COLUMNS} e.id > {{}} ORDER BY e.id LIMIT 500", after):
        number, after = number + len(rows), rows[-1]["id"]
        await tell(rows)
        for row in rows:
            where = f"{row['thing']}:{row['action']}"
            for text in (row["action_name"], row["thing_name"], row["title"]):
                if problem("", text):
                    found.add(f"{where} is called {text}")
            for name, *values in row["changes"]:
                if RAW.search(name):
                    found.add(f"{where} field {name}")
                for value in values:
                    if problem(name, value):
                        found.add(f"{where} {name}: {value}")
    return number, found


def problem(name: str, value: str) -> bool:
    """Whether a value of a field is a code, a time of the machine or the number of a row."""
    for person in (*EMPLOYERS, *PEOPLE):
        value = re.sub(rf"\b{person}\b", "某人", value)  # the cast is called so
    if MOMENT.search(value) or UUID.search(value):
        return True
    if name not in CHOSEN and RAW.search(value):
        return True
    return name not in NUMBERS and any(part.isdecimal() for part in value.split("、"))
