"""Campaigns of the demo: 执法年 in its third phase, and a 专项 that waits for its approval."""

from datetime import date, timedelta
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.tables import Person
from webapp.campaigns.rules import Phase
from webapp.campaigns.verbs import locking, making, steps
from webapp.campaigns.words import Kind
from webapp.checklists.queries import published

# (title, first and last day before today, whether it inspects, what is done)
PHASES = [
    ("动员部署", 300, 241, False, "方案、名单、分组、培训、公布"),
    ("自查自纠", 240, 181, False, "用人单位自查、上报、自纠"),
    ("全面执法", 180, -30, True, "检查、复查、立案"),
    ("总结", -31, -60, False, "附表、锁定、总结、通报"),
]
FOCUS = "未按规定申报、检测、体检、培训的\n警示标识和告知卡缺失的\n防护设施停用、个人防护用品不足的"
NOISE = "P001"


async def write(day: date) -> None:
    """Planned by the city's supervisor; the visits of the demo count by their days."""
    who = await Person.select(Person.id).where(Person.username == "chief").first()
    lists = await published()
    if who is None or not lists:
        return
    chief = await load_user(who["id"])
    common: dict[str, Any] = {
        "focus": FOCUS,
        "checklist": lists[0]["checklist"],
        "goal": 95,
        "report_on": None,
    }
    year = {
        "title": f"{day.year} 年职业卫生执法年（演示）",
        "kind": Kind.YEAR.value,
        "basis": "池卫监督〔2026〕8号",
        "upper": True,
    }
    special = {"title": "噪声危害专项行动（演示）", "kind": Kind.SPECIAL.value, "basis": "", "upper": False}
    for columns, rule in ((year, {"severity": "severe"}), (special, {"hazard": NOISE})):
        pk = await making.create(chief, common | columns, rule, _phases(day))
        await locking.freeze(chief, pk)
        await steps.deploy(chief, pk)


def _phases(day: date) -> list[tuple[Phase, str]]:
    return [
        (Phase(title, day - timedelta(days=first), day - timedelta(days=last), inspects), work)
        for title, first, last, inspects, work in PHASES
    ]
