"""Many enterprises all over the province, for measuring: the shape of the core without its photos and its trail.

Written county by county, so that the memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from piccolo.table import Table

from webapp.accounts.rules import ADMINISTRATOR, INSPECTOR, SUPERVISOR
from webapp.accounts.tables import Bureau, BureauArea, Person
from webapp.db import sql, transaction
from webapp.db.sql.bulk import next_id, set_sequences, write_rows
from webapp.demo.book import Book
from webapp.demo.land.enterprises import Registry, Site, trades_of
from webapp.demo.land.knowledge import Knowledge
from webapp.demo.land.people import Crew
from webapp.demo.land.places import Place
from webapp.demo.year.plain_visits import history
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, QrCode
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection

PROVINCE, HOME = "34", "3417"
TABLES: tuple[type[Table], ...] = (
    Bureau, BureauArea, Person, Enterprise, EnterpriseHazard, QrCode, Inspection, Finding,
)  # fmt: skip
STEP = 500


@dataclass
class Province:
    """What all of it has in common: `hashed` password of everybody, `visits` of each enterprise; `told` hears how many
    enterprises were written, each time; `codes` are the short codes that are given.
    """

    seed: int
    today: date
    hashed: str
    known: Knowledge
    visits: int
    told: Callable[[int], object]
    codes: set[str] = field(default_factory=set)

    async def fill(self, number: int) -> None:
        """Bureaus of all cities and counties but the core's, with people, and `number` enterprises in them."""
        chance = Random(self.seed + 1)  # noqa: S311 - a demo has no secrets in it
        counties = sorted(
            code
            for code, name in self.known.towns.items()
            if len(code) == 6 and not code.startswith(HOME) and name not in {"市辖区", "县"}
        )
        weights = [chance.uniform(0.5, 2.0) for _ in counties]
        given = [int(number * weight / sum(weights)) for weight in weights]
        given[0] += number - sum(given)
        above = await self._cities(counties)
        self.codes |= {row["short_code"] for row in await sql("SELECT short_code FROM qr_code")}
        for order, (county, count) in enumerate(zip(counties, given, strict=True)):
            await self._county(county, count, above[county[:4]], self.seed + order + 2)

    async def _book(self, seed: int) -> Book:
        starts = {table: await next_id(table) for table in TABLES if table is not Inspection}
        return Book(seed, self.today, starts)

    async def _cities(self, counties: list[str]) -> dict[str, int]:
        book = await self._book(self.seed)
        crew = Crew(book, self.hashed)
        province = crew.bureau(_place(PROVINCE, self.known.towns[PROVINCE], (0, 0, 0), (), book.chance), None)
        crew.person(SUPERVISOR, province, username="province")
        crew.person(ADMINISTRATOR, province, username="province-admin")
        cities = {}
        for code in sorted({county[:4] for county in counties}):
            place = _place(code, self.known.towns[code], (0, 0, 0), (), book.chance)
            cities[code] = crew.bureau(place, province)
            crew.person(SUPERVISOR, cities[code], username=f"chief-{code}")
        await _write(book)
        await _join(cities, province)
        return cities

    async def _county(self, county: str, count: int, city: int, seed: int) -> None:
        book, towns_of = await self._book(seed), self.known.towns
        crew = Crew(book, self.hashed)
        building, chemical = round(count * 81 / 177), round(count * 26 / 177)
        towns = tuple(code for code in towns_of if len(code) == 9 and code.startswith(county)) or (county,)
        counts = (building, chemical, count - building - chemical)
        place = _place(county, towns_of[county], counts, towns, book.chance)
        bureau = crew.bureau(place, city)
        crew.person(SUPERVISOR, bureau, username=f"supervisor-{county}")
        people = [crew.person(INSPECTOR, bureau, username=f"inspector-{county}-{turn}") for turn in (1, 2)]
        severe = frozenset(code for code, row in self.known.factors.items() if row["severe"])
        registry = Registry(book, severe, self.known.severe_groups, self.codes)
        for order, trade in enumerate(trades_of(place, book.chance), start=1):
            town = book.chance.choice(towns)
            site = registry.site(place, bureau, trade, town, towns_of[town], (crew.name(), crew.name()))
            self._visits(book, site, people)
            if order % STEP == 0:
                self.told(await _write(book))
        self.told(await _write(book))

    def _visits(self, book: Book, site: Site, people: list[int]) -> None:
        for turn in range(self.visits):
            back = 5 + (self.visits - 1 - turn) * (680 // self.visits) + book.chance.randrange(60)
            history(book, self.known, site, people, self.today - timedelta(days=back), turn)


async def _write(book: Book) -> int:
    """How many enterprises were written."""
    number = len(book.rows.get(Enterprise, []))
    async with transaction():
        for table in TABLES:
            await write_rows(table, book.rows.pop(table, []))
        await set_sequences(TABLES)
    book.events.clear()
    return number


def _place(
    code: str, name: str, counts: tuple[int, int, int], towns: tuple[str, ...], chance: Random
) -> Place:
    centre = (round(chance.uniform(29.6, 34.4), 4), round(chance.uniform(115.2, 119.3), 4))
    return Place(code, f"{name}卫生健康委员会", name[:1], "authority", name, (code,), counts, centre, towns)


async def _join(cities: dict[str, int], province: int) -> None:
    """池州's bureau is below the province's too."""
    async with transaction():
        await Bureau.update({Bureau.parent: province}).where(Bureau.code == HOME)
