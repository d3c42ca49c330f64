"""The whole story of the first release in Chromium, from the imported file to the sealed trail."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.pair import Pair
from tests.browser.server import Server
from tests.browser.story import correction, office, visit
from tests.browser.story.people import NAME, cast_of, counts, menu, number


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with the demo, and what `mashang demo --json` printed; on PostgreSQL two processes behind a proxy."""
    kind = Pair if os.environ.get("MASHANG_TEST_DB") == "postgres" else Server
    server = kind(tmp_path_factory.mktemp("story"))
    try:
        server.cli("migrate")
        printed = server.cli("demo", "--json")
        server.start()
        yield server, printed
    finally:
        server.remove()


def test_from_the_gate_to_the_closed_finding(visitor: Visitor, served: tuple[Server, str]) -> None:
    server, printed = served
    cast = cast_of(server, visitor, printed)
    office.imports(cast)
    supervisor = cast.arrives("supervisor", "desk")
    enterprise, public, short = office.prepares(cast, supervisor)
    office.public_page(cast, public)
    menu(supervisor, "看板")
    before = {label: number(supervisor, label) for label in ("待整改", "本月销号")}

    inspector = visit.arrives(cast, short)
    visit.starts(cast, inspector, "日常")
    visit.answers(inspector)
    visit.places(inspector)
    serial = visit.submits(inspector)
    owner = correction.activates(cast, visit.hands_over(inspector, serial))
    menu(supervisor, "看板")
    counts(supervisor, "待整改", before["待整改"] + 3)
    counts(supervisor, "本月销号", before["本月销号"] + 1)

    waiting = correction.red_dot(inspector)
    correction.reports_progress(owner, "破碎岗位破碎浓度")
    correction.asks_for_time(owner, "破碎岗位破碎浓度")
    correction.reports_done(owner, "中文警示说明", "已在破碎岗位张贴警示标识和中文警示说明。")
    assert correction.red_dot(inspector) == waiting + 2
    # Who handed over the code does not answer what the account sends: the second inspector does.
    correction.looks_at(cast, inspector, enterprise, "破碎岗位破碎浓度")
    correction.may_not_answer(inspector, cast.of("inspector2"), "同意延期")
    colleague = cast.arrives("inspector2")
    correction.looks_at(cast, colleague, enterprise, "破碎岗位破碎浓度")
    correction.grants(colleague)
    correction.looks_at(cast, colleague, enterprise, "中文警示说明")
    correction.returns(colleague)
    correction.opens(owner, "中文警示说明")
    expect(owner.get_by_text("请补拍近景").first).to_be_visible()
    correction.reports_done(owner, "中文警示说明", "已补拍近景，内容清楚。")
    correction.looks_at(cast, inspector, enterprise, "中文警示说明")
    correction.may_not_answer(inspector, cast.of("inspector2"), "销号")
    correction.looks_at(cast, colleague, enterprise, "中文警示说明")
    correction.closes(colleague)
    assert correction.red_dot(inspector) == waiting

    visit.rechecks(cast, inspector, enterprise, {"破碎岗位破碎浓度": "部分改正", "警示标识": "未改正"})
    visit.rechecks(cast, inspector, enterprise, {"破碎岗位破碎浓度": "已改正", "警示标识": "未改正"})
    correction.looks_at(cast, inspector, enterprise, "破碎岗位破碎浓度")
    expect(inspector.get_by_text("已销号").first).to_be_visible()

    office.leaves(cast, supervisor, enterprise)
    ours = [row for row in office.board_export(cast, supervisor) if row["用人单位"] == NAME]
    assert sorted(str(row["状态"]) for row in ours) == ["已销号", "已销号", "已销号", "终止"]
    menu(supervisor, "看板")
    counts(supervisor, "待整改", before["待整改"])
    counts(supervisor, "本月销号", before["本月销号"] + 3)

    assert "三天内到期" in server.cli("remind")
    reminded = cast.arrives("owner1")
    menu(reminded, "消息")
    expect(reminded.get_by_role("button", name=re.compile("问题即将到期")).first).to_be_visible()
    administrator = cast.arrives("admin", "desk")
    menu(administrator, "审计")
    administrator.get_by_label("用人单位").fill(NAME)
    administrator.get_by_role("button", name="查找").click()
    expect(administrator.get_by_text(cast.of("inspector1")).filter(visible=True).first).to_be_visible()
    assert "问题 0 个" in server.cli("audit", "verify")
