"""How the whole suite is run: what fails in the browser gets a second run alone, and is named; nothing else does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.only_on("sqlite")

PROJECT = Path(__file__).parents[2]
WORKERS = "1"
PASSES = "def test_passes(): pass\n"
FAILS = "def test_fails(): assert False\n"
# Fails until it has run once: what a test does that only its neighbours disturb.
FAILS_ONCE = """
import os, pathlib, pytest
@pytest.mark.parametrize("size", ["phone"])
def test_disturbed(size):
    seen = pathlib.Path(os.environ["SEEN"], os.environ["MASHANG_TEST_DB"])
    if not seen.exists():
        seen.touch()
        assert False
"""


def ran(folder: Path, module: str, *arguments: str, **files: str) -> subprocess.CompletedProcess[str]:
    """The script in a folder with these tests: browser and other."""
    for name, text in {"browser": PASSES, "other": PASSES, **files}.items():
        (folder / "tests" / name).mkdir(parents=True)
        (folder / "tests" / name / f"test_{name}.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "MASHANG_"))}
    environment |= {"PYTHONPATH": str(PROJECT), "SEEN": str(folder), "TEST_WORKERS": WORKERS}
    # Loading every plugin takes longer than these tests.
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist.plugin"}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_a_browser_test_that_passes_alone_counts_and_is_named_at_the_end(tmp_path: Path) -> None:
    done = ran(tmp_path, "scripts.suite", "sqlite", "postgres", browser=FAILS_ONCE)
    assert done.returncode == 0, done.stdout
    name = "tests/browser/test_browser.py::test_disturbed[phone]"
    assert done.stdout.strip().splitlines()[-1] == f"needed a second run: {name} (sqlite) {name} (postgres)"


def test_a_browser_test_that_fails_twice_has_failed(tmp_path: Path) -> None:
    done = ran(tmp_path, "scripts.suite", "sqlite", browser=FAILS)
    assert done.returncode == 1
    assert "once more, alone" in done.stdout and "needed a second run" not in done.stdout


def test_what_fails_outside_of_the_browser_gets_no_second_run(tmp_path: Path) -> None:
    done = ran(tmp_path, "scripts.suite", "sqlite", "postgres", other=FAILS_ONCE)
    assert done.returncode == 1
    assert "once more" not in done.stdout and not (tmp_path / "postgres").exists()


def test_tests_that_all_pass_say_nothing_more(tmp_path: Path) -> None:
    done = ran(tmp_path, "scripts.suite", "sqlite")
    assert done.returncode == 0 and "second" not in done.stdout


def test_each_file_in_the_browser_has_one_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = """
import os, pathlib, pytest, time
@pytest.mark.parametrize("number", range(8))
def test_notes_its_worker(number):
    notes = pathlib.Path(os.environ["SEEN"], pathlib.Path(__file__).stem)
    with notes.open("a") as seen:
        seen.write(os.environ["PYTEST_XDIST_WORKER"] + " ")
"""
    # The one worker is often through before the other has begun: each waits until both have been here.
    both = (
        one
        + """
    last = time.monotonic() + 30
    while len(set(notes.read_text().split())) < 2 and time.monotonic() < last:
        time.sleep(0.01)
"""
    )
    monkeypatch.setattr("tests.tooling.test_suite.WORKERS", "2")
    done = ran(tmp_path, "scripts.suite", "sqlite", browser=one, other=both)
    assert done.returncode == 0, done.stdout
    assert len(set((tmp_path / "test_browser").read_text().split())) == 1
    assert set((tmp_path / "test_other").read_text().split()) == {"gw0", "gw1"}


def test_compiled_files_are_kept_for_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    writes = "import sys\ndef test_writes(): assert not sys.dont_write_bytecode\n"
    done = ran(tmp_path, "scripts.suite", "sqlite", other=writes)
    assert done.returncode == 0, done.stdout


def test_a_test_that_fails_now_and_then_is_counted(tmp_path: Path) -> None:
    done = ran(tmp_path, "scripts.flaky", "sqlite", "2", "tests/browser", browser=FAILS_ONCE)
    assert done.returncode == 1
    assert "failed 1 of 2: tests/browser/test_browser.py::test_disturbed[phone]" in done.stdout
