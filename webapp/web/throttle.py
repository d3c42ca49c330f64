"""A limit on wrong tries by address, in the database: all processes count together."""

from datetime import timedelta

from piccolo.query.functions.aggregate import Count

from webapp.accounts.tables import LoginFailure
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import TooMany


class Throttle:
    """At most `most` wrong tries by one address within `seconds`; `name` tells one kind of try from another."""

    def __init__(self, name: str, *, most: int, seconds: float) -> None:
        self.name, self.most, self.window = name, most, timedelta(seconds=seconds)

    async def guard(self, address: str) -> None:
        """TooMany when the address has used up its tries."""
        rows = await LoginFailure.select(Count()).where(
            (LoginFailure.account == self._account(address)) & (LoginFailure.at > now() - self.window)
        )
        if rows[0]["count"] >= self.most:
            raise TooMany("尝试次数过多，请过一会儿再试。")

    async def count(self, address: str) -> None:
        """One wrong try; those that no longer count are forgotten."""
        async with transaction():
            await LoginFailure.delete().where(
                (LoginFailure.account == self._account(address)) & (LoginFailure.at <= now() - self.window)
            )
            # Not under `address`: wrong codes of a receipt must not lock anybody out of the login.
            await LoginFailure.insert(LoginFailure(account=self._account(address), address="", at=now()))

    def _account(self, address: str) -> str:
        return f"{self.name} {address}"[:60]
