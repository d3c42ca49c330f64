"""Rendering: one template, two renderings, the page for a browser and its named block for htmx."""

from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from markupsafe import Markup

from webapp import disk
from webapp.accounts.rules import ADMINISTRATOR
from webapp.clock import local, moment, today
from webapp.settings import HTMX_CDN, HTMX_INTEGRITY, PROJECT, settings
from webapp.web import Request
from webapp.web.files.assets import static
from webapp.web.forms import once
from webapp.web.navigation import navigation
from webapp.web.shown.articles import basis_in_words
from webapp.web.shown.flash import COOKIE, flashes
from webapp.web.shown.fragment_cache import HOLE, Kept, filling
from webapp.web.shown.fragments import render_fragment
from webapp.web.shown.htmx import wants_fragment
from webapp.web.shown.signs import signs


def day(value: date | datetime | None, form: str = "%Y-%m-%d") -> str:
    """A date on China's calendar, "" for none."""
    if value is None:
        return ""
    return (local(value) if isinstance(value, datetime) else value).strftime(form)


@cache
def icon(name: str, label: str = "") -> Markup:
    """One picture of the sprite; a form has six hundred of them."""
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(
        says, static("icons/sprite.svg"), name
    )


_OF_DICT = frozenset(dir(dict))


class RowEnvironment(Environment):
    """Looks into a dict first: a page names a thousand columns of rows, and each was an AttributeError before."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICT:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """The one Jinja environment: strict, escaping, without inline script."""
    made = RowEnvironment(
        loader=FileSystemLoader(PROJECT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page asks the disk for the times of its twenty templates
    )
    made.filters |= {"day": day, "moment": moment, "basis": basis_in_words, "filling": filling}
    made.globals |= {"static": static, "today": today, "settings": settings, "signs": signs()}
    made.globals |= {"icon": icon, "kept": Kept(), "hole": HOLE, "once": once.field}
    made.globals |= {"htmx_cdn": HTMX_CDN, "htmx_integrity": HTMX_INTEGRITY}
    return made


def fragment(template: str, block: str, **context: Any) -> str:
    """The HTML of one block, without a page around it."""
    return render_fragment(environment(), template, block, **context)


async def render(
    request: Request, template: str, *, block: str | None = None, status: int = 200, **context: Any
) -> Response[str]:
    """Answer with a page, or with `block` of it when htmx asks for a part."""
    if block and wants_fragment(request):
        person, demo = request.scope.get("user"), is_demo(request)
        html = fragment(template, block, request=request, user=person, demo=demo, **context)
        return Response(html, media_type="text/html", status_code=status, headers={"Vary": "HX-Request"})
    shown = flashes(request)
    user = request.scope.get("user")
    html = (
        environment()
        .get_template(template)
        .render(
            request=request,
            user=user,
            nav=await navigation(request, user),
            flashes=shown,
            is_refusal=status >= 400,  # static/js/seen.js looks for what says why
            demo=is_demo(request),
            disk=disk.warning() if user and user.role == ADMINISTRATOR else "",
            **context,
        )
    )
    response = Response(html, media_type="text/html", status_code=status, headers={"Vary": "HX-Request"})
    if user:
        response.headers["X-Person"] = str(user.id)  # sw.js keeps pages by person
    if shown:
        response.delete_cookie(COOKIE, path="/")
    return response


def bare(template: str, status: int, **context: Any) -> Response[str]:
    """A page that uses nothing of the person: errors, also those raised before anybody is known."""
    html = (
        environment()
        .get_template(template)
        .render(**{"flashes": [], "user": None, "demo": False, "is_refusal": status >= 400, **context})
    )
    return Response(html, media_type="text/html", status_code=status)


def is_demo(request: Request) -> bool:
    """Whether this database holds the demo (read once, at the start)."""
    return bool(getattr(request.app.state, "demo", False))
