"""The whole demo as rows, from the seed, the day and what the reference data say."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.demo.book import Book
from webapp.demo.land.enterprises import Registry, Site, shares, trades_of
from webapp.demo.land.knowledge import Knowledge
from webapp.demo.land.people import Crew, Staff
from webapp.demo.land.places import PLACES, Place
from webapp.demo.pictures.album import Album
from webapp.demo.pictures.made import Picture
from webapp.demo.year import desk
from webapp.demo.year.findings import LIVE, Findings
from webapp.demo.year.stories import Storyteller
from webapp.demo.year.visits import Visitor
from webapp.enterprises.events import CREATED
from webapp.enterprises.tables import Enterprise
from webapp.evidence.rules import PhotoKind
from webapp.findings.tables import Finding

MOST = sum(place.total for place in PLACES)


@dataclass
class Demo:
    """The rows, and the enterprises and people in the order in which they were made."""

    book: Book
    sites: list[Site] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)


def build(
    book: Book, known: Knowledge, pictures: dict[PhotoKind, list[Picture]], hashed: str, number: int = MOST
) -> Demo:
    """池州市 with `number` enterprises (at most MOST), its people, and what happened in two years."""
    demo, crew = Demo(book), Crew(book, hashed)
    severe = frozenset(code for code, row in known.factors.items() if row["severe"])
    registry = Registry(book, severe, known.severe_groups)
    album = Album(book, pictures)
    visitor, findings = Visitor(book, album, known), Findings(book, album, known)
    demo.staff.append(crew.city())
    teams = [(place, crew.staff(place, crew.bureau(place, demo.staff[0].bureau))) for place in PLACES]
    for turn, ((place, staff), count) in enumerate(
        zip(teams, shares([place.total for place in PLACES], number), strict=True)
    ):
        sites = _sites(book, known, registry, crew, place, staff, count)
        Storyteller(book, visitor, findings, staff, turn).tell(sites)
        if sites:
            desk.day_lists(book, staff, sites[len(sites) // 3 :] or sites)
        demo.sites += sites
        demo.staff.append(staff)
    _count_open(book)
    return demo


def _sites(
    book: Book, known: Knowledge, registry: Registry, crew: Crew, place: Place, staff: Staff, count: int
) -> list[Site]:
    sites = []
    for order, trade in enumerate(trades_of(place, book.chance)[:count]):
        town = book.chance.choice(place.towns)
        site = registry.site(place, staff.bureau, trade, town, known.towns[town], (crew.name(), crew.name()))
        site.owner = crew.employer(site.row, staff.administrator or staff.supervisor, easy=order == 0)
        at = site.row["created_at"]
        after = {name: site.row[name] for name in ("name", "credit_code", "area", "industry")}
        book.tell(at, staff.supervisor, CREATED, site.id, site.id, after=after)
        sites.append(site)
    return sites


def _count_open(book: Book) -> None:
    by_id = {row["id"]: row for row in book.rows[Enterprise]}
    for finding in book.rows.get(Finding, []):
        by_id[finding["enterprise"]]["open_findings"] += finding["state"] in LIVE
