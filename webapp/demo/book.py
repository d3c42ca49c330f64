"""The rows of the demo while they are made: by table, with ids given here, and the events that tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from piccolo.table import Table

from webapp.audit.declared import Event
from webapp.clock import CHINA
from webapp.findings.rules.deadlines import is_working_day

Row = dict[str, Any]


@dataclass
class Book:
    """`today` is a date in China; nothing but day lists lies on it or after it. `starts`: first id by table."""

    seed: int
    today: date
    starts: dict[type[Table], int] = field(default_factory=dict)
    rows: dict[type[Table], list[Row]] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    bureau_of: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - a demo has no secrets in it
        self._next = dict(self.starts)

    def add(self, table: type[Table], **values: Any) -> Row:
        """A row; it gets the next id unless it brings one or has another key. The same dict may be changed later."""
        if "id" not in values and "id" in {column._meta.name for column in table._meta.columns}:
            number = self._next.get(table, 1)
            self._next[table] = number + 1
            values = {"id": number, **values}
        self.rows.setdefault(table, []).append(values)
        return values

    def tell(self, at: datetime, person: int | None, declared: Event, thing_id: object, enterprise: int | None = None,
             **more: Any) -> Row:  # fmt: skip
        """An event of this kind; `more`: before, after, bureau."""
        event = {
            "at": at,
            "person": person,
            "name": self.names.get(person or 0, "系统"),
            "action": declared.action,
            "thing": declared.of.name,
            "thing_id": str(thing_id),
            "enterprise": enterprise,
            "bureau": self.bureau_of.get(enterprise or 0),
            **more,
        }
        self.events.append(event)
        return event

    def moment(self, day: date, hour: int, minute: int | None = None) -> datetime:
        """A time of that day on a clock in China; the minute by chance when it is left out."""
        minutes = self.chance.randrange(60) if minute is None else minute
        return datetime.combine(day, time(hour, minutes, self.chance.randrange(60)), CHINA).astimezone(UTC)

    def working_day(self, back: int) -> date:
        """The last working day that lies at least `back` days before today."""
        day = self.today - timedelta(days=back)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return day

    def uuid(self, at: datetime) -> UUID:
        """A UUIDv7 of that moment, as a phone would have made it."""
        value = (int(at.timestamp() * 1000) & (1 << 48) - 1) << 80 | self.chance.getrandbits(80)
        return UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 7 << 76 | 2 << 62)
