"""逐条复核: many decided on one page, by every rule of a single closure."""

import re

from tests.cast import ids
from tests.conftest import ClientFor
from tests.counting import statements
from tests.findings.reporting import DONE, reported, state_of
from tests.findings.scene import counts_agree, finding, findings, row_of, shoot
from tests.findings.test_sides import invented, sends
from webapp.audit.queries import history
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection


async def waiting(client_for: ClientFor, number: int = 2) -> dict[int, str]:
    """Findings whose completion was reported, with the id of the report that waits."""
    return {one: (await reported(client_for, one)).rsplit("/", 1)[1] for one in await findings(number)}


def said(reports: dict[int, str], **decisions: str) -> dict[str, object]:
    """The form of the page: `closure_7=""`, `return_8="看不清。"` decide, everything else is skipped."""
    form: dict[str, object] = {"finding": [str(one) for one in reports]}
    form |= {f"report-{one}": report for one, report in reports.items()}
    for name, text in decisions.items():
        decision, number = name.split("_")
        form |= {f"decision-{number}": decision, f"text-{number}": text}
    return form


async def test_one_look_at_each_pair_then_all_decisions_together(client_for: ClientFor) -> None:
    one, two, _ = reports = await waiting(client_for, 3)
    row = await row_of(one)
    await shoot("inspector", "inspection", row["inspection"], f"finding:{row['draft']}")
    client = await client_for("colleague")
    page = (await client.get("/findings/reviews")).text
    assert page.count("data-review tabindex") == 3
    for words in ("破碎车间粉尘浓度", "安装除尘设施", DONE["text"], f'value="{reports[two]}"'):
        assert words in page
    first = page.split("data-review tabindex")[1]
    assert re.search(r"整改前</span>\s*<figure", first)
    assert re.search(r"整改后</span>\s*<figure", first)
    form = said(reports, **{f"closure_{one}": "照片清楚。", f"return_{two}": "看不清。"})
    for _ in range(2):  # pressed twice it is one act
        answer = await client.post("/findings/reviews", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/findings")
    assert [await state_of(number) for number in reports] == [("closed", 1), ("open", 2), ("reported", 1)]
    events = await history("finding", one)
    assert [event["action"] for event in events] == ["finding.opened", "finding.reported", "finding.closed"]
    assert events[-1]["person"] == ids()["colleague"]
    assert "已销号 1 项，已退回 1 项。" in (await client.get("/findings")).text
    await counts_agree()


async def test_a_single_one_is_confirmed_and_the_others_stay_to_be_decided(client_for: ClientFor) -> None:
    one, two = reports = await waiting(client_for)
    client = await client_for("inspector")
    form = said(reports, **{f"closure_{one}": "", f"closure_{two}": ""}) | {"only": str(two)}
    answer = await client.post("/findings/reviews", data=form)
    assert answer.headers["location"] == f"/findings/reviews?finding={one}"
    assert [(await state_of(number))[0] for number in reports] == ["reported", "closed"]


async def test_what_is_stale_incomplete_or_unseen_is_named_and_stops_no_other(client_for: ClientFor) -> None:
    gone, anew, mute, unseen, good = reports = await waiting(client_for, 5)
    inspector, colleague = await client_for("inspector"), await client_for("colleague")
    await colleague.post(f"/findings/{gone}/closure", data={"report": reports[gone]})
    await colleague.post(f"/findings/{anew}/return", data={"report": reports[anew], "text": "再拍。"})
    await reported(client_for, anew, "mate")
    form = said(
        reports,
        **{f"closure_{gone}": "", f"closure_{anew}": "", f"return_{mute}": " ", f"closure_{unseen}": "", f"closure_{good}": ""},
    )  # fmt: skip
    answer = await inspector.post("/findings/reviews", data=form | {f"report-{unseen}": ""})
    assert answer.status_code == 409
    assert "4 项没有办理" in answer.text
    assert "已销号 1 项。" in answer.text
    for words in ("已不在等待复核", "企业又提交了新的报告", "请填写退回理由", "页面已经过时"):
        assert words in answer.text
    assert [(await state_of(number))[0] for number in reports] == [
        "closed", "reported", "reported", "reported", "closed",
    ]  # fmt: skip
    # Of the new report nothing is decided yet; what was typed for the old one is not lost.
    checked = re.findall(r'name="decision-(\d+)" value="(\w*)" autocomplete="off" checked', answer.text)
    assert dict(checked) == {str(anew): "", str(mute): "return", str(unseen): ""}
    assert (await inspector.post("/findings/reviews", data=said(reports))).status_code == 422


async def test_who_issued_the_account_closes_nothing_of_it_here_either(client_for: ClientFor) -> None:
    number = await finding()
    reports = {number: await sends(await invented(client_for), number, "done")}
    inspector = await client_for("inspector")
    page = (await inspector.get("/findings/reviews")).text
    assert "您不能销号、退回或答复" in page
    assert f"decision-{number}" not in page
    for decision in ("closure", "return"):
        answer = await inspector.post(
            "/findings/reviews", data=said(reports, **{f"{decision}_{number}": "好。"})
        )
        assert answer.status_code == 409
        assert "您不能销号、退回或答复" in answer.text
    assert await state_of(number) == ("reported", 1)
    answer = await (await client_for("colleague")).post(
        "/findings/reviews", data=said(reports, **{f"closure_{number}": ""})
    )
    assert answer.status_code == 303
    assert await state_of(number) == ("closed", 1)


async def test_only_a_badge_within_the_reach_decides(client_for: ClientFor) -> None:
    number = await finding()
    reports = {number: (await reported(client_for, number)).rsplit("/", 1)[1]}
    form = said(reports, **{f"closure_{number}": ""})
    for who in ("assistant", "countyadmin", "owner"):
        answer = await (await client_for(who)).post("/findings/reviews", data=form)
        assert answer.status_code == 403, who
    far = await client_for("outsider")
    assert "data-review tabindex" not in (await far.get(f"/findings/reviews?finding={number}")).text
    answer = await far.post("/findings/reviews", data=form)
    assert answer.status_code == 409
    assert "可能不在您的管辖范围内" in answer.text
    assert await state_of(number) == ("reported", 1)


async def test_ticked_findings_go_there_and_the_others_are_told(client_for: ClientFor) -> None:
    one, two = await waiting(client_for)
    still_open = await finding()
    client = await client_for("inspector")
    assert "逐条复核" in (await client.get("/findings?filter=all")).text
    assert "逐条复核" not in (await (await client_for("assistant")).get("/findings?filter=all")).text
    ticks = {"tick": [str(one), str(still_open), "999999"], "do": "reviews"}
    answer = await client.post("/findings/selection", data=ticks)
    assert answer.headers["location"] == f"/findings/reviews?finding={one}"
    page = (await client.get(answer.headers["location"])).text
    assert "1 项没有等待复核的整改报告" in page
    assert "1 项不在您的管辖范围内" in page
    whole = {"whole": "1", "filter": "waiting", "do": "reviews"}
    answer = await client.post("/findings/selection", data=whole)
    assert answer.headers["location"] == f"/findings/reviews?finding={one}&finding={two}"
    assert "data-review tabindex" in (await client.get("/findings/reviews?mine=1")).text
    await Finding.update({Finding.responsible: ids()["colleague"]}).where(Finding.id > 0)
    assert "data-review tabindex" not in (await client.get("/findings/reviews?mine=1")).text


async def test_many_cost_no_more_statements_than_one(client_for: ClientFor) -> None:
    numbers = list(await waiting(client_for, 6))
    client = await client_for("inspector")
    address = "/findings/reviews?finding="
    few = len(await statements(client.get(f"{address}{numbers[0]}")))
    assert len(await statements(client.get("/findings/reviews"))) == few
    assert await Inspection.count() == 1
