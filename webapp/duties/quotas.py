"""How much people of an enterprise may upload with their records; counted in the transaction that adds a file."""

from __future__ import annotations

from uuid import UUID

from webapp.clock import midnight, today
from webapp.db import lock, look
from webapp.enterprises.tables import Enterprise
from webapp.findings.quotas import MB, Full, Limit, Used

RECORD = Limit("一条记录", 12, 90 * MB, "请只拍报告的封面和结论页。")
PERSON = Limit("每人每天上传", 90, 400 * MB, "请明天再传，或者请本单位另一位同事上传。")
_SUM = "SELECT COUNT(*) AS n, COALESCE(SUM(p.size), 0) AS bytes FROM photo p WHERE p.owner_kind = 'duty' "


async def room_for(person: int, enterprise: int, record: UUID, size: int) -> None:
    """Raise Full, in words, when one more file of so many bytes passes a limit."""
    await lock(Enterprise, enterprise)
    of = await _used("AND p.owner_id = {} AND p.withdrawn_at IS NULL", str(record))
    by = await _used("AND p.person = {} AND p.received_at >= {}", person, midnight(today()))
    for limit, used in ((RECORD, of), (PERSON, by)):
        if used.files >= limit.files or used.size + size > limit.size:
            raise Full(limit.sentence(used))


async def _used(rest: str, *values: object) -> Used:
    row = (await look(_SUM + rest, *values))[0]
    return Used(int(row["n"]), int(row["bytes"]))
