"""Every sentence and number that documents derive agrees with the record it is derived from."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import ids
from tests.documents.scene import VIOLATION, begun, content, issued, submitted
from tests.documents.test_stale import objected
from tests.inspections.ready import draft_finding, who
from webapp.documents import kinds
from webapp.documents.orders import orders_of
from webapp.documents.rendering.context import view
from webapp.documents.writing import captions
from webapp.documents.writing.composing import compose
from webapp.documents.writing.content import number_of
from webapp.documents.writing.editing import applied
from webapp.documents.writing.parts import ON_SITE, SEEN, SHOTS
from webapp.documents.writing.proposing import proposals
from webapp.documents.writing.source import Source
from webapp.findings.rules import Handling, Recheck
from webapp.findings.tables import Finding
from webapp.inspections.queries.shortcomings import MOSTLY
from webapp.inspections.rules import ROUTINE

DAY = datetime(2026, 11, 30, 2, tzinfo=UTC)

ENTERPRISE = {
    "name": "甲厂", "credit_code": "", "address": "路", "legal_person": "", "contact": "", "phone": "",
    "industry_name": "", "workplace": "",
}  # fmt: skip
LISTED = (kinds.ORDER, kinds.ADVICE, kinds.RECHECK, kinds.CLOSURE, kinds.REPORT)


MET = SimpleNamespace(result="met", note="")


def mostly(note):
    return SimpleNamespace(result="mostly", note=note)


@st.composite
def rows(draw, most=9):
    """Findings as the database keeps them, some corrected on the spot; numbers with the gaps of voided ones."""
    numbers = draw(st.lists(st.integers(1, 60), max_size=most, unique=True).map(sorted))
    made = []
    for number in numbers:
        mended = draw(st.booleans())
        made.append({
            "id": number, "number": number, "draft": f"d{number}", "fact": f"事实{number}。", "requirement": f"要求{number}",
            "item_code": "5.1", "legal_basis": "20", "handling": draw(st.sampled_from([one.value for one in Handling])),
            "corrected_on_site": mended, "on_site_note": f"已改{number}。" if mended else "", "due_on": None,
            "penalty_article": draw(st.sampled_from(["70-(一)", "72-(四)", "75-(三)", ""])),
            "mode": draw(st.sampled_from(["T1", "T2", ""])), "violation": None,
            "state": "closed" if mended else draw(st.sampled_from(["open", "reported", "closed"])),
        })  # fmt: skip
    return made


@st.composite
def sources(draw):
    """A visit that was submitted, with findings, rechecks of former ones, photos and answers."""
    findings = draw(rows())
    rechecks = [
        row
        | {"id": row["id"] + 100, "result": draw(st.sampled_from([one.value for one in Recheck])), "note": ""}
        for row in draw(rows(4))
    ]
    answered = draw(st.integers(0, 60))
    noted = draw(
        st.dictionaries(
            st.integers(0, 60), st.builds(mostly, st.sampled_from(["", "缺页", "缺签"])), max_size=4
        )
    )
    targets = [f"finding:{row['draft']}" for row in findings if draw(st.booleans())]
    photo = {
        "sha256": "0" * 64, "latitude": None, "taken_at": None, "received_at": None, "person": 1, "media_type": "image/jpeg",
    }  # fmt: skip
    record = SimpleNamespace(
        people={}, photos={target: [photo] for target in targets}, items=[{"id": at, "code": str(at), "content": "内容"} for at in range(60)],
        answer=lambda item: noted.get(item, MET) if item < answered else None, rechecks={}, kind=ROUTINE,
    )  # fmt: skip
    visit = {
        "kind": "routine", "outcome": "inspected", "state": "submitted", "started_at": DAY, "ended_at": DAY, "received_at": DAY, "companion": "",
        "companion_post": "", "lead": 1, "second": 2, "showed_badge": True, "told_rights": True, "conclusion": "",
        "enterprise_name": "甲厂",
    }  # fmt: skip
    papers = [
        {"id": at, "kind": "order", "title": "通知书", "number": str(at)}
        for at in range(draw(st.integers(0, 3)))
    ]
    bureau = {"name": "局", "address": "", "phone": ""}
    return Source(visit, record, ENTERPRISE, bureau, findings, rechecks, papers, "JC-1", draw(st.booleans()))


def said(source, kind):
    found = [one for one in proposals(source.seen) if one.kind is kind and one.fits]
    return int(re.search(r"\d+", found[0].why)[0]) if found else 0


@given(sources())
def test_what_is_counted_is_what_is_listed(source):
    made = {kind: compose(kind, kind.label, source) for kind in kinds.KINDS.values()}
    assert said(source, kinds.ORDER) == len(made[kinds.ORDER]["findings"])
    assert said(source, kinds.ADVICE) == len(made[kinds.ADVICE]["findings"])
    assert (
        said(source, kinds.RECHECK)
        == len(made[kinds.RECHECK]["findings"])
        == len(made[kinds.RECHECK]["paragraphs"])
    )
    assert said(source, kinds.CLOSURE) == len(made[kinds.CLOSURE]["findings"])
    assert said(source, kinds.DELIVERY) == len(made[kinds.DELIVERY]["papers"])
    ordered = {number_of(one) for one in made[kinds.ORDER]["findings"]}
    assert ordered == {
        row["number"]
        for row in source.findings
        if row["handling"] == "order" and not row["corrected_on_site"]
    }
    for kind in LISTED:
        assert [one["no"] for one in made[kind]["findings"]] == list(
            range(1, len(made[kind]["findings"]) + 1)
        )
        printed = view(made[kind], None, None, lambda key: None)["findings"]
        assert [one["no"] for one in printed] == list(range(1, len(printed) + 1))
    assert not any(one["warning"] for one in made.values())


@given(sources())
def test_the_record_tells_every_finding_once_and_how_many_photos(source):
    facts = compose(kinds.RECORD, "", source)["facts"]
    for row in source.findings:
        wanted = ON_SITE.format(row["fact"], row["on_site_note"]) if row["corrected_on_site"] else row["fact"]
        assert facts.count(wanted) == 1
    assert (SEEN.format(source.answered) in facts) == bool(source.answered)
    answers = [(item, source.record.answer(item["id"])) for item in source.record.items]
    noted = [
        MOSTLY.format(item["code"], item["content"], given.note)
        for item, given in answers
        if given and given.note
    ]
    assert [one for one in facts if "基本符合" in one] == noted
    assert compose(kinds.REPORT, "", source)["facts"] == noted
    shots = sum(len(photos) for photos in source.record.photos.values())
    assert (SHOTS.format(shots) in facts) == bool(shots)


@given(sources())
def test_a_caption_of_the_report_names_the_number_that_the_report_prints(source):
    made = compose(kinds.REPORT, "", source)
    facts = {f"问题 {one['no']}": one["fact"] for one in made["findings"]}
    for row in source.findings:
        assert facts[captions.what_of(f"finding:{row['draft']}", source)] == row["fact"]


@given(sources(), st.sets(st.integers(1, 9)))
def test_what_is_left_out_leaves_no_gap(source, left_out):
    before = compose(kinds.ORDER, "", source)
    after = applied(before, {"left_out": left_out})
    kept = [one for one in before["findings"] if one["no"] not in left_out]
    assert [one["fact"] for one in after["findings"]] == [one["fact"] for one in kept]
    assert [number_of(one) for one in after["findings"]] == [number_of(one) for one in kept]
    assert [one["no"] for one in after["findings"]] == list(range(1, len(kept) + 1))


async def test_an_order_lists_without_gaps_and_still_names_its_findings(client_for):
    from tests.inspections.ready import complete
    from webapp.inspections.verbs.submission import submit

    visit = await complete()
    for fact, mended in (("第二个。", True), ("第三个。", False)):
        await draft_finding(
            visit,
            None,
            fact=fact,
            violation=VIOLATION,
            on_site=mended,
            on_site_note="已改。" if mended else "",
        )
    await submit(await who("inspector"), visit)
    found = {row["fact"]: row for row in await Finding.select().where(Finding.inspection == visit)}
    client = await client_for("inspector")
    page = (await client.get(f"/inspections/{visit}/documents")).text
    to_order = [row for row in found.values() if row["handling"] == "order" and not row["corrected_on_site"]]
    assert f"{len(to_order)} 个问题要责令限期改正" in page
    order = await issued(kinds.ORDER, visit)
    listed = (await content(order["id"]))["findings"]
    assert [one["no"] for one in listed] == list(range(1, len(to_order) + 1))
    for row in found.values():
        assert len(await orders_of(row)) == (row in to_order)


async def test_what_was_withdrawn_is_not_handed_over(client_for):
    visit = await submitted()
    await objected(visit)
    page = (await (await client_for("inspector")).get(f"/inspections/{visit}/handover")).text
    finding = await Finding.select().where(Finding.inspection == visit).first()
    assert finding["fact"] not in page and finding["requirement"] not in page
    assert "1 个已经撤销" in page and "现在没有需要整改的问题" in page
    assert ids()["A"] == finding["enterprise"]
    assert (await content(await begun(kinds.REPORT, visit)))["findings"] == []
