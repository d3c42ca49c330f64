"""交给企业: what is shown, printed and forwarded, with a code that is issued when it is asked for."""

import re

import pytest

from tests.inspections.ready import FACT, REQUIREMENT, complete, draft_finding, visit, who
from webapp.accounts.tables import Activation
from webapp.audit.queries import history
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit


@pytest.fixture
async def inspection(db):
    made = await complete()
    await draft_finding(made, None, on_site=True, on_site_note="当场张贴了标识")
    await submit(await who("inspector"), made)
    return made


async def test_it_holds_the_findings_and_the_way_to_check(client_for, inspection):
    page = (await (await client_for("colleague")).get(f"/inspections/{inspection}/handover")).text
    for words in (
        FACT,
        REQUIREMENT,
        "责令限期改正",
        "现场已改正",
        "皖R0101",
        "皖R0102",
        "回执编号",
        "/receipts/HZ",
        "生成激活码",
    ):
        assert words in page, words
    assert "查验回执的二维码" in page


async def test_looking_issues_no_code_and_asking_does(client_for, inspection):
    client = await client_for("inspector")
    await client.get(f"/inspections/{inspection}/handover")
    assert await Activation.count() == 0
    answer = await client.post(f"/inspections/{inspection}/handover", follow_redirects=True)
    assert answer.status_code == 200
    code = re.search(r"/activate\?code=([0-9A-Z]{5}-[0-9A-Z]{5})", answer.text)
    assert code
    assert await Activation.count() == 1
    assert answer.headers["cache-control"] == "no-store"
    assert "激活码的二维码" in answer.text
    assert (await history("inspection", inspection))[-1]["action"] == "inspection.handed_over"


@pytest.mark.parametrize(
    ("name", "see", "issue"),
    [
        ("supervisor", 200, 200),
        ("assistant", 200, 403),
        ("outsider", 404, 404),
        ("owner", 403, 403),
        ("admin", 200, 403),
    ],
)
async def test_who_may(client_for, inspection, name, see, issue):
    client = await client_for(name)
    assert (await client.get(f"/inspections/{inspection}/handover")).status_code == see
    assert (
        await client.post(f"/inspections/{inspection}/handover", follow_redirects=True)
    ).status_code == issue


async def test_there_is_nothing_to_hand_over_before_submission_and_after_voiding(client_for, inspection):
    client = await client_for("inspector")
    draft = await visit()
    await void_and_copy(await who("supervisor"), inspection, "企业选错")
    for one in (draft, inspection):
        assert (await client.get(f"/inspections/{one}/handover")).status_code == 409
        assert (await client.post(f"/inspections/{one}/handover")).status_code == 409
    assert await Activation.count() == 0
