"""Which request of a visit an entry of an export is, by its method and address."""

import re
from typing import Any

from webapp.field.unsent.entries import Entry

_UUID = r"(?P<pk>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
ADDRESSES: dict[str, tuple[str, re.Pattern[str]]] = {
    kind: (method, re.compile(pattern))
    for kind, method, pattern in (
        ("open", "PUT", ""),
        ("answer", "PUT", r"/answers/(?P<pk>[^/]{1,20})"),
        ("finding", "PUT", "/findings/" + _UUID),
        ("no_finding", "DELETE", "/findings/" + _UUID),
        ("slot", "PUT", r"/slots/(?P<pk>.{1,80})"),
        ("hazards", "PUT", "/hazards"),
        ("header", "PUT", "/header"),
        ("recheck", "PUT", r"/rechecks/(?P<pk>[0-9]{1,9})"),
        ("photo", "PUT", "/photos/" + _UUID),
        ("no_photo", "DELETE", "/photos/" + _UUID),
        ("signature", "PUT", "/signatures/" + _UUID),
        ("submission", "POST", "/submission"),
    )
}
WORDS: dict[str, Any] = {
    "open": "开始检查", "answer": "第 {} 项答案", "finding": "问题", "no_finding": "移除问题", "slot": "标识与防护用品",
    "hazards": "危害因素", "header": "检查信息", "recheck": "复查结果", "photo": "照片", "no_photo": "移除照片",
    "signature": "笔录签名", "submission": "提交",
}  # fmt: skip


def recognised(entry: Entry) -> tuple[str, str | None]:
    """What sort of request an entry is (a key of replaying.WORK) and what its address names; ("", None) when it is none."""
    for kind, (method, pattern) in ADDRESSES.items():
        if entry.method == method and (match := pattern.fullmatch(entry.rest)):
            return kind, match.groupdict().get("pk", "")
    return "", None


def words(entry: Entry) -> str:
    """What an entry is, for people."""
    kind, pk = recognised(entry)
    return str(WORDS.get(kind, "其他")).format(pk)
