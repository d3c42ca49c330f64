"""People of an enterprise keep its contact right: who answers, and under which telephone. Nothing else is theirs to change."""

from __future__ import annotations

from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.enterprises.events import CONTACT_CHANGED
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.tables import Enterprise
from webapp.errors import Forbidden

FIELDS = ("contact", "phone")


async def set_contact(user: User, pk: int, contact: str, phone: str) -> None:
    """Change contact person and telephone of an enterprise in reach; nothing happens when nothing differs."""
    if not user.employer:
        raise Forbidden("这一页供用人单位的人员使用；监管机构在“编辑”里修改。")
    wanted = {"contact": contact, "phone": phone}
    async with transaction():
        await lock(Enterprise, pk)
        old = await enterprise_for(user, pk)
        after: dict[str, Any] = {name: wanted[name] for name in FIELDS if wanted[name] != old[name]}
        if not after:
            return
        columns: dict[Any, Any] = {**after, "revision": old["revision"] + 1, "updated_at": now()}
        await Enterprise.update(columns).where(Enterprise.id == pk)
        await record(
            user, CONTACT_CHANGED, pk,
            before={name: old[name] for name in after}, after=after, enterprise=pk, bureau=old["bureau"],
        )  # fmt: skip
