"""The table of routes: every route says who may call it, and nobody else can, whatever the role."""

import re
import uuid

import pytest

from scripts import http_docs
from tests.cast import SHORT, TOKENS, ids
from webapp.app import create_app
from webapp.web import access
from webapp.web.access import Access

ROLES = {
    "": "",
    "inspector": "inspector",
    "assistant": "assistant",
    "supervisor": "supervisor",
    "countyadmin": "administrator",
    "admin": "administrator",
    "owner": "employer",
}
TOPMOST = {"admin"}
REFUSALS = {401, 403}
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")


def filled(path: str) -> str:
    """An address of the route: ids that exist for the things we know, something of the right type for the rest."""

    def value(match: re.Match) -> str:
        name, kind = match[1], match[2] or "str"
        if kind == "int":
            # Session 0 is nobody's; a small number might be the one that asks.
            return "0" if name == "session" else str(ids()["A"])
        if kind == "uuid":
            return str(uuid.UUID(int=7))
        if kind == "path":
            return "nowhere"
        return {"token": TOKENS["A"], "short": SHORT["A"], "code": "ABCDE-23456"}.get(name, "x")

    return PARAMETER.sub(value, path)


def table() -> list[tuple[str, str, Access]]:
    return [(method, path, access) for method, path, access, _ in http_docs.routes(create_app())]


def admitted(who: str, wanted: Access) -> bool:
    """As the declaration reads, without the guard's code."""
    return wanted.anyone or (ROLES[who] in wanted.roles and (not wanted.topmost or who in TOPMOST))


def test_every_route_declares_who_may_call_it():
    app = create_app()
    assert list(access.undeclared(app)) == []
    rows = table()
    assert len(rows) > 30
    assert all(row[2].anyone or row[2].roles for row in rows)


def test_every_route_open_to_anyone_takes_short_bodies_only():
    for route in create_app().routes:
        for handler in getattr(route, "route_handlers", ()):
            says = access.declared(handler)
            if says is not None:
                limit = handler.resolve_request_max_body_size()
                assert (limit == access.OPEN_BODY) is says.anyone, route.path


def test_only_these_routes_are_open_to_anyone():
    """A new public address is a decision: it is written down here."""
    public = {path.split("{")[0].rstrip("/") or "/" for _, path, access in table() if access.anyone}
    assert public <= {
        "/", "/login", "/activate", "/activate/company", "/reset", "/health", "/static", "/manifest.webmanifest", "/q", "/receipts", "/s",
        "/favicon.ico", "/sw.js", "/offline", "/gate", "/check", "/shared", "/public/draws",
        "/metrics",  # for this machine only
    }  # fmt: skip


@pytest.mark.parametrize("who", list(ROLES))
async def test_a_role_that_is_not_named_is_refused(client_for, who):
    page, script = await client_for(who), await client_for(who, accept="application/json")
    refused = 0
    for method, path, wanted in table():
        if admitted(who, wanted):
            continue
        address = filled(path)
        as_page = await page.request(method, address)
        as_script = await script.request(method, address)
        case = f"{who or 'nobody'}: {method} {address}"
        assert as_script.status_code == (403 if who else 401), f"{case} {as_script.status_code}"
        assert set(as_script.json()) == {"error"}, case
        if not who and method == "GET":
            assert as_page.status_code == 303, case
            assert as_page.headers["location"].startswith("/login?next="), case
        else:
            assert as_page.status_code in REFUSALS, f"{case} {as_page.status_code}"
        refused += 1
    assert refused > 5


@pytest.mark.parametrize("who", [who for who in ROLES if who])
async def test_a_role_that_is_named_gets_in(client_for, who):
    """Not 401 or 303 to the login; 403 only where the reach or a badge, not the role, says so. Never 500."""
    client = await client_for(who)
    for method, path, wanted in table():
        if path == "/logout" or wanted.anyone or not admitted(who, wanted):
            continue
        answer = await client.request(method, filled(path))
        case = f"{who}: {method} {filled(path)} {answer.status_code}"
        assert answer.status_code < 500, case
        assert answer.status_code != 401, case
        assert "此功能只供" not in answer.text, case
        if answer.status_code == 303:
            assert not answer.headers["location"].startswith("/login"), case


async def test_somebody_with_an_initial_password_gets_nowhere_else(client_for):
    from webapp.accounts.tables import Person
    from webapp.db import transaction

    async with transaction():
        await Person.update({Person.must_change: True}).where(Person.id == ids()["supervisor"])
    client = await client_for("supervisor")
    for method, path, wanted in table():
        if wanted.anyone or wanted.initial or "supervisor" not in wanted.roles:
            continue
        answer = await client.request(method, filled(path))
        if method == "GET":
            assert answer.headers.get("location") == "/password", path
        else:
            assert answer.status_code == 403, path


def test_the_document_of_routes_is_current():
    assert http_docs.TARGET.read_text() == http_docs.text(), "python -m scripts.http_docs"
