"""How the field protocol is spoken: entries, devices, JSON for JSON callers and fragments for htmx."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from litestar import Response

from webapp.errors import Invalid
from webapp.web import Request
from webapp.web.forms import Form
from webapp.web.shown.htmx import is_htmx
from webapp.web.templates import environment

_ENTRY = re.compile(r"[A-Za-z0-9._:-]{1,64}")
STORED = "X-Entry-Stored"


def entry_of(request: Request) -> str:
    """The outbox entry's id (header X-Entry); one of our own for callers that have no outbox."""
    return checked_entry(request.headers.get("x-entry", "") or str(uuid4()))


def checked_entry(entry: object) -> str:
    """An entry's id: 1 to 64 letters, digits and ._:- ; Invalid in words otherwise."""
    if not isinstance(entry, str) or not _ENTRY.fullmatch(entry):
        raise Invalid("记录编号（X-Entry）应为 1 至 64 个字母、数字或 . _ : -。")
    return entry


def device_of(request: Request) -> str:
    """The random name of the installation (header X-Device), empty when it says nothing usable."""
    device = request.headers.get("x-device", "")
    return device if _ENTRY.fullmatch(device) else ""


def demand(form: Form) -> None:
    """Invalid with every problem of the form in one sentence."""
    if not form.valid:
        words = " ".join(dict.fromkeys(message for _, _, message in form.errors))
        raise Invalid(words or "内容无法识别。", form.errors[0][0] if form.errors else "")


def stored(
    request: Request,
    body: dict[str, Any],
    entries: str,
    *,
    status: int = 200,
    template: str = "",
    **context: Any,
) -> Response[Any]:
    """A durable answer: JSON, or a rendered partial for htmx; X-Entry-Stored names what is durable now."""
    headers = {STORED: entries, "Cache-Control": "no-store", "Vary": "HX-Request"}
    if template and is_htmx(request):
        html = environment().get_template(template).render(request=request, user=request.user, **context)
        return Response(html, status_code=status, media_type="text/html", headers=headers)
    return Response(body, status_code=status, media_type="application/json", headers=headers)
