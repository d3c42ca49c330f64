"""What the start says: in a terminal with a picture, in a journal without."""

import sys
from dataclasses import replace

import pytest

from webapp.settings import settings
from webapp.web.announce import announce


@pytest.mark.parametrize("terminal", [True, False])
def test_a_journal_gets_the_address_and_no_picture(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr("webapp.settings._current", replace(settings(), base_url="https://zw.test"))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    announce()
    said = capsys.readouterr().out
    assert "https://zw.test" in said
    assert ("█" in said) is terminal
