"""Pictures of an album, where they were taken, and the order of before and after."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.inspections.ready import complete, draft_finding, who
from webapp.clock import moment, now
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.writing.composing import compose
from webapp.documents.writing.parts import pictures_among
from webapp.documents.writing.source import source_of
from webapp.evidence.tables import Photo
from webapp.inspections.queries.visits import find
from webapp.inspections.rules.flags import older
from webapp.inspections.verbs.submission import submit

BEGAN = datetime(2026, 3, 5, 2, tzinfo=UTC)
times = st.none() | st.integers(-60, 60).map(lambda hours: BEGAN + timedelta(hours=hours))


@given(times, times)
def test_older_than_the_visit_is_what_either_clock_says(taken, exif):
    early = [at for at in (taken, exif) if at is not None and BEGAN - at > timedelta(hours=1)]
    assert older(taken, exif, BEGAN) == min(early, default=None)


async def test_a_picture_of_the_album_is_flagged_on_review_page_and_paper(client_for):
    inspection = await complete()
    draft = await draft_finding(inspection, None, on_site=True, on_site_note="当场张贴")
    long_ago = now() - timedelta(days=400)
    async with transaction():
        await Photo.update({Photo.exif_taken_at: long_ago}).where(Photo.target == f"after:{draft}")
    client = await client_for("inspector")
    page = (await client.get(f"/inspections/{inspection}/review")).text
    assert f"有 1 张照片拍摄于检查开始以前（最早 {moment(long_ago)}）" in page
    await submit(await who("inspector"), inspection)
    page = (await client.get(f"/inspections/{inspection}")).text
    assert f"摄于 {moment(long_ago)}，早于检查" in page
    source = await source_of(await find(inspection))
    photos = compose(kinds.REPORT, "", source)["photos"]
    assert [one["when"] for one in photos if "早于检查" in one["when"]] == [f"{moment(long_ago)}（早于检查）"]
    assert {one["where"] for one in photos} == {"没有定位"}
    what = [one["what"] for one in photos]
    assert what.index("问题 2") < what.index("问题 2（当场改正后）")


async def test_a_measured_position_is_said_and_no_address(client_for):
    inspection = await complete()
    async with transaction():
        await Photo.update({Photo.latitude: 30.66, Photo.longitude: 117.49}).where(
            Photo.owner_id == str(inspection)
        )
    await submit(await who("inspector"), inspection)
    photos = compose(kinds.REPORT, "", await source_of(await find(inspection)))["photos"]
    assert {one["where"] for one in photos} == {"定位 30.66000，117.49000"}


targets = st.sampled_from(
    [
        "", "gate", "visit", "item:1.2", "item:1.10", "slot:sign:注意防尘", "recheck:7", "finding:a", "after:a", "finding:b", "after:b",
    ]
)  # fmt: skip


@given(st.sets(targets))
def test_before_precedes_after(some):
    photo = {"media_type": "image/jpeg"}
    order = [target for target, _ in pictures_among({one: [photo] for one in some})]
    assert sorted(order) == sorted(some)
    for one in "ab":
        if {f"finding:{one}", f"after:{one}"} <= some:
            assert order.index(f"after:{one}") == order.index(f"finding:{one}") + 1
    if {"item:1.2", "item:1.10"} <= some:
        assert order.index("item:1.2") < order.index("item:1.10")
