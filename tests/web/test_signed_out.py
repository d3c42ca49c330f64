"""A session that ends while somebody types: the answer keeps what was typed, and after signing in it is sent again."""

from datetime import timedelta

from tests.cast import PASSWORD
from tests.filling import form_on
from webapp.accounts.login import tidying
from webapp.accounts.tables import Session
from webapp.clock import now
from webapp.enterprises.tables import Enterprise

LONG = "一句话，\n另一行。" * 60


async def typed(client):
    form = form_on((await client.get("/enterprises/new")).text, "/enterprises")
    form["单位名称"], form["没有代码的原因"] = "会话过期有限公司", "正在办理"
    form["所在地"], form["地址"] = "341702001", "某路 1 号 <b>&\"'"
    return form


async def end_sessions():
    await Session.update({Session.expires_at: now() - timedelta(hours=1)}, force=True)


async def test_what_was_typed_is_kept_and_saved_after_signing_in(client_for):
    client = await client_for("inspector")
    form = await typed(client)
    await end_sessions()
    answer = await client.post(form.action, data=form.data)
    assert answer.status_code == 401 and "登录已过期" in answer.text
    assert not await Enterprise.exists().where(Enterprise.name == "会话过期有限公司")
    kept = form_on(answer.text, "/enterprises")
    assert kept.data == form.data
    login = await client.post(
        "/login", data={"username": "inspector", "password": PASSWORD, "next": "/signed-in"}
    )
    assert "继续提交" in (await client.get(login.headers["location"])).text
    again = await client.post(kept.action, data=kept.data)
    assert again.status_code == 303
    row = await Enterprise.select().where(Enterprise.name == "会话过期有限公司").first()
    assert row["address"] == "某路 1 号 <b>&\"'"


async def test_a_form_with_a_file_keeps_its_words_and_says_so_of_the_file(client_for):
    client = await client_for("supervisor")
    await end_sessions()
    answer = await client.post(
        "/enterprises/1/termination?x=1",
        data={"reason": LONG, "findings": ["1", "2"]},
        files={"proof": ("终止.pdf", b"%PDF-" + b"0" * 2_000_000)},
    )
    assert answer.status_code == 401 and "终止.pdf" in answer.text
    kept = form_on(answer.text, "/enterprises/1/termination?x=1")
    assert kept.data["reason"][0].replace("\r\n", "\n") == LONG and kept.data["findings"] == ["1", "2"]


async def test_a_browser_that_has_lost_its_cookie_keeps_the_words_too(client_for):
    client = await client_for("")
    answer = await client.post("/enterprises", data={"name": "还没保存"})
    assert form_on(answer.text, "/enterprises").data == {"name": ["还没保存"]}


async def test_nobody_who_was_never_signed_in_is_read_at_length(client_for):
    client = await client_for("")
    assert "没有丢失" not in (await client.post("/enterprises", data={"name": "长" * 400_000})).text
    client.cookies.set("mashang_session", "made-up")
    assert "没有丢失" not in (await client.post("/enterprises", data={"name": "长" * 400_000})).text


async def test_passwords_are_never_written_into_a_page(client_for):
    client = await client_for("inspector")
    await end_sessions()
    answer = await client.post(
        "/password", data={"current": "geheim-1", "password": "geheim-2", "again": "geheim-2"}
    )
    assert answer.status_code == 401 and "geheim" not in answer.text


async def test_a_part_of_a_page_is_told_without_taking_the_page_away(client_for):
    client = await client_for("inspector")
    await end_sessions()
    answer = await client.post("/enterprises", data={"name": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Retarget"] == "#flash"
    assert 'target="_blank"' in answer.text and "还在这一页" in answer.text


async def test_phones_hear_a_sentence_as_before(client_for):
    client = await client_for("inspector")
    await end_sessions()
    answer = await client.post("/enterprises", data={"name": "x"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "请先登录。"})


async def test_ended_sessions_are_remembered_for_a_month(client_for):
    await client_for("inspector")
    await end_sessions()
    await tidying.forget_old()
    assert await Session.exists()
    await Session.update({Session.expires_at: now() - timedelta(days=31)}, force=True)
    await tidying.forget_old()
    assert not await Session.exists()
