"""文书: the list, for the bureau and for people of an enterprise."""

from urllib.parse import urlencode

from litestar import Response, get

from webapp.db.sql.counting import shown
from webapp.documents import kinds
from webapp.documents.forms import DocumentsForm
from webapp.documents.lists.listing import Wanted, documents, how_many, unreceived
from webapp.documents.rules import COLOURS, State
from webapp.documents.verbs.delivering import deliveries_of
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms.body import query
from webapp.web.navigation import counters
from webapp.web.templates import render

FILTERS = ("q", "kind", "state", "since", "until", "enterprise", "undelivered")


def address(asked: dict[str, str], **changes: str) -> str:
    kept = {name: value for name, value in (asked | changes).items() if value}
    return "/documents" + (f"?{urlencode(kept)}" if kept else "")


def wanted_of(form: DocumentsForm) -> Wanted:
    return Wanted(form.q, form.kind, form.state, form.since, form.until, form.enterprise, form.undelivered)


@get("/documents", access=SIGNED_IN)
async def index(request: Request) -> Response[str]:
    form = DocumentsForm(query(request))
    wanted = wanted_of(form)
    asked = {name: str(form[name].value) for name in FILTERS if name not in form.problems}
    page = await documents(request.user, wanted, form.cursor)
    known = await deliveries_of([row["id"] for row in page.rows])
    for row in page.rows:
        if kinds.of(row["kind"]).deliverable:
            row["delivered"] = "已送达" if row["id"] in known else "未送达"
    states = [
        one
        for one in State
        if one is not State.DISCARDED and not (request.user.employer and one is State.DRAFT)
    ]
    chips = [("全部", address(asked, state="", undelivered=""), not (form.state or form.undelivered))]
    chips += [
        (one.label, address(asked, state=one.value, undelivered=""), form.state == one.value)
        for one in states
    ]
    chips.append(
        (
            "待签收" if request.user.employer else "未送达",
            address(asked, state="", undelivered="true"),
            form.undelivered,
        )
    )
    return await render(
        request, "documents/list.html", block="rows" if form.cursor else "results", form=form, page=page, chips=chips,
        total=shown(await how_many(request.user, wanted)), filtered=any(asked.values()), State=State, COLOURS=COLOURS,
        more=address(asked, cursor=page.cursor) if page.cursor else "", status=422 if form.problems else 200,
    )  # fmt: skip


counters["/documents"] = unreceived
ROUTES = [index]
