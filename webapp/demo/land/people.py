"""Bureaus and the people of every role in them; easy names to sign in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from webapp.accounts.events import BUREAU_CREATED, PERSON_CREATED
from webapp.accounts.members.rules import Signal
from webapp.accounts.rules import ADMINISTRATOR, ASSISTANT, EMPLOYER, INSPECTOR, SUPERVISOR
from webapp.accounts.tables import Bureau, BureauArea, Credential, Membership, Person
from webapp.demo.book import Book, Row
from webapp.demo.land.places import CITY_BUREAU, Place
from webapp.demo.land.trades import GIVEN, SURNAMES
from webapp.pinyin import sort_key

# Of so many accounts one was opened on the spot.
SPOT = 25


@dataclass
class Staff:
    """Ids of a bureau and of its people."""

    bureau: int
    supervisor: int = 0
    administrator: int = 0
    inspectors: list[int] = field(default_factory=list)
    assistants: list[int] = field(default_factory=list)


class Crew:
    """Makes bureaus and people; everybody's password is `hashed`."""

    def __init__(self, book: Book, hashed: str) -> None:
        self.book, self.hashed = book, hashed
        self.since = book.moment(book.working_day(760), 9)
        self._numbers = dict.fromkeys((INSPECTOR, ASSISTANT, SUPERVISOR, ADMINISTRATOR, EMPLOYER), 0)
        self._badges = self._owners = 0

    def name(self) -> str:
        return self.book.chance.choice(SURNAMES) + self.book.chance.choice(GIVEN)

    def bureau(self, place: Place, above: int | None) -> int:
        row = self.book.add(
            Bureau, code=place.code, name=place.name, short_name=place.short, kind=place.kind, parent=above,
            authority=None if place.kind == "authority" else above,
            phone=f"0566-{self.book.chance.randrange(2000000, 3999999)}", address=f"{place.say}政务服务中心",
        )  # fmt: skip
        for area in place.areas:
            self.book.add(BureauArea, bureau=row["id"], area=area)
        self.book.tell(
            self.since, None, BUREAU_CREATED, row["id"], after={"code": place.code, "name": place.name}
        )
        return int(row["id"])

    def person(self, role: str, bureau: int | None, *, username: str = "", phone: str = "") -> int:
        """Somebody new; inspectors and supervisors have a badge. A username like inspector3, admin, supervisor."""
        self._numbers[role] += 1
        plain = "admin" if role == ADMINISTRATOR else role
        number = self._numbers[role]
        single = role in (ADMINISTRATOR, SUPERVISOR) and number == 1
        badge = ""
        if role in (INSPECTOR, SUPERVISOR):
            self._badges += 1
            badge = f"皖R{17000 + self._badges}"
        row = self.book.add(
            Person, username=username or (plain if single else f"{plain}{number}"), name=(called := self.name()),
            sort_key=sort_key(called), role=role, bureau=bureau, badge=badge, phone=phone, password=self.hashed, created_at=self.since,
        )  # fmt: skip
        self.book.names[row["id"]] = row["name"]
        after = {"username": row["username"], "role": role}
        self.book.tell(self.since, None, PERSON_CREATED, row["id"], after=after, bureau=bureau)
        return int(row["id"])

    def staff(self, place: Place, bureau: int) -> Staff:
        """A supervisor, an administrator, inspectors and assistants, by the size of the bureau."""
        many = place.total >= 30
        return Staff(
            bureau,
            self.person(SUPERVISOR, bureau),
            self.person(ADMINISTRATOR, bureau) if place.total > 2 else 0,
            [self.person(INSPECTOR, bureau) for _ in range(3 if many else 2)],
            [self.person(ASSISTANT, bureau) for _ in range(2 if many else 1)],
        )

    def city(self) -> Staff:
        """The city's bureau: admin, and the supervisor named chief."""
        bureau = self.bureau(CITY_BUREAU, None)
        chief = self.person(SUPERVISOR, bureau, username="chief")
        self._numbers[SUPERVISOR] = 0
        return Staff(bureau, chief, self.person(ADMINISTRATOR, bureau))

    def employer(self, enterprise: Row, issuer: int, *, easy: bool) -> int:
        """Somebody who acts for the enterprise, by mobile number, or owner1 … where a name is easier to type.

        `issuer` gave out the code; a few were used within minutes and on the same network, for the list of 企业账号.
        """
        number = self._numbers[EMPLOYER] + 1
        mobile = f"139{number:08d}"
        since = enterprise["created_at"] + timedelta(days=self.book.chance.randrange(2, 30))
        self._owners += easy
        username = f"owner{self._owners}" if easy else mobile
        person = self.person(EMPLOYER, None, username=username, phone=mobile)
        self.book.add(Membership, person=person, enterprise=enterprise["id"], since=since)
        near = number % SPOT == 3
        self.book.add(
            Credential, kind="activation", person=person, enterprise=enterprise["id"], issued_by=issuer,
            issued_at=since - (timedelta(minutes=4) if near else timedelta(days=1)), used_at=since,
            issued_address="10.20.3.4" if near else "", used_address="10.20.3.4" if near else "",
            signals=int(Signal.ADDRESS | Signal.QUICK) if near else 0,
        )  # fmt: skip
        return person
