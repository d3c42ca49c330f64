"""处罚模式 is read and chosen in words; T1 and T2 are for files and their authors."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.checklists import scene
from webapp.checklists import queries
from webapp.checklists.rules.modes import KEPT, Mode, mode_of, mode_options
from webapp.checklists.tables import ChecklistItem, Violation


def shown(page: str) -> str:
    """What people read of a page: no tags, no values of fields."""
    return re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main>")[0])


@pytest.mark.parametrize("mode", [*Mode])
def test_the_words_mean_what_they_say(mode: Mode) -> None:
    assert mode_of(mode.label, "72-(一)") is mode
    assert mode_of(KEPT.get(mode, mode.label), "") is mode


def test_what_is_stored_stays_a_choice() -> None:
    assert [value for value, _ in mode_options("T2 可并处")][-1] == "T2 可并处"
    assert not any(re.search(r"T\d", words) for value, words in mode_options("T2 可并处"))


async def test_pages_of_checklists_say_no_codes_of_modes(client_for: Any) -> None:
    checklist, version = await scene.draft()
    client = await client_for("admin")
    item = (
        await ChecklistItem.select()
        .where((ChecklistItem.version == version) & (ChecklistItem.code == "5.1"))
        .first()
    )
    here = f"/checklists/{checklist}/versions/{version}"
    pages = [here, f"{here}/items/{item['id']}", "/reference/violations", "/reference/violations/V01"]
    for address in pages:
        text = shown((await client.get(address)).text)
        assert "先责令改正，逾期不改才可罚款" in text, address
        assert not re.search(r"\bT[12]\b", text), address


async def test_a_mode_is_chosen_in_words_and_others_stay_as_they_are(client_for: Any) -> None:
    client = await client_for("admin")
    for row in await Violation.select():
        form = (await client.get(f"/reference/violations/{row['code']}")).text
        chosen = re.search(r'<select[^>]*name="mode".*?</select>', form, re.DOTALL)
        assert chosen
        value = re.search(r'<option value="([^"]*)" selected', chosen[0])
        assert (value[1] if value else "") == row["mode"]
    base = re.search(r'name="base" value="(\w+)"', (await client.get("/reference/violations/V01")).text)
    assert base
    row = (await queries.violations())["V01"]
    sent = {name: row[name] for name in ("text", "duty_article", "penalty_article", "fine", "aggravated")}
    saved = await client.post(
        "/reference/violations/V01", data={**sent, "mode": "T2 应并处", "base": base[1]}
    )
    assert saved.status_code == 303, saved.text
    stored = (await queries.violations())["V01"]
    assert mode_of(stored["mode"], stored["penalty_article"]) is Mode.T2_MUST
