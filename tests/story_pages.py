"""Every page that the story passes, by who looks at it: what the bench measures in a province and what a test reads plans of.

The addresses hold places ({enterprise}, {finding}, …) that `find_places` fills from what lists and pages link to.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

Get = Callable[[str, str], Awaitable[str]]


@dataclass(frozen=True)
class StoryPage:
    """A page, and who asks for it: a key of the accounts, "" for the public."""

    who: str
    path: str

    def address(self, places: dict[str, str]) -> str:
        return quote(self.path.format(**places), safe="/?&=")


# Where the first link of a kind is found: (place, who, page, pattern).
PLACES = (
    ("enterprise", "inspector", "/enterprises?open=on&sort=open", r"/enterprises/(\d+)\b"),
    ("finding", "inspector", "/findings?filter=open", r"/findings/(\d+)\b"),
    ("visit", "inspector", "/inspections?state=submitted", r"/inspections/([0-9a-f-]{36})\b"),
    ("document", "inspector", "/documents", r"/documents/([0-9a-f-]{36})\b"),
    ("own", "owner", "/findings", r"/findings/(\d+)\b"),
    ("serial", "inspector", "/inspections/{visit}/receipt", r"/receipts/([^\s\"<?]+\?c=\w+)"),
    ("day_list", "inspector", "/day-lists", r"/day-lists/(\d+)\b"),
    ("far_finding", "province", "/findings?filter=open", r"/findings/(\d+)\b"),
    ("far_enterprise", "province", "/enterprises?open=on&sort=open", r"/enterprises/(\d+)\b"),
)

# A search in Chinese, by initials, for something rare and for nothing.
SEARCHES = ("公司", "shjxc", "柳溪 管桩", "zzzzqq")

INSPECTOR = (
    "/tasks", "/scan", "/field/start", "/field/pack", "/field/sync", "/day-lists", "/day-lists/{day_list}", "/inbox", "/me",
    "/enterprises/{enterprise}", "/enterprises/{enterprise}/visit", "/enterprises/{enterprise}/code",
    "/inspections", "/inspections?state=submitted&kind=routine", "/inspections?outcome=inspected", "/inspections?q=sh",
    "/inspections/{visit}", "/inspections/{visit}/receipt", "/inspections/{visit}/documents", "/inspections/{visit}/handover",
    "/findings", "/findings/reviews", "/findings/{finding}", "/findings/{finding}/reminder-text",
    "/documents", "/documents/{document}", "/documents/registers",
)  # fmt: skip
DESK = (
    "/findings/reviews", "/board", "/board?period=90", "/board/findings?stage=open", "/board/findings?stage=overdue", "/board/findings?stage=closed",
    "/board/findings?stage=all", "/board/reassignment", "/labels", "/imports", "/documents/registers", "/accounts",
)  # fmt: skip
LISTS = (
    "/enterprises", "/enterprises?sort=open", "/enterprises?sort=unvisited", "/enterprises?open=on&severity=severe", "/enterprises?hazard={hazard}",
    "/enterprises?industry=C", *(f"/enterprises?q={words}" for words in SEARCHES),
    "/findings?filter=open", "/findings?filter=waiting", "/findings?filter=soon", "/findings?filter=overdue",
    "/findings?filter=closed", "/findings?filter=all", *(f"/findings?filter=open&q={words}" for words in SEARCHES),
    "/inspections", "/inspections?patrols=on", "/inspections?q=shjxc", "/documents?undelivered=on",
)  # fmt: skip
OWNER = (
    "/findings",
    "/findings?ended=1",
    "/findings/{own}",
    "/findings/{own}/report",
    "/documents",
    "/inbox",
    "/me",
)
ADMINISTRATOR = ("/people", "/people?q=li", "/bureaus", "/audit", "/audit?action=finding.closed")
PUBLIC = ("/q/{token}", "/receipts/{serial}", "/check", "/login")

PAGES = tuple(
    StoryPage(who, path)
    for who, paths in (
        ("inspector", (*INSPECTOR, *LISTS)),
        ("supervisor", (*DESK, *LISTS)),
        ("owner", OWNER),
        ("administrator", ADMINISTRATOR),
        ("", PUBLIC),
        ("province", (*DESK, *LISTS, "/enterprises/{far_enterprise}", "/findings/{far_finding}")),
        ("province-admin", (*ADMINISTRATOR, "/system")),
    )
    for path in paths
)


async def find_places(get: Get, pages: tuple[StoryPage, ...], known: dict[str, str]) -> dict[str, str]:
    """The places of `pages` by what is linked; `get(who, path)` gives the page. LookupError when nothing is linked."""
    wanted = {name for page in pages for name in re.findall(r"{(\w+)}", page.path)} - set(known)
    found = dict(known)
    for name, who, path, pattern in PLACES:
        if name in wanted or name == "visit":
            page = await get(who, path.format(**found))
            link = re.search(pattern, page)
            if not link:
                raise LookupError(f"{path} links to no {name}")
            found[name] = link[1]
    return found
