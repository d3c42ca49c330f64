"""The content of a document from the record of its visit; nothing here reads the database."""

from __future__ import annotations

from webapp.clock import moment
from webapp.documents.kinds.base import Kind
from webapp.documents.writing.blank import blank
from webapp.documents.writing.content import Content, VisitPart
from webapp.documents.writing.parts import bureau_part, enterprise_part, place_of
from webapp.documents.writing.source import Source
from webapp.inspections.rules.clocks import shown
from webapp.inspections.views import words


def compose(kind: Kind, title: str, source: Source) -> Content:
    """A first draft of the document; what the record does not say is left empty."""
    content = blank(kind.value, title)
    content["bureau"] = bureau_part(source.bureau)
    content["enterprise"] = enterprise_part(source.enterprise)
    if kind.of_the_day:
        content["enterprise"]["name"] = source.visit["enterprise_name"]
    content["visit"] = _visit(source, kind)
    kind.write(content, source)
    return content


def _visit(source: Source, kind: Kind) -> VisitPart:
    visit, people = source.visit, source.record.people
    # A paper made on the spot has the times that stood in it when people signed, whatever counts (inspections/rules/clocks.py).
    started, ended = (visit["started_at"], visit["ended_at"]) if kind.on_site else shown(visit)
    return {
        "serial": source.serial,
        "kind": words.kind(visit["kind"]),
        "started": moment(started),
        "ended": moment(ended),
        "place": place_of(source.enterprise),
        "companion": visit["companion"],
        "companion_post": visit["companion_post"],
        "inspectors": [
            {"name": people[one]["name"], "badge": people[one]["badge"]}
            for one in (visit["lead"], visit["second"])
            if one in people
        ],
        "badge_shown": visit["showed_badge"],
        "avoidance_told": visit["told_rights"],
    }
