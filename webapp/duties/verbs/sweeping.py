"""Photos of records that were begun and never sent are swept after a week, as those of reports are."""

from __future__ import annotations

from webapp.clock import now
from webapp.db import look
from webapp.duties.tables import DutyRecord
from webapp.duties.verbs.recording import OWNER
from webapp.findings.verbs.sweeping import AT_ONCE, KEPT, sweep_draft


async def sweep() -> bool:
    """One turn of the background loop; True when there may be more."""
    drafts = await look(
        "SELECT r.id, r.enterprise, e.bureau FROM duty_record r JOIN enterprise e ON e.id = r.enterprise "
        "WHERE r.state = 'draft' AND r.sent_at < {} ORDER BY r.sent_at LIMIT 100",
        now() - KEPT,
    )
    swept = [await sweep_draft(draft, DutyRecord, OWNER) for draft in drafts]
    return any(swept) and len(drafts) == AT_ONCE
