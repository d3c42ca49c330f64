"""What every page shares: who may call it, forms, templates, htmx, errors, headers."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litestar import Request as LitestarRequest
    from litestar.datastructures import State

    from webapp.accounts.people import User

    Request = LitestarRequest[User, None, State]
else:

    def __getattr__(name: str) -> Any:
        """Request, made when somebody asks: a process that only reads a spreadsheet starts in half the time without it."""
        if name != "Request":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from litestar import Request as LitestarRequest
        from litestar.datastructures import State

        from webapp.accounts.people import User

        globals()["Request"] = LitestarRequest[User, None, State]
        return globals()["Request"]
