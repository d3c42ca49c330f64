"""Enterprises with hazards and QR codes; names are invented, credit codes are valid."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from webapp.demo.book import Book, Row
from webapp.demo.land.places import Place
from webapp.demo.land.trades import TRADES, WORDS, Trade
from webapp.enterprises.rules import Registration, Severity, Size
from webapp.enterprises.rules.credit_codes import ALPHABET, make_credit_code
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.rules.short_codes import new_short_code
from webapp.enterprises.rules.values import keys
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, QrCode
from webapp.gate.events import ISSUED

TOKEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # noqa: S105 - an alphabet


@dataclass
class Site:
    """An enterprise with what the visits to it need to know."""

    row: Row
    trade: Trade
    place: Place
    hazards: list[Row]
    token: str
    short_code: str
    owner: int = 0

    @property
    def id(self) -> int:
        return int(self.row["id"])


def trades_of(place: Place, chance: Random) -> list[Trade]:
    """As many trades of each kind as the place has enterprises, the common ones more often, in mixed order."""
    chosen: list[Trade] = []
    for group, count in enumerate(place.counts):
        trades = [
            trade
            for trade in TRADES
            if trade.group == group and (not place.industries or trade.industry in place.industries)
        ]
        if count:
            chosen += chance.choices(trades, [trade.weight for trade in trades], k=count)
    chance.shuffle(chosen)
    chosen.sort(key=lambda trade: trade.group != 0)  # the stories of a bureau begin in its quarries
    head, rest = chosen[:1], chosen[1:]
    chance.shuffle(rest)
    return head + rest


class Registry:
    """Gives names, credit codes, tokens and short codes, each only once."""

    def __init__(
        self,
        book: Book,
        severe_factors: frozenset[str],
        severe_groups: frozenset[str],
        codes: set[str] | None = None,
    ) -> None:
        """`codes`: the short codes that are given already; those given here are added."""
        self.book = book
        self.codes = set() if codes is None else codes
        self.severe_factors, self.severe_groups = severe_factors, severe_groups
        self._used: set[str] = set()
        self._works = 0

    def _once(self, make: Any) -> str:
        while (text := make()) in self._used:
            pass
        self._used.add(text)
        return str(text)

    def _short_code(self) -> str:
        while (code := new_short_code(self.book.chance.choice)) in self.codes:
            pass
        self.codes.add(code)
        return code

    def _name(self, place: Place, trade: Trade) -> str:
        """A name that nobody has; where many have one, a second works of the same firm."""
        chance = self.book.chance
        for _ in range(30):
            name = f"{place.say}{chance.choice(WORDS)}{chance.choice(trade.endings)}"
            if name not in self._used:
                self._used.add(name)
                return name
        self._works += 1
        return f"{name}第{self._works}分厂"

    def site(
        self, place: Place, bureau: int, trade: Trade, town: str, town_name: str, person: tuple[str, str]
    ) -> Site:
        """One enterprise of that trade in that township; `person`: legal representative, contact."""
        chance = self.book.chance
        row = self._row(place, bureau, trade, town, town_name, person)
        hazards = [
            self.book.add(
                EnterpriseHazard, enterprise=row["id"], factor=factor,
                exposed=max(1, row["exposed_workers"] // (order + 1)),
            )
            for order, factor in enumerate(self._hazards(trade))
        ]  # fmt: skip
        row["severity"] = self._severity(trade, hazards).value
        token = self._once(lambda: "".join(chance.choice(TOKEN_LETTERS) for _ in range(22)))
        short_code = self._short_code()
        at = row["created_at"]
        code = self.book.add(QrCode, enterprise=row["id"], token=token, short_code=short_code, created_at=at)
        self.book.bureau_of[row["id"]] = bureau
        self.book.tell(at, None, ISSUED, code["id"], row["id"], after={"short_code": short_code})
        return Site(row, trade, place, hazards, token, short_code)

    def _hazards(self, trade: Trade) -> list[str]:
        first, *others = trade.hazards
        return [first, *(factor for factor in others if self.book.chance.random() < 0.8)]

    def _severity(self, trade: Trade, hazards: list[Row]) -> Severity:
        severe = any(hazard["factor"] in self.severe_factors for hazard in hazards)
        return Severity.SEVERE if severe or trade.industry in self.severe_groups else Severity.GENERAL

    def _row(
        self, place: Place, bureau: int, trade: Trade, town: str, town_name: str, person: tuple[str, str]
    ) -> Row:
        chance = self.book.chance
        name = self._name(place, trade)
        county, word = town[:6], chance.choice(WORDS)
        letters = [char for char in ALPHABET if char != "O"]
        code = self._once(
            lambda: make_credit_code(f"91{county}MA{''.join(chance.choice(letters) for _ in range(7))}")
        )
        low, high = trade.workers
        workers = round(low * (high / low) ** chance.random())
        private = "厂" in name[-2:] or "场" in name[-2:]
        made = self.book.moment(self.book.working_day(chance.randrange(735, 758)), chance.randrange(9, 17))
        return self.book.add(
            Enterprise, name=name, credit_code=code, search=search_text(name, code), **keys(name), area=town,
            address=town_name + chance.choice(("工业集中区", f"{word}村", f"{word}路")) + f" {chance.randrange(1, 180)} 号",
            latitude=round(place.centre[0] + chance.gauss(0, 0.045), 6),
            longitude=round(place.centre[1] + chance.gauss(0, 0.055), 6),
            bureau=bureau, industry=trade.industry, size=_size(workers).value,
            registration=(Registration.PRIVATE if private else Registration.LIMITED).value,
            legal_person=person[0], contact=person[1], phone=f"0566-{chance.randrange(2000000, 8999999)}",
            workers=workers, exposed_workers=max(2, round(workers * chance.uniform(0.3, 0.8))),
            status="running", severity=Severity.GENERAL.value, open_findings=0, last_visit_at=None,
            created_at=made, updated_at=made,
        )  # fmt: skip


def _size(workers: int) -> Size:
    """Of an industrial enterprise by its people alone (国统字〔2017〕213号)."""
    for least, size in ((1000, Size.LARGE), (300, Size.MEDIUM), (20, Size.SMALL)):
        if workers >= least:
            return size
    return Size.MICRO


def shares(totals: list[int], number: int) -> list[int]:
    """How many of `number` fall to each place, one after the other in turn, so that few still show all."""
    given = [0] * len(totals)
    while sum(given) < min(number, sum(totals)):
        for place, total in enumerate(totals):
            if given[place] < total and sum(given) < number:
                given[place] += 1
    return given
