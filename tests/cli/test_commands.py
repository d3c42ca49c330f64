"""The command as it is run: starts, says what is wrong, ends without dropping what is in flight."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.browser.server import PROJECT, Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.remove()


def administrator(server: Server) -> str:
    server.environment["MASHANG_PASSWORD"] = "ein-langes-Kennwort"
    return server.cli("user", "first", "--bureau", "341702")


def test_the_first_administrator_signs_in_and_the_chain_holds(server: Server) -> None:
    server.cli("migrate")
    assert "已建立" in administrator(server)
    server.start()
    known = {"username": "first", "password": "ein-langes-Kennwort"}
    answer = httpx.post(f"{server.url}/login", data=known, timeout=60)
    assert answer.status_code == 303
    server.stop()
    assert "问题 0 个" in server.cli("audit", "verify")


def test_a_taken_name_and_a_weak_password_are_refused_in_words(server: Server) -> None:
    server.cli("migrate")
    administrator(server)
    with pytest.raises(RuntimeError, match="账号 first 已存在"):
        server.cli("user", "first")
    server.environment["MASHANG_PASSWORD"] = "kurz"
    with pytest.raises(RuntimeError, match="至少 10 个字符"):
        server.cli("user", "second")


def test_a_request_in_flight_is_answered_after_sigterm(server: Server) -> None:
    server.start()
    where = urlsplit(server.url)
    body = b"username=nobody&password=does-not-matter"
    with socket.create_connection((where.hostname, where.port or 0)) as wire:
        head = f"POST /login HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        wire.sendall(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body[:10])
        assert server.process is not None
        # A second request that is answered proves that the server has read the first one's beginning.
        assert httpx.get(f"{server.url}/health", timeout=60).status_code == 200
        server.process.terminate()
        wire.sendall(body[10:])
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 422")
    assert server.process.wait(30) in {0, -signal.SIGTERM}  # uvicorn hands the signal on when it has finished


def test_a_taken_port_is_said_in_words(server: Server) -> None:
    server.start()
    done = subprocess.run(
        [sys.executable, "-m", "webapp.cli", "run"],
        cwd=PROJECT,
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "已被占用" in done.stderr


def test_no_health_without_the_storage(server: Server) -> None:
    server.start()
    media = Path(server.environment["MASHANG_DATA"]) / "media"
    media.rename(media.with_name("gone"))
    media.write_text("a file where the folder was")
    answer = httpx.get(f"{server.url}/health", timeout=60)
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "storage": "不可用"}


def test_a_short_password_for_the_demo_is_refused_before_anything_is_made(server: Server) -> None:
    server.environment["MASHANG_DEMO_PASSWORD"] = "kurz"
    done = subprocess.run(
        [sys.executable, "-m", "webapp.cli", "demo"], env=server.environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "MASHANG_DEMO_PASSWORD 不能用：密码至少 10 个字符。" in done.stderr
    assert "已建立" not in done.stdout + done.stderr
    # What `make run` asks before it installs anything needs nothing but Python's own library.
    script = str(PROJECT / "scripts" / "demo_password.py")
    for password, code in (("kurz", 1), ("", 0), ("lang-genug-dafuer", 0)):
        environment = {"MASHANG_DEMO_PASSWORD": password, "PATH": ""}
        done = subprocess.run(
            [sys.executable, "-S", "-E", script], env=environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        assert ("密码至少 10 个字符" in done.stderr) is bool(code)
    told = subprocess.run(["make", "-n", "run"], cwd=PROJECT, capture_output=True, text=True).stdout
    assert told.index("demo_password.py") < told.index("mashang migrate")
