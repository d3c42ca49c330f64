"""The pins hold on a machine that is not ours."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+) \\$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((PROJECT / name).read_text()))


@pytest.mark.parametrize("name", LOCKS)
def test_names_no_registry_and_no_folder_of_a_machine(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^(-|.*\s/\w)", text, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(name: str) -> None:
    blocks = [block for block in re.split(r"\n(?=[a-z0-9])", (PROJECT / name).read_text()) if "==" in block]
    assert len(blocks) == len(pins(name)) > 40
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("package", ["pillow", "uvloop", "asyncpg", "msgspec"])
def test_compiled_packages_have_the_files_of_every_platform(package: str) -> None:
    # Linux on two processors for three Pythons, and the source.
    block = next(
        block
        for block in re.split(r"\n(?=[a-z0-9])", (PROJECT / "requirements.txt").read_text())
        if block.startswith(f"{package}==")
    )
    assert block.count("--hash=") >= 2 * 3 + 1


def test_what_is_tested_is_what_runs() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_everything_declared_is_pinned() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[\[<>=]", name)[0] for name in project["dependencies"]}
    development = {re.split(r"[\[<>=]", name)[0] for name in project["optional-dependencies"]["dev"]}
    assert declared <= pins("requirements.txt").keys()
    assert development <= pins("requirements-dev.txt").keys()


def test_the_pins_are_complete() -> None:
    # They are installed as they stand (--no-deps), so that a release of tomorrow changes nothing.
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_package_lock_has_hashes_and_no_addresses() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_browser_libraries_are_pinned_exactly() -> None:
    dependencies = json.loads((PROJECT / "package.json").read_text())["dependencies"]
    assert [
        name for name, version in dependencies.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    ] == []
