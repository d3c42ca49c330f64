"""Where a scanned or typed code leads, for people and for the scanner's script."""

import pytest

from tests.cast import SHORT, TOKENS, ids
from webapp.accounts.login.sessions import load_user
from webapp.gate import verbs

JSON = {"accept": "application/json"}


@pytest.mark.parametrize(
    "text",
    [
        "http://testserver/q/{}",
        "https://old.example.cn/app/q/{}",
        "/q/{}",
        " http://testserver/q/{}?from=wx ",
    ],
)
async def test_a_code_of_ours_opens_the_enterprise(client_for, text):
    client = await client_for("inspector")
    sent = {"text": text.format(TOKENS["A"])}
    assert (await client.post("/scan", data=sent)).headers["location"] == f"/enterprises/{ids()['A']}"
    answer = await client.post("/scan", data=sent, headers=JSON)
    assert answer.json() == {"go": f"/enterprises/{ids()['A']}"}


async def test_out_of_reach_is_the_public_page(client_for):
    answer = await (await client_for("inspector")).post("/scan", data={"text": f"http://x/q/{TOKENS['C']}"})
    assert answer.headers["location"] == f"/q/{TOKENS['C']}"


async def test_a_short_code_works_without_script(client_for):
    client = await client_for("assistant")
    page = await client.get("/scan")
    assert 'action="/scan"' in page.text
    answer = await client.post("/scan", data={"text": SHORT["A"].lower()})
    assert answer.headers["location"] == f"/enterprises/{ids()['A']}"


async def test_what_leads_nowhere_is_said_and_kept(client_for):
    client = await client_for("inspector")
    for text, status, sentence in (
        ("https://example.com/menu", 404, "不是职业卫生监督的二维码"),
        ("WIFI:T:WPA;S:x;;", 404, "不是职业卫生监督的二维码"),
        ("http://testserver/q/" + "x" * 22, 404, "没有这个二维码"),
        ("ABC", 422, "应为 8 位"),
        ("", 422, "请填写短码"),
        ("x" * 501, 422, "不能超过"),
        ("😀𠮷", 422, "短码里没有"),
    ):
        answer = await client.post("/scan", data={"text": text})
        assert answer.status_code == status
        assert sentence in answer.text
        answer = await client.post("/scan", data={"text": text}, headers=JSON)
        assert answer.status_code == status
        assert sentence in answer.json()["error"]


async def test_a_revoked_code_is_said(client_for):
    await verbs.revoke(await load_user(ids()["supervisor"]), ids()["A"], "丢失")
    answer = await (await client_for("inspector")).post(
        "/scan", data={"text": f"/q/{TOKENS['A']}"}, headers=JSON
    )
    assert "已作废" in answer.json()["error"]


@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_not_for_employers_and_administrators(client_for, who):
    client = await client_for(who)
    assert (await client.get("/scan")).status_code == 403
    assert (await client.post("/scan", data={"text": SHORT["A"]})).status_code == 403
