"""Marking notices read. Nothing of the supervision changes, so that the audit trail does not tell of it."""

from __future__ import annotations

from webapp.accounts.people import User
from webapp.clock import now
from webapp.db import transaction
from webapp.reminders.tables import Notice


async def read(user: User, pk: int) -> None:
    """One notice; the first time counts."""
    async with transaction():
        await Notice.update({Notice.read_at: now()}).where(
            (Notice.id == pk) & (Notice.person == user.id) & Notice.read_at.is_null()
        )


async def read_all(user: User, until: int) -> None:
    """Everything up to the newest notice that the page showed."""
    async with transaction():
        await Notice.update({Notice.read_at: now()}).where(
            (Notice.id <= until) & (Notice.person == user.id) & Notice.read_at.is_null()
        )
