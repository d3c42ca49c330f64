"""Sessions, throttling, origins, hosts and the way back after the login, as an attacker would try them."""

import re
from urllib.parse import quote

import pytest
from litestar.routes import HTTPRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tests.cast import PASSWORD, ids
from webapp.accounts.tables import LoginFailure, Person, Session
from webapp.app import create_app
from webapp.db import transaction

NEXTS = [
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example",
    "/\r\nSet-Cookie: a=b", "javascript:alert(1)", "/%0d%0aLocation:%20//evil.example", "//evil.example/%2e%2e", "///evil.example",
    "/./\\evil.example", "http:evil.example", "/@evil.example", "https:/evil.example",
]  # fmt: skip


async def sign_in(client, username="inspector", password=PASSWORD, **more):
    return await client.post("/login", data={"username": username, "password": password, **more})


@pytest.mark.parametrize("there", NEXTS)
async def test_the_login_leads_nowhere_else(client_for, there):
    client = await client_for()
    place = (await sign_in(client, next=there)).headers["location"]
    assert re.fullmatch(r"/(?![/\\])[^\\\r\n\t]*", place), place
    # Who is signed in already is sent on by the address itself.
    place = (await client.get(f"/login?next={quote(there)}")).headers["location"]
    assert re.fullmatch(r"/(?![/\\])[^\\\r\n\t]*", place), place


async def test_a_session_from_before_the_login_is_worth_nothing(client_for):
    victim, thief = await client_for("colleague"), await client_for()
    fixed = victim.cookies["mashang_session"]
    await sign_in(victim)
    made = await sign_in(thief)
    assert fixed not in made.headers["set-cookie"]
    thief.cookies.clear()
    thief.cookies.set("mashang_session", "0" * 43)
    assert (await thief.get("/me")).status_code == 303


async def test_a_stolen_cookie_dies_with_the_logout(client_for):
    client, thief = await client_for("inspector"), await client_for()
    thief.cookies.set("mashang_session", client.cookies["mashang_session"])
    assert (await thief.get("/me")).status_code == 200
    await client.post("/logout")
    assert (await thief.get("/me")).status_code == 303
    assert (await thief.put("/inspections/x/header", json={})).status_code in {401, 404}


async def test_ended_by_the_password_the_administrator_and_oneself(client_for):
    thief, owner, admin = (
        await client_for("inspector"),
        await client_for("inspector"),
        await client_for("countyadmin"),
    )
    assert (await owner.post("/me/sessions/others/end")).status_code == 303
    assert (await thief.get("/me")).status_code == 303
    assert (await owner.get("/me")).status_code == 200
    assert (await admin.post(f"/people/{ids()['inspector']}/disable")).status_code == 303
    assert (await owner.get("/me")).status_code == 303
    assert not await Session.exists().where(Session.person == ids()["inspector"])
    assert (await sign_in(await client_for())).status_code == 422


async def test_a_reset_by_the_administrator_ends_sessions(client_for):
    there, admin = await client_for("inspector"), await client_for("countyadmin")
    answer = await admin.post(f"/people/{ids()['inspector']}/reset", follow_redirects=True)
    assert answer.status_code in {200, 303}
    assert (await there.get("/me")).status_code == 303


async def test_somebody_who_moves_loses_the_old_reach_at_once(client_for):
    client = await client_for("inspector")
    assert (await client.get(f"/enterprises/{ids()['A']}")).status_code == 200
    async with transaction():
        await Person.update({Person.bureau: ids()["other"]}).where(Person.id == ids()["inspector"])
    assert (await client.get(f"/enterprises/{ids()['A']}")).status_code == 404


