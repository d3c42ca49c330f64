"""Every route declares who may call it: `@get("/board", access=SUPERVISORS)`; one that does not stops the start."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from webapp.accounts.people import User
from webapp.accounts.rules import ADMINISTRATOR, ASSISTANT, EMPLOYER, INSPECTOR, SUPERVISOR
from webapp.errors import DomainError, Forbidden
from webapp.web.forms.typed import Typed, typed_in

OPEN_BODY = 64_000


@dataclass(frozen=True)
class Access:
    """Who may call a route: anyone, or the named roles; `initial`: also with an initial password; `topmost`: only
    people of a bureau that has none above it, for what all bureaus share."""

    name: str
    roles: frozenset[str] = frozenset()
    anyone: bool = False
    initial: bool = False
    topmost: bool = False

    def admits(self, user: User) -> bool:
        return self.anyone or (user.role in self.roles and (user.topmost or not self.topmost))


def _roles(name: str, *roles: str) -> Access:
    return Access(name, frozenset(roles))


ANYONE = Access("任何人", anyone=True)
SIGNED_IN = _roles("已登录的人", INSPECTOR, ASSISTANT, SUPERVISOR, ADMINISTRATOR, EMPLOYER)
INITIAL = Access("已登录的人（含初始密码）", SIGNED_IN.roles, initial=True)
STAFF = _roles("监管机构的人", INSPECTOR, ASSISTANT, SUPERVISOR, ADMINISTRATOR)
FIELD = _roles("监督员、协管员、监管科室", INSPECTOR, ASSISTANT, SUPERVISOR)
INSPECTORS = _roles("监督员、监管科室", INSPECTOR, SUPERVISOR)
EDITORS = _roles("监督员、监管科室、管理员", INSPECTOR, SUPERVISOR, ADMINISTRATOR)
SUPERVISORS = _roles("监管科室", SUPERVISOR)
DESK = _roles("监管科室、管理员", SUPERVISOR, ADMINISTRATOR)
ADMINISTRATORS = _roles("管理员", ADMINISTRATOR)
STEWARDS = Access("最上级监管机构的管理员", ADMINISTRATORS.roles, topmost=True)
EMPLOYERS = _roles("用人单位", EMPLOYER)


class NotSignedIn(DomainError):
    """Somebody has to sign in first (401; a page goes to the login instead). `typed`: the form that was sent."""

    status = 401

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__("请先登录。")
        self.typed = typed


class OtherPerson(DomainError):
    """What waits on a phone belongs to somebody else than the session (401: nothing is sent for others)."""

    status = 401

    def __init__(self) -> None:
        super().__init__("这些内容是另一个账号记录的，请用原账号登录后再发送。")


class PasswordFirst(DomainError):
    """An initial password has to be changed before anything else."""

    status = 403

    def __init__(self) -> None:
        super().__init__("请先修改初始密码。")


def declared(handler: BaseRouteHandler) -> Access | None:
    """The access of a handler, or None when it says nothing."""
    access = handler.opt.get("access")
    return access if isinstance(access, Access) else None


async def guard(connection: ASGIConnection[Any, User | None, None, Any], handler: BaseRouteHandler) -> None:
    """Litestar's guard for every route: closed unless declared. Awaited, for Litestar runs plain functions in threads."""
    access = declared(handler)
    if access is None:
        raise Forbidden("此页面没有声明访问权限。")
    if access.anyone:
        return
    user = connection.scope.get("user")
    if user is None:
        raise NotSignedIn(await typed_in(connection))
    # Before the role is looked at: what somebody else may not do is no reason to refuse this person's work for good.
    if str(user.id) != connection.headers.get("x-person", str(user.id)):
        raise OtherPerson
    if not access.admits(user):
        raise Forbidden(f"此功能只供{access.name}使用。")
    if user.must_change and not access.initial:
        raise PasswordFirst


def limit_open_bodies(handlers: Iterable[Any]) -> None:
    """Take no more than OPEN_BODY from people whom we do not know: their forms are short, and many may send at once."""
    for handler in handlers:
        access = declared(handler)
        if access and access.anyone:
            handler.request_max_body_size = OPEN_BODY


def undeclared(app: Litestar) -> Iterable[str]:
    """The routes that say nothing of who may call them."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if declared(handler) is None and handler.handler_name != "options_handler":
                    yield f"{sorted(handler.http_methods)} {route.path} ({handler})"
