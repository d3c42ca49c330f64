"""The trail of the demo as an administrator reads it."""

from tests.audit.reading import machine_talk
from webapp.demo.loaded import Loaded


async def test_the_demo_is_told_in_words(demo: Loaded) -> None:
    number, found = await machine_talk()
    assert number > 5000
    assert sorted(found)[:20] == []
