"""Reading what was sent: form fields or JSON, always as a mapping of texts; unusable bodies in words."""

import json
from collections.abc import Mapping
from typing import Any

from litestar.datastructures import UploadFile
from litestar.exceptions import SerializationException

from webapp.disk import room_for_file
from webapp.errors import Invalid, TooLarge
from webapp.folding import visible
from webapp.web import Request

MOST = 2_000_000
UNREADABLE = "请求的内容无法识别，请刷新页面后重试。"
# Nobody reads these; they are kept as typed.
SECRET = frozenset({"password", "again", "current"})


async def submitted(request: Request) -> dict[str, Any]:
    """The fields of a form (lists of texts) or of a JSON object; raises Invalid or TooLarge in words."""
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await json_body(request)
        if not isinstance(body, dict):
            raise Invalid(UNREADABLE)
        return body
    return await form_fields(request)


async def form_fields(request: Request) -> dict[str, list[Any]]:
    """The fields of a submitted form; files as UploadFile."""
    try:
        data = await request.form()
    except (ValueError, UnicodeError, SerializationException) as error:
        raise Invalid(UNREADABLE) from error
    return {name: _seen(name, list(data.getall(name))) for name in data}


def _seen(name: str, value: Any) -> Any:
    """What was sent under a name without invisible characters, also inside of lists and objects."""
    if isinstance(value, str):
        return value if name in SECRET else visible(value)
    if isinstance(value, list):
        return [_seen(name, one) for one in value]
    if isinstance(value, dict):
        return {visible(key): _seen(key, one) for key, one in value.items()}
    return value


async def room_for_upload(request: Request, most: int) -> None:
    """Raise Unavailable when the file that a form brings (at most `most` bytes) has no room; before the form is read."""
    told = request.headers.get("content-length", "")
    await room_for_file(request.stream(), int(told) if told.isdecimal() else most, most)


async def json_body(request: Request) -> Any:
    """The JSON that was sent."""
    raw = await request.body()
    if len(raw) > MOST:
        raise TooLarge("内容太大。")
    try:
        return _seen("", json.loads(raw))
    except (ValueError, RecursionError) as error:
        raise Invalid(UNREADABLE) from error


def query(request: Request) -> dict[str, list[str]]:
    """The query string, every name with all of its values."""
    return {name: _seen(name, list(request.query_params.getall(name))) for name in request.query_params}


def upload(fields: Mapping[str, list[Any]], name: str) -> UploadFile | None:
    """The file sent under `name`, None when none was chosen."""
    sent = fields.get(name)  # of a JSON body it can be anything
    for value in sent if isinstance(sent, list) else []:
        if isinstance(value, UploadFile) and value.filename:
            return value
    return None


def listed(fields: Mapping[str, Any], name: str) -> list[Any]:
    """Everything sent under `name`: several values of a form, or whatever a JSON body holds there, as a list."""
    value = fields.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
