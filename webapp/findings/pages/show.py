"""The page of one finding, and the forms on it."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from webapp.findings.forms import (
    ClosureForm,
    ExtensionRefusalForm,
    GrantForm,
    ObjectionRefusalForm,
    ReassignmentForm,
    ReturnForm,
    TerminationForm,
    UpholdForm,
)
from webapp.findings.queries import Row, candidates, finding_for
from webapp.findings.views import View, view_of
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms import Form
from webapp.web.templates import render


@get("/findings/{pk:int}", access=SIGNED_IN)
async def finding(request: Request, pk: FromPath[int]) -> Response[str]:
    return await shown(request, await finding_for(request.user, pk))


async def shown(
    request: Request, row: Row, sent: dict[str, Form] | None = None, status: int = 200
) -> Response[str]:
    """The page; `sent` are forms that came in and were refused, by name."""
    view = await view_of(request.user, row)
    forms: dict[str, Any] = {}
    if (view.may or view.barred) and request.user.staff:
        forms = {**await blank(view), **(sent or {})}
    context: dict[str, Any] = {"view": view, "finding": row, "forms": forms, "sent": set(sent or {})}
    return await render(request, "findings/finding.html", status=status, **context)


async def blank(view: View) -> dict[str, Form]:
    """The forms of all decisions, bound to the reports that wait."""
    row, waiting = view.finding, view.waiting

    def about(kind: str) -> dict[str, Any]:
        return {"report": str(waiting[kind]["id"])} if kind in waiting else {}

    done, extension, objection = about("done"), about("extension"), about("objection")
    people = [("", "请选择")] + [
        (str(p["id"]), f"{p['name']}（{p['bureau_name']}）")
        for p in await candidates(row)
        if p["id"] != row["responsible"]
    ]
    return {
        "closure": ClosureForm(initial=done),
        "return": ReturnForm(initial=done),
        "extension-grant": GrantForm(initial={**extension, "new_due": row["asked_due"]}),
        "extension-refusal": ExtensionRefusalForm(initial=extension),
        "objection-uphold": UpholdForm(initial=objection),
        "objection-refusal": ObjectionRefusalForm(initial=objection),
        "reassignment": ReassignmentForm(options={"assignee": people}),
        "termination": TerminationForm(),
    }


ROUTES = [finding]
