"""docs/architecture.md and its drawing say what the code is, and rooms keep their size."""

from pathlib import Path

import pytest

from scripts import architecture

pytestmark = pytest.mark.only_on("sqlite")
MOST_MODULES = 12


def test_the_drawing_is_current() -> None:
    assert architecture.TARGET.read_text("utf-8") == architecture.drawing(), "python -m scripts.architecture"


def test_every_room_has_its_paragraph() -> None:
    text = (architecture.ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert [room for room in architecture.rooms() if f"(`{room}`)" not in text] == []


@pytest.mark.parametrize("room", architecture.rooms())
def test_a_room_has_few_modules_at_its_top(room: str) -> None:
    folder = Path(architecture.ROOT / "webapp" / room)
    modules = sorted(path.name for path in folder.glob("*.py") if path.name != "__init__.py")
    assert len(modules) <= MOST_MODULES, modules
