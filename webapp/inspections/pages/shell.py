"""The form without a visit: what a phone keeps, so that a visit can be begun and filled in without a network."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from litestar import Response, get

from webapp.clock import now
from webapp.enterprises.queries import enterprise_for
from webapp.errors import NotFound
from webapp.inspections.pages.form import form_page
from webapp.inspections.queries import items, places
from webapp.inspections.queries.visits import Row
from webapp.inspections.rules import Outcome, kinds_for, who
from webapp.inspections.tables import Inspection
from webapp.subjects import Subject
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms import Form, Number
from webapp.web.forms.body import query
from webapp.web.shown.signs import signs

NOBODY = UUID(int=0)


class ShellForm(Form):
    enterprise = Number("用人单位", least=1, most=2**31 - 1)
    version = Number("检查表", least=1, most=2**31 - 1)


@get("/field/form", access=FIELD)
async def shell(request: Request) -> Response[Any]:
    asked = ShellForm(query(request))
    place = await enterprise_for(request.user, asked.enterprise) if asked.enterprise else None
    known = await items.versions(place["subject"] if place else Subject.EMPLOYER)
    version = await items.published(asked.version or items.chosen(known)["id"])
    if version is None:
        raise NotFound("没有找到这个已发布的检查表。")
    visit = blank(request, version, place)
    more = {"shell": True, "versions": [row["id"] for row in known]}
    page = await form_page(request, visit, **more)
    body = page.content.encode()
    page.headers |= {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": "private, no-cache",
    }
    return page


@get("/field/factors", access=FIELD)
async def factors(request: Request) -> Response[Row]:
    """Hazard factors, what each calls for, and the pictures of the signs: symbols of icons/signs.svg by name."""
    headers = {"X-Person": str(request.user.id), "Cache-Control": "private, no-cache"}
    pictures = {name: one["id"] for name, one in signs().items()}
    return Response(
        await places.all_factors() | {"signs": pictures}, media_type="application/json", headers=headers
    )


def blank(request: Request, version: Row, place: Row | None) -> Row:
    """A visit that nobody has made, of this person and perhaps at an enterprise in reach."""
    row: Row = {column._meta.name: column.get_default_value() for column in Inspection.all_columns()}
    place = place or {
        "id": 0,
        "name": "",
        "bureau": request.user.bureau,
        "severity": "",
        "workers": None,
        "subject": Subject.EMPLOYER.value,
    }
    return row | {
        "id": NOBODY,
        "kind": kinds_for(who(request.user))[0].value,
        "outcome": Outcome.INSPECTED.value,
        "state": "draft",
        "lead": request.user.id,
        "second": None,
        "version": version["id"],
        "started_at": now(),
        "published_at": version["published_at"],
        "enterprise": place["id"],
        "enterprise_name": place["name"],
        "bureau": place["bureau"],
        "subject": place["subject"],
        "severity": place["severity"],
        "workers": place["workers"],
    }


ROUTES = [shell, factors]
