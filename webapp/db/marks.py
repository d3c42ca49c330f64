"""Marks of the whole database."""

from webapp.db.tables import Mark
from webapp.db.transaction import transaction

DEMO = "demo"
DEMO_PASSWORD = "demo password"  # noqa: S105 - the name of a mark


async def mark(name: str) -> str:
    """The value of a mark, "" when it is not set."""
    row = await Mark.select(Mark.value).where(Mark.name == name).first()
    return row["value"] if row else ""


async def set_mark(name: str, value: str) -> None:
    """Set a mark in the current transaction, or in one of its own."""
    async with transaction():
        await Mark.insert(Mark(name=name, value=value)).on_conflict(
            target=Mark.name, action="DO UPDATE", values=[Mark.value]
        )
