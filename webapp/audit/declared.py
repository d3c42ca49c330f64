"""What the trail can tell of: things and events, declared once in `webapp/<room>/events.py`.

`record()` takes an Event, so that nothing undeclared is recorded. Whoever reads events (the trail, the timelines, the
notices) finds the words by what was declared: `declare()` is called by the processes that show pages and by the command
line with the list of webapp/told.py, never by the import of a page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import EnumType
from types import ModuleType
from typing import TypeVar

from webapp.labels import Labelled

T = TypeVar("T")
# Of codes that may be added to while the program runs: a function.
Words = type[Labelled] | Mapping[str, str] | Callable[[], Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class Thing:
    """What an event is about: its name in the database, the word for it, its page, the words of its fields' codes."""

    name: str
    word: str
    place: str = ""  # "/findings/{}"
    values: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Event:
    """One kind of act. `action` is what is stored and never changes; `word` is what people read wherever it is told.

    `quiet`: a step inside of a draft, of which an enterprise's timeline does not tell. `to_enterprise` and `to_bureau` are
    the sentences of the notices to the enterprise and to the responsible person; "" for no notice.
    """

    action: str
    word: str
    of: Thing
    colour: str = "grey"
    icon: str = "circle"
    quiet: bool = False
    to_enterprise: str = ""
    to_bureau: str = ""

    @property
    def name(self) -> str:
        """The act without its thing: "closed"."""
        return self.action.partition(".")[2]


_events: dict[str, Event] = {}
_things: dict[str, Thing] = {}


def declare(*modules: ModuleType) -> None:
    """Let the readers know what these modules declare; again changes nothing."""
    for module in modules:
        for one in vars(module).values():
            if isinstance(one, Event) and _events.setdefault(one.action, one) is not one:
                raise RuntimeError(f"{one.action} is declared twice")
            if isinstance(one, Event | Thing):
                thing = one.of if isinstance(one, Event) else one
                if _things.setdefault(thing.name, thing) is not thing:
                    raise RuntimeError(f"{thing.name} is declared twice")


def all_events() -> Iterable[Event]:
    """Every declared event, in the order of the rooms."""
    return _known(_events).values()


def event_named(action: str) -> Event | None:
    """The declaration of a stored action; None for one that is no longer recorded."""
    return _known(_events).get(action)


def thing_named(name: str) -> Thing | None:
    """The declaration of a stored thing."""
    return _known(_things).get(name)


def words_of(name: str, of: str) -> Mapping[str, str]:
    """The words for the codes of a field of a thing; nothing when they are plain text."""
    thing = thing_named(name)
    words = thing.values.get(of, {}) if thing else {}
    if isinstance(words, Mapping):
        return words
    return dict(words.choices()) if isinstance(words, EnumType) else words()


def _known(declared: dict[str, T]) -> dict[str, T]:
    if not declared:
        raise RuntimeError("no events are declared: call declare_events() of webapp.told first")
    return declared
