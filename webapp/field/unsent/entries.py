"""One entry of the phone's outbox, as an export holds it (docs/protocol.md)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

from webapp.errors import Invalid

MAX_FIELDS = 400

_ENTRY = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_ADDRESS = re.compile(r"/inspections/([0-9a-fA-F-]{36})((?:/[^/?#]{1,300}){0,2})")


@dataclass(frozen=True)
class Entry:
    """One request that waits: `rest` is its address below the visit, `file` the member that holds its bytes."""

    id: str
    inspection: UUID
    method: str
    rest: str
    query: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    created: datetime | None = None
    reason: str = ""


def entry_in(row: dict[str, Any], number: int, members: Collection[str]) -> Entry:
    """One row of entries.json; Invalid with its number when it is no request of a visit."""
    wrong = Invalid(f"第 {number} 条记录不是检查的内容，文件无法导入。")
    pk, url, method = row.get("id"), row.get("url"), row.get("method")
    if not isinstance(pk, str) or not _ENTRY.fullmatch(pk) or not isinstance(url, str) or len(url) > 4000:
        raise wrong
    try:
        parts = urlsplit(url)
        where = _ADDRESS.fullmatch(parts.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=40))
        inspection = UUID(where[1]) if where else None
    except ValueError as error:
        raise wrong from error
    if where is None or inspection is None or parts.netloc or method not in {"PUT", "POST", "DELETE"}:
        raise wrong
    if str(row.get("inspection", "")).lower() != str(inspection):
        raise wrong
    file = row.get("file") or ""
    if not isinstance(file, str) or (file and file not in members):
        raise Invalid(f"第 {number} 条记录的照片不在文件里，请在同步中心重新导出。")
    return Entry(
        pk, inspection, method, unquote(where[2]), query, _fields(row.get("fields"), wrong), file,
        moment_in(row.get("created")), str(row.get("reason") or "")[:300],
    )  # fmt: skip


def _fields(given: Any, wrong: Invalid) -> dict[str, Any]:
    """The fields as a mapping: a JSON object, or the pairs of a form, of which a name may come twice."""
    if given is None:
        return {}
    if isinstance(given, dict) and len(given) <= MAX_FIELDS:
        return given
    if not isinstance(given, list) or len(given) > MAX_FIELDS:
        raise wrong
    found: dict[str, Any] = {}
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise wrong
        found.setdefault(pair[0], []).append(pair[1])
    return found


def moment_in(given: Any) -> datetime | None:
    """ISO 8601, or milliseconds since 1970; None when it is neither."""
    try:
        if isinstance(given, str):
            moment = datetime.fromisoformat(given)
            return moment.astimezone(UTC) if moment.tzinfo else None
        if isinstance(given, int | float) and not isinstance(given, bool):
            return datetime.fromtimestamp(given / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def device_in(given: Any) -> str:
    """The name of the installation, "" for none that can be used."""
    return given if isinstance(given, str) and _ENTRY.fullmatch(given) else ""