async def test_the_same_words_for_accounts_that_are_not_there(client_for):
    client = await client_for()
    async with transaction():
        await Person.update({Person.active: False}).where(Person.id == ids()["assistant"])
    said = set()
    for name in ("inspector", "assistant", "nobody-at-all"):
        answer = await sign_in(client, name, "wrong password")
        assert answer.status_code == 422
        said.add(re.sub(r'value="[^"]*"', "", answer.text))
    # A disabled account with the right password is told no more than a wrong password is.
    said.add(re.sub(r'value="[^"]*"', "", (await sign_in(client, "assistant")).text))
    assert len(said) == 1
    said = {
        (await client.post("/reset", data={"username": name})).text.replace(name, "")
        for name in ("inspector", "nobody-at-all")
    }
    assert len(said) == 1


async def failures(application, client_for, forwarded, trusted):
    """Fails from one socket under changing X-Forwarded-For; returns the addresses that were counted."""
    import httpx

    app = ProxyHeadersMiddleware(application, trusted_hosts=trusted) if trusted else application
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=("10.0.0.9", 5)), base_url="http://testserver"
    ) as client:
        for number in range(3):
            await client.post(
                "/login", data={"username": f"x{number}", "password": "wrong password"},
                headers={"x-forwarded-for": forwarded.format(number)},
            )  # fmt: skip
    return {row["address"] for row in await LoginFailure.select(LoginFailure.address)}


async def test_the_address_is_believed_from_declared_proxies_only(client_for, application):
    assert await failures(application, client_for, "1.2.3.{}", None) == {"10.0.0.9"}


async def test_a_declared_proxy_s_address_counts(client_for, application):
    assert await failures(application, client_for, "1.2.3.{}", ["10.0.0.9"]) == {
        "1.2.3.0",
        "1.2.3.1",
        "1.2.3.2",
    }


async def test_what_a_caller_writes_before_the_proxy_s_entry_does_not_count(client_for, application):
    assert await failures(application, client_for, "9.9.9.{}, 7.7.7.7", ["10.0.0.9"]) == {"7.7.7.7"}


async def test_a_forged_host_gets_into_no_link_and_no_code(client_for):
    from tests.inspections.ready import complete, who
    from webapp.inspections.verbs.submission import submit

    visit = await complete()
    await submit(await who("inspector"), visit)
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    client = await client_for("supervisor", **evil)
    place = ids()["A"]
    pages = [
        f"/inspections/{visit}/handover", f"/inspections/{visit}/receipt", f"/enterprises/{place}", f"/enterprises/{place}/code",
        f"/enterprises/{place}/activation", f"/labels/sheet?enterprise={place}", "/labels", "/login", "/me", "/q", "/manifest.webmanifest",
    ]  # fmt: skip
    for page in pages:
        answer = await client.get(page)
        assert "evil.example" not in answer.text + str(answer.headers), page
    nobody = await client_for("", **evil)
    assert "evil.example" not in (await nobody.get("/me")).headers["location"]
    # A foreign page under that name is not ours either.
    answer = await client.post("/me/sessions/others/end", headers={"origin": "http://inspect.example"})
    assert answer.status_code == 403


def unsafe() -> list[tuple[str, str]]:
    found = set()
    for route in create_app().routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                found |= {
                    (method, route.path_format)
                    for method in handler.http_methods
                    if method in {"POST", "PUT", "DELETE", "PATCH"}
                }
    return sorted(found)


FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"sec-fetch-site": "none-of-your-business"},
]


async def test_every_unsafe_route_refuses_foreign_pages(client_for):
    client = await client_for("admin")
    for method, path in unsafe():
        address = re.sub(r"\{\w+\}", "1", path)
        for headers in FOREIGN:
            answer = await client.request(method, address, headers=headers)
            assert answer.status_code in {403, 404}, (method, path, headers)
            assert answer.status_code == 404 or "不是从本系统" in answer.text


async def test_reading_changes_nothing(client_for):
    """No GET may be an action: a picture's address on a foreign page would do it."""
    for route in create_app().routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if "GET" in handler.http_methods:
                    assert not re.search(
                        r"/(end|revoke|remove|discard|disable|enable|closure|void|confirmation|cancellation)$",
                        route.path_format,
                    ) or (route.path_format.endswith(("/discard", "/void"))), route.path_format
