"""The bottom bar of a phone and the side navigation of a desk; rooms add their counts (红点)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from litestar.connection import ASGIConnection

from webapp.accounts.people import User

Counter = Callable[[User], Awaitable[int]]

# A dot says 99+ beyond 99, so that nobody has to count further.
DOT = 100

# Counts by the address of an entry; a room registers its own: `counters["/findings"] = waiting_for`.
counters: dict[str, Counter] = {}


@dataclass
class Entry:
    href: str
    label: str
    icon: str
    primary: bool = False
    active: bool = False
    count: int = 0


@dataclass
class Navigation:
    """`more`: what the side column has and the bottom bar has no room for; the phone finds it at 我的."""

    phone: list[Entry] = field(default_factory=list)
    desk: list[Entry] = field(default_factory=list)
    more: list[Entry] = field(default_factory=list)


TASKS = ("/tasks", "任务", "list")
SCAN = ("/scan", "扫码", "scan")
FINDINGS = ("/findings", "问题", "flag")
ME = ("/me", "我的", "user")
INBOX = ("/inbox", "消息", "inbox")
ENTERPRISES = ("/enterprises", "用人单位", "building")
VISITS = ("/inspections", "检查", "check-circle")
DOCUMENTS = ("/documents", "文书", "file")
BOARD = ("/board", "看板", "chart")
DAY_LISTS = ("/day-lists", "任务安排", "calendar")
CAMPAIGNS = ("/campaigns", "监督行动", "map")
DUTIES = ("/duties", "履责", "check-circle")
DRAWS = ("/draws", "双随机", "shield")
IMPORTS = ("/imports", "导入", "upload")
LABELS = ("/labels", "标签", "qr")
CHECKLISTS = ("/checklists", "检查表", "file")
PEOPLE = ("/people", "人员", "users")
ACCOUNTS = ("/accounts", "企业账号", "key")
BUREAUS = ("/bureaus", "监管机构", "shield")
AUDIT = ("/audit", "审计", "history")
SYSTEM = ("/system", "系统", "settings")
# The server is the business of nobody below the topmost bureau.
STEWARDS_ONLY = {SYSTEM[0]}

PHONE = {
    "employer": [FINDINGS, DUTIES, DOCUMENTS, INBOX, ME],
    "administrator": [ENTERPRISES, INBOX, ME],
    "supervisor": [BOARD, SCAN, FINDINGS, ME],
    "inspector": [TASKS, SCAN, FINDINGS, ME],
    "assistant": [TASKS, SCAN, ME],
}
DESK = {
    "employer": [FINDINGS, DUTIES, DOCUMENTS, INBOX, ME],
    "administrator": [
        BOARD,
        ENTERPRISES,
        DUTIES,
        DOCUMENTS,
        IMPORTS,
        LABELS,
        CHECKLISTS,
        BUREAUS,
        PEOPLE,
        ACCOUNTS,
        AUDIT,
        SYSTEM,
        INBOX,
        ME,
    ],
    "supervisor": [
        BOARD,
        ENTERPRISES,
        DUTIES,
        DAY_LISTS,
        CAMPAIGNS,
        DRAWS,
        VISITS,
        FINDINGS,
        DOCUMENTS,
        IMPORTS,
        LABELS,
        ACCOUNTS,
        TASKS,
        SCAN,
        INBOX,
        ME,
    ],
    "inspector": [
        TASKS,
        SCAN,
        ENTERPRISES,
        VISITS,
        FINDINGS,
        DOCUMENTS,
        DAY_LISTS,
        CAMPAIGNS,
        DRAWS,
        DUTIES,
        INBOX,
        ME,
    ],
    "assistant": [TASKS, SCAN, ENTERPRISES, VISITS, DOCUMENTS, INBOX, ME],
}


async def navigation(request: ASGIConnection, user: User | None) -> Navigation:  # type: ignore[type-arg]
    """The entries of this person, with the page that is open and the counts that wait."""
    if user is None:
        return Navigation()
    counts = {href: await counter(user) for href, counter in counters.items()}
    return entries_of(user, request.url.path, counts)


def entries_of(user: User, path: str, counts: Mapping[str, int]) -> Navigation:
    """The entries of this person at that page; without counts nothing is read, as an error page wants it."""

    def entries(items: list[tuple[str, str, str]]) -> list[Entry]:
        return [
            Entry(
                href,
                label,
                icon,
                primary=href == SCAN[0],
                active=path == href or path.startswith(href + "/"),
                count=counts.get(href, 0),
            )
            for href, label, icon in items
            if href not in STEWARDS_ONLY or user.steward
        ]

    phone, desk = entries(PHONE[user.role]), entries(DESK[user.role])
    here = {entry.href for entry in phone}
    more = [entry for entry in desk if entry.href not in here]
    for entry in phone:
        if entry.href == ME[0]:
            entry.count = sum(one.count for one in more)
    return Navigation(phone, desk, more)
