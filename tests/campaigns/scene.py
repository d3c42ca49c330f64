"""A campaign over the enterprises of the cast, planned over HTTP as people do it."""

from datetime import timedelta
from typing import Any

import httpx

from tests.filling import Filled, form_on
from webapp.campaigns.queries import coverage
from webapp.campaigns.tables import Campaign, CampaignVisit
from webapp.clock import today

TITLE = "2026 年职业卫生执法年"
BASIS = "皖卫监督〔2026〕8号"
APPROVAL = {
    "approved_by": "池州市人民政府", "approved_on": "2026-01-05", "filed_no": "池备〔2026〕3号",
    "public_url": "https://www.chizhou.gov.cn/plan",
}  # fmt: skip


def planned(form: Filled, **more: Any) -> dict[str, list[str]]:
    """The rendered form as a supervisor fills it: one phase that inspects around today; `more` by name."""
    form["名称"] = TITLE
    form["依据"] = BASIS
    form["由上级部署"] = True
    data = form.data
    for n in range(6):
        for name in ("title", "starts_on", "ends_on", "work", "inspects"):
            data.pop(f"{name}-{n}", None)
    first, last = today() - timedelta(days=30), today() + timedelta(days=29)
    phase = {"title-0": "全面执法", "starts_on-0": str(first), "ends_on-0": str(last), "inspects-0": "true"}
    filled = data | {name: [value] for name, value in (phase | more).items()}
    return {name: values for name, values in filled.items() if values != [""]}


async def begun(client: httpx.AsyncClient, **more: Any) -> int:
    form = form_on((await client.get("/campaigns/new")).text, "/campaigns")
    answer = await client.post(form.action, data=planned(form, **more))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[1])


async def press(client: httpx.AsyncClient, pk: int, to: str, **data: str) -> httpx.Response:
    """A button of the campaign's page; it has to be there."""
    form = form_on((await client.get(f"/campaigns/{pk}")).text, f"/campaigns/{pk}/{to}")
    return await client.post(form.action, data=form.data | {name: [one] for name, one in data.items()})


async def running(client: httpx.AsyncClient, **more: Any) -> int:
    """A campaign with a frozen list that was deployed."""
    pk = await begun(client, **more)
    for step in ("list", "deployment"):
        answer = await press(client, pk, step)
        assert answer.status_code == 303, answer.text
    return pk


async def the(pk: int) -> dict[str, Any]:
    return (await Campaign.select().where(Campaign.id == pk).first()) or {}


async def links(pk: int) -> list[dict[str, Any]]:
    return await CampaignVisit.select().where(CampaignVisit.campaign == pk).order_by(CampaignVisit.id)


__all__ = ["APPROVAL", "BASIS", "TITLE", "begun", "coverage", "links", "planned", "press", "running", "the"]
