"""Whose code it is, before anything is given away for it."""

import pytest

from tests.accounts.test_pages import issued as code_for
from tests.cast import PASSWORD, ids
from tests.conftest import ClientFor
from tests.filling import form_on
from webapp.accounts.tables import Activation


async def test_the_company_of_a_code_is_shown_and_nothing_is_used(client_for: ClientFor) -> None:
    code = await code_for(await client_for("inspector"))
    nobody = await client_for("")
    assert "看是哪家单位" in (await nobody.get("/activate")).text
    page = await nobody.post("/activate/company", data={"code": code.lower(), "name": "王五"})
    assert page.status_code == 200
    assert "贵池石料有限公司" in page.text
    assert 'value="王五"' in page.text
    for secret in ("李四", "0566-2000000", "91341702", "张三", "工业园"):
        assert secret not in page.text
    assert await Activation.count().where(Activation.used_at.is_not_null()) == 0


@pytest.mark.parametrize("code", ["", "ABC", "ABCDE-23456"])
async def test_a_wrong_code_tells_nothing(client_for: ClientFor, code: str) -> None:
    page = await (await client_for("")).post("/activate/company", data={"code": code})
    assert page.status_code == 422
    assert 'id="code-error"' in page.text
    assert "贵池" not in page.text


async def test_guessing_is_as_slow_as_activating(client_for: ClientFor) -> None:
    nobody = await client_for("")
    body = {"code": "ABCDE-FGHJK"}
    answers = [(await nobody.post("/activate/company", data=body)).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


async def test_the_company_stays_when_the_rest_is_refused(client_for: ClientFor) -> None:
    code = await code_for(await client_for("inspector"))
    nobody = await client_for("")
    form = form_on((await nobody.get("/activate")).text, "/activate")
    form["激活码"] = code
    form["姓名"] = "王五"
    page = await nobody.post("/activate/company", data=form.data)
    form = form_on(page.text, "/activate")
    form["手机号"] = "13900000009"
    form["密码"] = "short"
    form["再输一遍密码"] = "short"
    refused = await nobody.post(form.action, data=form.data)
    assert refused.status_code == 422
    assert "贵池石料有限公司" in refused.text
    again = form_on(refused.text, "/activate")
    assert (again["姓名"], again["手机号"]) == ("王五", "13900000009")
    again["密码"] = PASSWORD
    again["再输一遍密码"] = PASSWORD
    assert (await nobody.post(again.action, data=again.data)).status_code == 303


async def test_a_code_that_is_shown_no_more_says_so(client_for: ClientFor) -> None:
    bureau = await client_for("inspector")
    page = await bureau.get(f"/enterprises/{ids()['A']}/activation/code", follow_redirects=True)
    assert page.status_code == 200
    assert "激活码只显示一次" in page.text
