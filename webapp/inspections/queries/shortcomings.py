"""What was seen to be wanting in a visit without being a finding of it, for everything that tells of the visit.

Items that are 基本符合 with what they lack; in a 巡查, which makes no findings, the signs and the equipment that are wanting.
In other visits submission demands a finding of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.checklists.rules import Result
from webapp.inspections.rules import SlotResult, slot_words
from webapp.inspections.rules.slots import slot_of

# The process that looks at a bureau's template reads this, and opens no database.
if TYPE_CHECKING:
    from webapp.inspections.queries.record import Record

# The phone writes the same into its 笔录 (documents/writing/onsite.py, static/js/visit/record.js).
MOSTLY = "第 {} 项“{}”基本符合，不足之处：{}"


def mostly(record: Record) -> list[str]:
    """A sentence for each item that is 基本符合 and has words, in the order of the checklist."""
    given = ((item, record.answer(item["id"])) for item in record.items)
    return [
        MOSTLY.format(item["code"], item["content"], answer.note.strip())
        for item, answer in given
        if answer is not None and answer.result == Result.MOSTLY.value and answer.note.strip()
    ]


def wanting(record: Record) -> list[str]:
    """What a 巡查 saw of signs and equipment that are not as they should be; nothing for other visits."""
    if record.kind.opens_findings:
        return []
    seen = [
        (key, SlotResult(row["result"]))
        for key, row in sorted(record.slot_results.items())
        if SlotResult(row["result"]) in slot_words.FAULTY
    ]
    return [slot_words.seen(slot_of(key), result) for key, result in seen]


def shortcomings(record: Record) -> list[str]:
    return [*mostly(record), *wanting(record)]
