"""What is shown once is shown again by a reload, to nobody else, and no reload makes another."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.cast import ids
from tests.documents.scene import issued, submitted
from tests.filling import form_on
from webapp.accounts.tables import Activation, Credential, Person
from webapp.documents import kinds
from webapp.documents.tables import DocumentLink

CODE = r"[A-Z0-9]{5}-[A-Z0-9]{5}"


@dataclass
class Once:
    """Who presses which button on which page; what is shown then, and the rows that one press makes."""

    who: str
    page: str
    action: str
    secret: str
    table: Any
    fill: dict[str, str] = field(default_factory=dict)


PERSON = {"账号": "shown", "姓名": "一次", "角色": "协管员", "监管机构": "贵池区卫生健康委员会"}
PASSWORD = rf'initial-password">({CODE})<'
SHOWN = {
    "code for the enterprise": Once(
        "inspector", "/enterprises/{A}/activation", "/enterprises/{A}/activation", rf'aria-label="激活码">({CODE})<', Activation
    ),
    "code of a visit": Once(
        "inspector", "/inspections/{visit}/handover", "", rf"activate\?code=({CODE})", Activation
    ),
    "password of somebody new": Once("admin", "/people/new", "/people/new", PASSWORD, Person, PERSON),
    "new password of a colleague": Once(
        "countyadmin", "/people/{colleague}", "/people/{colleague}/reset", PASSWORD, Credential
    ),
    "new password at an enterprise": Once(
        "inspector", "/enterprises/{A}/activation", "/enterprises/{A}/people/{owner}/reset", PASSWORD, Credential
    ),
    "link to a document": Once(
        "inspector", "/documents/{document}/links", "/documents/{document}/links", r"/shared/([\w-]{20,})", DocumentLink
    ),
}  # fmt: skip


@pytest.fixture(params=SHOWN)
async def pressed(request, client_for):
    """The browser, the form as it was sent, its answer, what it is about."""
    once = SHOWN[request.param]
    names = dict(ids())
    if "{visit}" in once.page:
        names["visit"] = await submitted()
    if "{document}" in once.page:
        names["document"] = (await issued(kinds.ORDER))["id"]
    client = await client_for(once.who)
    before = await once.table.count()
    page = once.page.format(**names)
    form = form_on((await client.get(page)).text, once.action.format(**names))
    for label, value in once.fill.items():
        form[label] = value
    action = form.action or page
    answer = await client.post(action, data=form.data)
    assert answer.status_code == 303, answer.text
    return client, once, (action, form.data), answer, before


async def test_a_reload_shows_it_again_and_makes_no_other(pressed):
    client, once, sent, answer, before = pressed
    page = answer.headers["location"].partition("#")[0]
    rows = await once.table.count()
    assert rows <= before + 1
    shown = {re.search(once.secret, (await client.get(page)).text)[1] for _ in range(3)}
    assert len(shown) == 1
    again = await client.post(sent[0], data=sent[1])  # a second click on a slow line
    assert again.headers["location"] == answer.headers["location"]
    assert re.search(once.secret, (await client.get(page)).text)[1] in shown
    assert await once.table.count() == rows
    looked = await client.get(page)
    assert looked.headers["cache-control"] == "no-store"
    assert looked.headers["x-once"] == "1"


async def test_nobody_else_and_no_other_page_shows_it(pressed, client_for):
    client, once, _, answer, _ = pressed
    page = answer.headers["location"].partition("#")[0]
    secret = re.search(once.secret, (await client.get(page)).text)[1]
    held = client.cookies["mashang_shown"]
    other = await client_for("supervisor" if once.who != "admin" else "chief")
    other.cookies.set("mashang_shown", held)
    assert secret not in (await other.get(page)).text
    client.cookies.set("mashang_shown", held[:-1] + ("0" if held[-1] != "0" else "1"), path=page)
    for cookie in [one for one in client.cookies.jar if one.name == "mashang_shown" and one.value == held]:
        client.cookies.delete(cookie.name, cookie.domain, cookie.path)
    assert secret not in (await client.get(page)).text
