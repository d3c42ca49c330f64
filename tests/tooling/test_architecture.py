"""docs/architecture.md and its drawing say what the code is."""

import pytest

from scripts import architecture

pytestmark = pytest.mark.only_on("sqlite")


def test_the_drawing_is_current() -> None:
    assert architecture.TARGET.read_text("utf-8") == architecture.drawing(), "python -m scripts.architecture"


def test_every_room_has_its_paragraph() -> None:
    text = (architecture.ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert [room for room in architecture.rooms() if f"(`{room}`)" not in text] == []
