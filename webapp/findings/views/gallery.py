"""The photos of a finding: which belong to it, and which of them a person may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.clock import moment
from webapp.errors import NotFound
from webapp.evidence.queries import find
from webapp.evidence.tables import Photo
from webapp.evidence.views import Shot, shots
from webapp.findings.origin import VISIT, photo_owner, photos_before
from webapp.findings.rules import Answer, ReportKind
from webapp.findings.tables import Finding, Recheck, Report

Row = dict[str, Any]
# As inspections/rules/__init__.py: who arrives may take a picture before the visit is opened.
ALBUM = timedelta(hours=1)
# What a report is, as its photos are labelled: only what reports the end shows the time afterwards.
SHOWN = {
    ReportKind.DONE: "整改后",
    ReportKind.PROGRESS: "整改进展",
    ReportKind.EXTENSION: "延期申请",
    ReportKind.OBJECTION: "异议",
}

WITHDRAWN = "已撤回的报告"


@dataclass
class Gallery:
    """Photos by their part in the life of the finding; reports and rechecks by id of report and visit as text.

    `kinds` says what each report is.
    """

    before: list[Shot] = field(default_factory=list)
    on_site: list[Shot] = field(default_factory=list)
    reports: dict[str, list[Shot]] = field(default_factory=dict)
    rechecks: dict[str, list[Shot]] = field(default_factory=dict)
    proof: list[Shot] = field(default_factory=list)
    withdrawn: frozenset[str] = frozenset()
    kinds: dict[str, ReportKind] = field(default_factory=dict)

    @property
    def after(self) -> list[Shot]:
        """Everything that shows the time afterwards, oldest first within reports and rechecks."""
        later = [*self._of(ReportKind.DONE), *(shot for some in self.rechecks.values() for shot in some)]
        return [*self.on_site, *later]

    @property
    def meanwhile(self) -> list[tuple[str, list[Shot]]]:
        """What the other reports show, with the name of their kind; without the kinds that show nothing."""
        others = [(words, self._of(kind)) for kind, words in SHOWN.items() if kind is not ReportKind.DONE]
        back = [shot for report in self.reports if report in self.withdrawn for shot in self.reports[report]]
        return [(words, some) for words, some in [*others, (WITHDRAWN, back)] if some]

    def _of(self, kind: ReportKind) -> list[Shot]:
        """What stands of the reports of a kind: one that was taken back shows nothing of the finding."""
        return [
            shot
            for report, some in self.reports.items()
            if self.kinds[report] is kind and report not in self.withdrawn
            for shot in some
        ]


def before_targets(row: Row) -> list[str]:
    """The places in its visit whose photos show the finding: itself, its item, its slot."""
    targets = [f"finding:{row['draft']}"]
    if row["item_code"]:
        targets.append(f"item:{row['item_code']}")
    if row["slot"]:
        targets.append(f"slot:{row['slot']}")
    return targets


async def gallery(row: Row, reports: list[Row], rechecks: list[Row]) -> Gallery:
    """All photos of the finding; `reports` are sent ones, `rechecks` those of submitted visits."""
    kind, owner = photo_owner(row)
    visits = {str(entry["inspection"]) for entry in rechecks}
    owners = {
        VISIT: visits,
        kind: {owner} | (visits if kind == VISIT else set()),
        "report": {str(report["id"]) for report in reports},
        "finding": {str(row["id"])},
    }
    rows: list[Row] = []
    for kind, ids in owners.items():
        if ids:
            rows += (
                await Photo.select()
                .where(
                    (Photo.owner_kind == kind)
                    & Photo.owner_id.is_in(sorted(ids))
                    & Photo.withdrawn_at.is_null()
                )
                .order_by(Photo.received_at, Photo.id)
            )
    made = Gallery()
    grouped = _grouped(row, rows, await _began(row))
    made.before = [shot for target in before_targets(row) for shot in grouped.get(("before", target), [])]
    made.on_site = grouped.get(("on_site", ""), [])
    made.proof = grouped.get(("proof", ""), [])
    made.kinds = {str(r["id"]): ReportKind(r["kind"]) for r in reports}
    made.withdrawn = frozenset(str(r["id"]) for r in reports if r["answer"] == Answer.WITHDRAWN.value)
    made.reports = {
        report: [
            replace(shot, caption=_named(shot, WITHDRAWN if report in made.withdrawn else SHOWN[kind]))
            for shot in grouped.get(("report", report), [])
        ]
        for report, kind in made.kinds.items()
    }
    made.rechecks = {
        str(r["inspection"]): grouped.get(("recheck", str(r["inspection"])), []) for r in rechecks
    }
    return made


def _named(shot: Shot, name: str) -> str:
    """The name of what a report is in the place of the kind of photo; that it is too old stays."""
    return " · ".join([name, *shot.caption.split(" · ")[1:]])


async def _began(row: Row) -> datetime:
    """When the visit began that saw the finding, which is hours before it was opened by the submission; for what comes from
    elsewhere when it was seen.
    """
    if row["inspection"] is None:
        seen: datetime = row["found_at"]
        return seen
    visit = Finding.inspection
    found = await Finding.select(
        visit.began_at.as_alias("began"), visit.started_at.as_alias("started")
    ).where(Finding.id == row["id"])
    began: datetime = found[0]["began"] or found[0]["started"]
    return began


def _grouped(row: Row, photos: list[Row], began: datetime) -> dict[tuple[str, str], list[Shot]]:
    found: dict[tuple[str, str], list[Shot]] = defaultdict(list)
    for photo in photos:
        if place := place_of(row, photo):
            found[place] += [_dated(shot, began, photo) for shot in shots([photo], base(row))]
    return found


def _dated(shot: Shot, began: datetime, photo: Row) -> Shot:
    """A photo that is older than the visit that saw the finding says so."""
    times = [at for at in (photo["taken_at"], photo["exif_taken_at"]) if at is not None]
    early = min(times, default=None)
    if early is None or began - early <= ALBUM:
        return shot
    return replace(shot, caption=f"{shot.caption} · 摄于 {moment(early)}，早于检查")


def place_of(row: Row, photo: Row) -> tuple[str, str] | None:
    """Where in the gallery a photo stands; None when it is not one of this finding."""
    if photo["owner_kind"] == "report":
        return "report", photo["owner_id"]
    if photo["owner_kind"] == "finding":
        return "proof", ""
    if photo["target"] == f"recheck:{row['id']}":
        return "recheck", photo["owner_id"]
    if (photo["owner_kind"], photo["owner_id"]) != photo_owner(row):
        return None
    if photo["target"] == f"after:{row['draft']}":
        return "on_site", ""
    return ("before", photo["target"]) if photo["target"] in before_targets(row) else None


def base(row: Row) -> str:
    """The address below which photos of the finding are served."""
    return f"/findings/{row['id']}/photos"


async def covers(rows: list[Row]) -> dict[int, Shot]:
    """The first picture of each finding of a list, by finding id; one query."""
    if not rows:
        return {}
    targets = sorted({target for row in rows for target in before_targets(row)})
    photos = (
        await Photo.select()
        .where(
            photos_before(rows)
            & Photo.target.is_in(targets)
            & Photo.withdrawn_at.is_null()
            & (Photo.media_type != "application/pdf")
        )
        .order_by(Photo.received_at, Photo.id)
    )
    found: dict[int, Shot] = {}
    for row in rows:
        mine = [photo for photo in photos if (place_of(row, photo) or ("", ""))[0] == "before"]
        mine.sort(key=lambda photo: before_targets(row).index(photo["target"]))
        if mine:
            found[row["id"]] = shots(mine[:1], base(row))[0]
    return found


async def photo_for(user: User, row: Row, photo_id: UUID) -> Row:
    """One photo of this finding (the caller has found it through the reach); NotFound for every other one."""
    photo = await find(photo_id)
    if photo is None or photo["withdrawn_at"] is not None or not await _belongs(user, row, photo):
        raise NotFound("没有找到这张照片。")
    return photo


async def _belongs(user: User, row: Row, photo: Row) -> bool:
    if photo["owner_kind"] == "finding":
        return bool(photo["owner_id"] == str(row["id"]))
    if photo["owner_kind"] == "report":
        mine = (Report.state == "sent") | (Report.person == user.id)
        return await Report.exists().where(
            (Report.id == UUID(photo["owner_id"])) & (Report.finding == row["id"]) & mine
        )
    if place_of(row, photo) is None:
        return False
    if (photo["owner_kind"], photo["owner_id"]) == photo_owner(row):
        return True
    if photo["owner_kind"] != VISIT:
        return False
    return await Recheck.exists().where(
        (Recheck.finding == row["id"])
        & (Recheck.inspection == UUID(photo["owner_id"]))
        & (Recheck.inspection.state == "submitted")
    )
