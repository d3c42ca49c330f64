"""Items whose two inspectors answered differently: one of them has to settle it before submission."""

from uuid import UUID

from webapp.inspections.missing import Gap, Missing
from webapp.inspections.record import standing_answers


async def unsettled(inspection: UUID) -> list[Missing]:
    """One sentence per item with two different standing answers."""
    contents: dict[str, set[tuple[str, str, str]]] = {}
    for row in await standing_answers(inspection):
        contents.setdefault(row["code"], set()).add((row["result"], row["note"], row["measured"]))
    return [
        Missing(Gap.ANSWER, code, f"第 {code} 项两人的答案不同，请由其中一人确定。")
        for code, given in contents.items()
        if len(given) > 1
    ]
