"""What every page shares: who may call it, forms, templates, htmx, errors, headers."""

from litestar import Request as LitestarRequest
from litestar.datastructures import State

from webapp.accounts.people import User

Request = LitestarRequest[User, None, State]
