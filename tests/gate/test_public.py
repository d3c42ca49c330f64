"""What a scan opens: little for everybody, more for those who may see the enterprise; bad codes in words."""

import pytest

from tests.cast import SHORT, TOKENS, ids
from webapp.accounts.login import lanes
from webapp.accounts.login.sessions import load_user
from webapp.enterprises.rules.short_codes import new_short_code, show_short_code
from webapp.gate import verbs
from webapp.gate.pages.public import guesses
from webapp.gate.rules import token_in

SECRETS = ("工业园 1 号", "0566-2000000", "李四", "张三", "91341702")


async def test_anybody_sees_name_industry_hazards_signs_and_equipment_and_nothing_else(client_for):
    answer = await (await client_for()).get(f"/q/{TOKENS['A']}")
    assert answer.status_code == 200
    for text in (
        "贵池石料有限公司",
        "非金属矿物制品业",
        "矽尘",
        "噪声",
        "注意防尘",
        "戴防尘口罩",
        "噪声有害",
        "戴护耳器",
        "防尘口罩",
        "耳塞 或 耳罩",
        "监督人员登录",
        "用人单位登录",
        "用激活码注册",
    ):
        assert text in answer.text
    for secret in SECRETS:
        assert secret not in answer.text
    assert f"/enterprises/{ids()['A']}" not in answer.text
    assert f'href="/login?next=/q/{TOKENS["A"]}"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("who", "sees", "sees_not"),
    [
        ("inspector", ["进入一户一档", "开始检查"], ["监督人员登录"]),
        ("assistant", ["进入一户一档", "开始检查"], []),
        ("countyadmin", ["进入一户一档"], ["开始检查"]),
        ("outsider", ["只显示公开信息"], ["进入一户一档", "开始检查", "监督人员登录"]),
        ("13800000001", ["查看本单位问题"], ["进入一户一档"]),
        ("13800000004", ["只显示公开信息"], ["查看本单位问题"]),
    ],
)
async def test_the_way_in_depends_on_reach(client_for, who, sees, sees_not):
    names = {"13800000001": "owner", "13800000004": "stranger"}
    answer = await (await client_for(names.get(who, who))).get(f"/q/{TOKENS['A']}")
    assert answer.status_code == 200
    for text in sees:
        assert text in answer.text
    for text in [*sees_not, *SECRETS]:
        assert text not in answer.text


async def test_a_revoked_code_says_so_and_its_successor_works(client_for):
    supervisor = await load_user(ids()["supervisor"])
    new = await verbs.revoke(supervisor, ids()["A"], "标签丢失")
    client = await client_for()
    answer = await client.get(f"/q/{TOKENS['A']}")
    assert answer.status_code == 410
    assert "此码已作废" in answer.text
    assert "贵池石料" not in answer.text
    assert (await client.get(f"/q/{new}")).status_code == 200
    answer = await client.post("/q", data={"code": SHORT["A"]})
    assert (await client.get(answer.headers["location"])).status_code == 410


async def test_an_unknown_code_offers_the_short_code(client_for):
    client = await client_for()
    for bad in ("x" * 22, "%F0%9F%98%80", "a b", "x" * 3000):
        answer = await client.get(f"/q/{bad}")
        assert answer.status_code == 404
        assert "没有这个二维码" in answer.text
        assert 'name="code"' in answer.text


async def test_short_codes_are_forgiving(client_for):
    client = await client_for()
    assert (await client.get("/q")).status_code == 200
    for typed in (
        SHORT["A"],
        show_short_code(SHORT["A"]),
        SHORT["A"].lower(),
        f" {SHORT['A'][:3]} {SHORT['A'][3:]} ",
    ):
        answer = await client.post("/q", data={"code": typed})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/q/{TOKENS['A']}"


async def test_wrong_short_codes_keep_what_was_typed(client_for):
    client = await client_for()
    for typed, sentence in (
        ("", "请填写短码"),
        ("ABC", "应为 8 位"),
        ("ABCD-EFG0", "没有“0”"),
        (new_short_code(), "没有这个短码"),
    ):
        answer = await client.post("/q", data={"code": typed})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert typed in answer.text


async def test_guessing_is_slow_and_refuses_no_right_code(client_for, monkeypatch):
    held = []

    async def hold(seconds):
        held.append(seconds)

    monkeypatch.setattr(lanes, "hold", hold)
    client = await client_for()
    for _ in range(guesses.most):
        assert (await client.post("/q", data={"code": new_short_code()})).status_code == 422
    assert not held
    answer = await client.post("/q", data={"code": new_short_code()})
    assert answer.status_code == 429
    assert "次数过多" in answer.text
    assert held == [lanes.PAUSE]
    # Somebody at the same address who has a label before them.
    assert (await client.post("/q", data={"code": SHORT["A"]})).status_code == 303
    assert held == [lanes.PAUSE]
    assert (await client.get(f"/q/{TOKENS['A']}")).status_code == 200
    wrong = await client.post("/login", data={"username": "inspector", "password": "wrong password"})
    assert wrong.status_code == 422


def test_what_a_camera_reads():
    for text in (
        "http://a.cn/q/abcdefgh",
        "https://a.cn/sub/q/abcdefgh/",
        "/q/abcdefgh",
        " http://a.cn/q/abcdefgh?wx=1 ",
    ):
        assert token_in(text) == "abcdefgh"
    for text in (
        "https://a.cn/",
        "abcdefgh",
        "https://a.cn/q/",
        "https://a.cn/q/abc def",
        "WIFI:S:x;;",
        "x" * 9000,
    ):
        assert token_in(text) is None
