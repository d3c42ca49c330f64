"""Starting a visit without knowing the enterprise: a code that nobody knows here, or a plant without one."""

from __future__ import annotations

from litestar import Response, get

from webapp.accounts.people import User
from webapp.enterprises.lists.listing import areas_within
from webapp.inspections.queries import items, visits
from webapp.inspections.rules import kinds_for, who
from webapp.subjects import Subject
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.templates import render


async def opening_choices(user: User) -> list[tuple[str, str, list[tuple[object, str]]]]:
    """What can be chosen when a visit is opened, wherever it is: (name, label, [(value, words)])."""
    versions = await items.versions(Subject.EMPLOYER)
    seconds = [] if user.assistant else await visits.seconds_for(user, user.bureau)
    return [
        ("kind", "检查类型", [(kind.value, kind.title) for kind in kinds_for(who(user))]),
        ("version", "检查表", [(one["id"], f"{one['title']}（第 {one['number']} 版）") for one in versions]),
        (
            "second",
            "协办人员",
            [("", "稍后选择"), *((one["id"], f"{one['name']}（{one['badge']}）") for one in seconds)],
        ),
    ]


@get("/field/start", access=FIELD)
async def blank_start(request: Request) -> Response[str]:
    """The page reads ?code= itself, so that one kept copy serves every code."""
    user = request.user
    return await render(
        request,
        "inspections/start.html",
        kind="",
        second="",
        enterprise=None,
        kinds=kinds_for(who(user)),
        versions=await items.versions(Subject.EMPLOYER),
        seconds=[] if user.assistant else await visits.seconds_for(user, user.bureau),
        areas=await areas_within(user),
        hazards=[],
        open=[],
        drafts=[],
    )


ROUTES = [blank_start]
