"""The archive for machines without internet, installed on one: a network namespace without routes, and only Python."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import PROJECT

pytestmark = pytest.mark.only_on("sqlite")

# Where nothing may be unshared (a container without rights) pip is still told of no index, and every proxy leads nowhere.
NOWHERE = {
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "PIP_INDEX_URL": "http://127.0.0.1:9",
}
INSIDE = Path(__file__).with_name("without_internet.py")


def own_network() -> list[str]:
    """The command in front of another that gives it a network without routes; empty where that is not allowed."""
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    allowed = subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0
    return command if allowed else []


def test_the_bundle_installs_serves_and_upgrades_without_internet(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "scripts/bundle.py", "--to", tmp_path], cwd=PROJECT, check=True, capture_output=True
    )
    (archive,) = tmp_path.glob("mashang-*.tar")
    assert archive.name in made.stdout.decode()
    python = (
        Path(sys.base_prefix) / "bin" / "python3"
    )  # not that of the virtual environment, which has everything
    namespace = own_network()
    environment = {**os.environ, "NAMESPACE": "own"} if namespace else {**os.environ, **NOWHERE}
    done = subprocess.run(
        [*namespace, python, INSIDE, archive, tmp_path],
        check=False, capture_output=True, text=True, cwd=tmp_path, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["network"] == ("Network is unreachable" if namespace else "not tried")
    assert said["served"] == {"health": {"database": "ok", "storage": "ok"}, "title": True, "sheets": [True]}
    assert "启动：" in said["first"]
    assert "已经是这个版本" in said["again"]
    assert "升级完成" in said["upgrade"]
    assert said["upgraded"] != said["release"]
    assert (tmp_path / said["release"]).is_dir()  # the way back
    assert "已损坏：program/templates/web/page.html" in said["damaged"]
    assert said["after"] == said["upgraded"]
    assert said["backups"] == 1
    assert not list(tmp_path.rglob("never"))  # settings are not commands
