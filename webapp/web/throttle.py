"""A limit on wrong tries by address, in the database: all processes count together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from weakref import WeakValueDictionary

from piccolo.query.functions.aggregate import Count

from webapp.accounts.tables import LoginFailure
from webapp.addresses import counted
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import DomainError, NotFound, TooMany


class Throttle:
    """At most `most` wrong tries by one address within `seconds`; `name` tells one kind of try from another.

    `says` is what is told then, `wrong` the error that makes a try a wrong one.
    """

    def __init__(
        self,
        name: str,
        *,
        most: int,
        seconds: float,
        says: str = "尝试次数过多，请过一会儿再试。",
        wrong: type[DomainError] = NotFound,
    ) -> None:
        self.name, self.most, self.window = name, most, timedelta(seconds=seconds)
        self.says, self.wrong = says, wrong
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def a_try(self, address: str) -> AsyncIterator[None]:
        """Look a code up within. TooMany when the address has used up its tries.

        An address has one try at a time in each process: a burst is judged like a row of tries, and the many right ones
        of one page (its pictures) neither write nor count.
        """
        address = counted(address)
        turn = self._turns.setdefault(address, asyncio.Lock())
        async with turn:
            await self._guard(address)
            try:
                yield
            except self.wrong:
                await self._count(address)
                raise

    async def _guard(self, address: str) -> None:
        rows = await LoginFailure.select(Count()).where(
            (LoginFailure.account == self._account(address)) & (LoginFailure.at > now() - self.window)
        )
        if rows[0]["count"] >= self.most:
            raise TooMany(self.says)

    async def _count(self, address: str) -> None:
        """One wrong try; those that no longer count are forgotten."""
        async with transaction():
            await LoginFailure.delete().where(
                (LoginFailure.account == self._account(address)) & (LoginFailure.at <= now() - self.window)
            )
            # Not under `address`: wrong codes of a receipt must not lock anybody out of the login.
            await LoginFailure.insert(LoginFailure(account=self._account(address), address="", at=now()))

    def _account(self, address: str) -> str:
        return f"{self.name} {address}"[:60]
