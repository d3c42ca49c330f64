"""What others changed in an enterprise while somebody was filling its form."""

import json

from webapp.accounts.people import User
from webapp.audit.tables import EventRow
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.rules.values import LABELS
from webapp.enterprises.rules.wording import shown_value


async def changed_since(user: User, pk: int, revision: int) -> tuple[list[str], int]:
    """(who changed what to what, one line each; the present revision)."""
    row = await enterprise_for(user, pk)
    events = await (
        EventRow.select(EventRow.name, EventRow.before, EventRow.after)
        .where((EventRow.enterprise == pk) & (EventRow.thing == "enterprise"))
        .order_by(EventRow.id, ascending=False)
        .limit(50)
    )
    lines: list[str] = []
    for event in reversed(events):
        after = json.loads(event["after"] or "{}")
        if after.get("revision", 0) > revision:
            lines += [
                f"{event['name']}把“{LABELS[key]}”改成了：{shown_value(key, value)}"
                for key, value in after.items()
                if key in LABELS
            ]
    return lines, row["revision"]
