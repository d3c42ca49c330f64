"""Consent to electronic delivery: the enterprises of a person, those that have agreed, agreeing and taking it back."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.db.sql.paging import decode
from webapp.documents.forms import ConsentForm
from webapp.documents.verbs import consenting
from webapp.enterprises.queries import enterprise_for
from webapp.web import Request
from webapp.web.access import EMPLOYERS
from webapp.web.forms.body import query, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


async def _page(
    request: Request, form: ConsentForm | None = None, after: int = 0, status: int = 200
) -> Response[str]:
    page = await consenting.consents_of(request.user, after)
    return await render(
        request, "documents/consent.html", block="rows" if after else None, page=page, status=status,
        form=form or ConsentForm(initial={"name": request.user.name}),
        more=f"/documents/consent?cursor={page.cursor}" if page.cursor else "",
    )  # fmt: skip


@get("/documents/consent", access=EMPLOYERS)
async def consents(request: Request) -> Response[str]:
    key = decode(query(request).get("cursor", [""])[-1], 1)
    after = key[0] if key and isinstance(key[0], int) and 0 <= key[0] < 2**31 else 0
    return await _page(request, after=after)


@post("/documents/consent/{pk:int}", access=EMPLOYERS)
async def consent(request: Request, pk: FromPath[int]) -> Response[Any]:
    await enterprise_for(request.user, pk)
    form = ConsentForm(await submitted(request))
    if not form.valid:
        return await _page(request, form, pk - 1, 422)
    await consenting.consent(request.user, pk, form.name)
    return flash(redirect(request, "/documents/consent"), "已同意电子送达，以后签发的文书到达账号即为送达。")


@post("/documents/consent/{pk:int}/end", access=EMPLOYERS)
async def end_consent(request: Request, pk: FromPath[int]) -> Response[Any]:
    await consenting.end_consent(request.user, pk)
    return flash(redirect(request, "/documents/consent"), "已撤回，以后的文书要签名确认才算送达。")


ROUTES = [consents, consent, end_consent]
