"""Writing the hazard factors of an enterprise, and how severe they make it; verbs.py guards and records."""

from collections.abc import Mapping, Sequence

from webapp.enterprises.queries import hazards_of, industries, severity_of
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, HazardFactor
from webapp.errors import Invalid


async def replace_hazards(
    pk: int, codes: Sequence[str], exposed: Mapping[str, int | None]
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """(before, after) as {code: exposed people}."""
    old = {row["code"]: row["exposed"] for row in (await hazards_of([pk]))[pk]}
    wanted = list(dict.fromkeys(codes))
    if wanted:
        known = await HazardFactor.select(HazardFactor.code).where(HazardFactor.code.is_in(wanted[:500]))
        if len(known) != len(wanted):
            raise Invalid("有的职业病危害因素不在目录里，请重新选择。")
    new = {code: exposed.get(code, old.get(code)) for code in sorted(wanted)}
    gone = [code for code in old if code not in new]
    if gone:
        await EnterpriseHazard.delete().where(
            (EnterpriseHazard.enterprise == pk) & EnterpriseHazard.factor.is_in(gone)
        )
    for code, people in new.items():
        if code in old and old[code] != people:
            await EnterpriseHazard.update({EnterpriseHazard.exposed: people}).where(
                (EnterpriseHazard.enterprise == pk) & (EnterpriseHazard.factor == code)
            )
    added = [
        EnterpriseHazard(enterprise=pk, factor=code, exposed=new[code]) for code in new if code not in old
    ]
    for start in range(0, len(added), 100):
        await EnterpriseHazard.insert(*added[start : start + 100])
    return dict(sorted(old.items())), new


async def set_severity(pk: int, industry: str) -> None:
    """严重 or 一般, from the industry and the factors that are stored."""
    severe = [bool(row["severe"]) for row in (await hazards_of([pk]))[pk]]
    found = severity_of(industry, severe, await industries())
    await Enterprise.update({Enterprise.severity: found.value}).where(Enterprise.id == pk)
