"""企业账号核对: accounts that their issuer may have opened for themselves, for supervisors and administrators."""

from urllib.parse import urlencode

from litestar import Response, get

from webapp.accounts.forms import AccountsFilter
from webapp.accounts.members import looking
from webapp.accounts.members.rules import Signal
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.forms.body import query
from webapp.web.templates import render


@get("/accounts", access=DESK)
async def index(request: Request) -> Response[str]:
    form = AccountsFilter(query(request))
    page = await looking.worth_a_look(
        request.user,
        signal=Signal(int(form.signal)) if form.signal else None,
        enterprise=form.enterprise,
        issuer=form.issuer,
        after=form.after,
    )
    kept = {name: form.values[name] for name in ("signal", "enterprise", "issuer") if form.values[name]}
    more = f"/accounts?{urlencode(kept | {'after': page.cursor})}" if page.cursor else ""
    block = "results" if form.after else None
    return await render(
        request, "accounts/accounts.html", block=block, form=form, page=page, more=more, filtered=bool(kept)
    )


ROUTES = [index]
