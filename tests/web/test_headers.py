"""Security headers stand on every answer, whatever its status."""

from urllib.parse import urlsplit

from webapp.settings import HTMX_CDN, use
from webapp.web.middleware.headers import policy

WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


async def answers(client, monkeypatch):
    yield 200, await client.get("/login")
    yield 200, await client.get("/static/icons/favicon.svg")
    yield 200, await client.get("/health")
    yield 303, await client.get("/me")
    yield 404, await client.get("/nowhere/at/all")
    yield 404, await client.get("/static/../pyproject.toml")
    yield 405, await client.request("DELETE", "/login")
    yield 403, await client.post("/login", headers={"sec-fetch-site": "cross-site"})
    yield 422, await client.post("/login", data={})

    async def broken(*_, **__):
        raise RuntimeError("on purpose")

    monkeypatch.setattr("webapp.accounts.pages.login.render", broken)
    yield 500, await client.get("/login")


async def test_every_answer_carries_them(client_for, monkeypatch):
    client = await client_for()
    async for status, answer in answers(client, monkeypatch):
        assert answer.status_code == status, answer.request.url
        csp = answer.headers["content-security-policy"]
        assert csp == policy()
        for name, value in WANTED.items():
            assert answer.headers[name] == value, (status, name)
        assert "camera=(self)" in answer.headers["permissions-policy"]
        if status != 200:
            assert answer.headers["cache-control"] == "no-store"


def test_of_the_cdn_the_policy_lets_one_file_run():
    """Everybody may publish at that host, so that the host alone lets anything run."""
    scripts = next(part for part in policy().split("; ") if part.startswith("script-src ")).split()
    assert scripts[1:] == ["'self'", HTMX_CDN, "'wasm-unsafe-eval'"]
    assert urlsplit(HTMX_CDN).path.endswith(".js")


def test_the_policy_lets_nothing_inline_run():
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy()
    assert "unsafe-inline" not in policy()
    assert "'unsafe-eval'" not in policy()


async def test_https_makes_cookies_secure_and_speaks_of_transport(client_for):
    client = await client_for()
    assert "strict-transport-security" not in (await client.get("/login")).headers
    use(base_url="https://testserver")
    try:
        answer = await client.get("/login")
        assert answer.headers["strict-transport-security"]
        signed = await client.post(
            "/login", data={"username": "inspector", "password": "正确的-horse-battery"}
        )
        assert "Secure" in signed.headers["set-cookie"]
    finally:
        use(base_url="http://testserver")


async def test_nothing_private_is_kept_by_browsers(client_for):
    client = await client_for("inspector")
    assert (await client.get("/me")).headers["cache-control"] == "no-store"
