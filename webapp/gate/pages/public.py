"""What anybody sees who scans a code, or types the short one beneath it."""

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.errors import DomainError
from webapp.gate import queries
from webapp.gate.forms import ShortCodeForm
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.forms.body import submitted
from webapp.web.middleware.authentication import client_address
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render
from webapp.web.throttle import Throttle

REVOKED = "此码已作废，请联系监管机构，或扫描新的标签。"
UNKNOWN = "它可能不是职业卫生监督的标签，或没有扫完整。"

guesses = Throttle(
    "qr",
    most=30,
    seconds=900,
    says="短码输错次数过多，请 15 分钟后再试，或直接扫描二维码。",
    wrong=queries.UnknownShort,
    guessable=True,
)


@get("/q/{token:str}", access=ANYONE)
async def scanned(request: Request, token: FromPath[str]) -> Response[str]:
    code = await queries.by_token(token)
    if code is None or code["revoked_at"]:
        title, says, status = ("此码已作废", REVOKED, 410) if code else ("没有这个二维码", UNKNOWN, 404)
        return await render(
            request, "gate/closed.html", heading=title, sentence=says, form=ShortCodeForm(), status=status
        )
    user, enterprise = request.scope.get("user"), code["enterprise"]
    mine = enterprise if await queries.reaches(user, enterprise) else None
    page = await queries.public_page(enterprise)
    return await render(request, "gate/public.html", page=page, token=token, mine=mine)


@get("/q", access=ANYONE)
async def short_code(request: Request) -> Response[str]:
    return await render(request, "gate/short_code.html", form=ShortCodeForm())


@post("/q", access=ANYONE)
async def find_short_code(request: Request) -> Response[str]:
    form = ShortCodeForm(await submitted(request))
    status = 422
    if form.valid:
        try:
            return redirect(request, f"/q/{await token_of_short_code(form.code, client_address(request))}")
        except DomainError as error:
            form.refuse("code", error.sentence)
            status = error.status
    return await render(request, "gate/short_code.html", form=form, status=status)


async def token_of_short_code(typed: str, address: str) -> str:
    """The token behind a typed short code; Invalid when there is none, TooMany after too many guesses."""
    async with guesses.a_try(address):
        return str((await queries.by_short_code(typed))["token"])


ROUTES = [scanned, short_code, find_short_code]
