"""审计: the trail, for administrators."""

from urllib.parse import urlencode

from litestar import Response, get

from webapp.accounts.forms import AuditFilter
from webapp.accounts.trail import queries as trail
from webapp.audit.words import action_choices, thing_choices
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import query
from webapp.web.templates import render


@get("/audit", access=ADMINISTRATORS)
async def index(request: Request) -> Response[str]:
    options = {"action": [("", "全部动作"), *action_choices()], "thing": [("", "全部对象"), *thing_choices()]}
    form = AuditFilter(query(request), options=options)
    page = await trail.events(request.user, **form.values)
    kept = {name: value for name, value in form.values.items() if value and name != "after"}
    more = f"/audit?{urlencode(kept | {'after': page.cursor})}" if page.cursor else ""
    return await render(
        request,
        "accounts/audit.html",
        block="results",
        form=form,
        page=page,
        more=more,
        status=422 if form.problems else 200,
    )


ROUTES = [index]
