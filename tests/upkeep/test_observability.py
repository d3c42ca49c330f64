"""What people who run the server see: numbers of requests, logs, figures, the page 系统."""

import json
import logging
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.browser.server import Server
from tests.cast import TOKENS, ids
from webapp.accounts.login.sessions import load_user
from webapp.db import sql
from webapp.db.connect import ENGINE
from webapp.db.migrate import known
from webapp.logs import JsonLines
from webapp.settings import use
from webapp.upkeep.backup.making import back_up

NUMBER = re.compile(r"[0-9a-f]{8}")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("webapp.accounts.pages.login.render", fail)


async def test_every_answer_has_a_number_that_error_pages_show(client_for, broken, caplog) -> None:
    inspector, nobody = await client_for("inspector"), await client_for()
    seen = set()
    with caplog.at_level(logging.INFO, "mashang"):
        for method, path, status in (
            ("GET", "/tasks", 200), ("GET", "/nowhere", 404), ("DELETE", "/login", 405), ("GET", "/board", 403),
            ("GET", "/login", 500), ("GET", "/static/nothing", 404),
        ):  # fmt: skip
            caplog.clear()
            answer = await (nobody if path == "/login" else inspector).request(method, path)
            assert answer.status_code == status, path
            number = answer.headers["x-request-id"]
            assert NUMBER.fullmatch(number)
            if status >= 400:
                assert f"编号 {number}" in answer.text, path
            line = next(record for record in caplog.records if record.name == "mashang.access")
            assert (line.status, line.method) == (status, method)
            assert line.levelno == (logging.ERROR if status == 500 else logging.INFO)
            seen.add(number)
    assert len(seen) == 6


def test_served_logs_are_json_lines_without_secrets(server: Server, made: dict[str, int]) -> None:
    server.start()
    opened = httpx.get(f"{server.url}/q/{TOKENS['A']}?private=1", timeout=60)
    assert opened.status_code == 200
    missing = httpx.get(f"{server.url}/nowhere?private=1", timeout=60)
    server.stop()
    text = server.log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    by_number = {line.get("request"): line for line in lines if line["logger"] == "mashang.access"}
    assert by_number[missing.headers["x-request-id"]]["path"] == "/nowhere"
    line = by_number[opened.headers["x-request-id"]]
    assert (line["route"], line["status"], line["level"]) == ("/q/{token}", 200, "info")
    assert line["ms"] > 0
    assert "path" not in line
    assert TOKENS["A"] not in text
    assert "private" not in text


def test_a_failure_is_one_line_with_its_trace() -> None:
    try:
        raise ValueError("为什么")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "a %s", "args": ("b",), "exc_info": (ValueError, error, None)})
    said = json.loads(JsonLines().format(record))
    assert said["message"] == "a b"
    assert "为什么" in said["trace"]


async def test_slow_statements_are_told_without_their_values(client_for, caplog) -> None:
    client, before = await client_for("inspector"), ENGINE.slow
    with caplog.at_level(logging.WARNING, "mashang.slow"):
        try:
            use(slow_ms=60_000.0)  # on a busy machine any statement can take longer than the usual 200
            await client.get("/enterprises?q=秘密词")
            assert caplog.records == []
            use(slow_ms=0.0)
            await client.get("/enterprises?q=秘密词")
        finally:
            use(slow_ms=200.0)
    assert ENGINE.slow - before == len(caplog.records) > 3
    assert any("FROM" in record.sql and record.ms >= 0 for record in caplog.records)
    assert not any("秘密词" in str(vars(record)) for record in caplog.records)


def figures(answer: httpx.Response) -> dict[str, float]:
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


SCRAPER = {"host": "localhost:8000"}


async def test_figures_for_a_scraper_on_this_machine_only(client_for, application) -> None:
    client = await client_for()
    before = figures(await client.get("/metrics", headers=SCRAPER))
    await client.get("/login")
    after = figures(await client.get("/metrics", headers=SCRAPER))
    name = "mashang_requests_total GET /login 200"
    assert after[name] == before.get(name, 0) + 1
    assert after["mashang_waiting queued"] == 0
    assert after["mashang_disk_free_bytes"] > 0
    assert after["mashang_backup_age_seconds"] == -1
    for header in ("x-forwarded-for", "forwarded", "via"):
        assert (await client.get("/metrics", headers={**SCRAPER, header: "127.0.0.1"})).status_code == 404
    far = httpx.ASGITransport(application, client=("192.0.2.7", 4000))
    async with httpx.AsyncClient(transport=far, base_url="http://testserver") as stranger:
        assert (await stranger.get("/metrics", headers=SCRAPER)).status_code == 404


def test_a_proxy_that_adds_no_header_gets_no_figures(server: Server, made: dict[str, int]) -> None:
    server.start()
    where = urlsplit(server.url)
    # A proxy that hands the name on; nginx as it comes; IPv6 and IPv4 as a scraper writes them.
    for version, host, status in (
        ("1.1", "zw.example.gov.cn", 404), ("1.0", where.netloc, 404),
        ("1.1", where.netloc, 200), ("1.1", "localhost", 200), ("1.1", f"[::1]:{where.port}", 200),
    ):  # fmt: skip
        with socket.create_connection((where.hostname, where.port or 0), timeout=60) as wire:
            wire.sendall(f"GET /metrics HTTP/{version}\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            said = wire.makefile("rb").readline().split()
        assert said[1] == str(status).encode(), (version, host)


async def test_the_system_page_is_for_the_topmost_bureau(client_for, tmp_path: Path) -> None:
    top, county = await client_for("admin"), await client_for("countyadmin")
    page = await top.get("/system")
    assert page.status_code == 200
    for words in (
        "还没有备份",
        "磁盘剩余",
        "待封存事件",
        f"已执行 {len(known())} 个，待执行 0 个",
        "SQLite 3|PostgreSQL 1",
    ):
        assert re.search(words, page.text), words
    assert 'href="/system"' in (await top.get("/people")).text
    assert (await county.get("/system")).status_code == 403
    assert 'href="/system"' not in (await county.get("/people")).text
    assert (await (await client_for("chief")).get("/system")).status_code == 403
    assert (await load_user(ids()["admin"])).steward
    made = await back_up(tmp_path / "all.tar")
    page = (await top.get("/system")).text
    assert str(made.path) in page
    assert "还没有备份" not in page
    await sql("DELETE FROM migration WHERE name LIKE '%01:000000'")
    assert "有 1 个数据库迁移还没有执行" in (await top.get("/system")).text


async def test_the_top_is_where_nobody_stands_above(db: None) -> None:
    assert not (await load_user(ids()["countyadmin"])).steward
    assert not (await load_user(ids()["chief"])).steward


def test_what_libraries_say_is_a_line_of_the_log(server: Server) -> None:
    """A real server whose libraries warn and fail: every line that it writes is JSON, but for the address at the start."""
    server.program = "tests.upkeep.complaining"
    server.start()
    assert httpx.get(f"{server.url}/login", timeout=60).status_code == 200
    server.stop()
    written = server.log.read_text().splitlines()
    lines = [json.loads(line) for line in written if not line.startswith("码上职卫 已启动")]
    said = [(line["logger"], line["message"]) for line in lines]
    for logger, words in (
        ("py.warnings", "first line\nsecond line"), ("py.warnings", "DecompressionBombWarning"),
        ("python", "uncaught in thread one"), ("python", "in a destructor"),
    ):  # fmt: skip
        assert any(name == logger and words in message for name, message in said), (words, written)
