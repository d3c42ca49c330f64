"""Wrong codes by address, in the database: all processes count together. A right code opens, whatever others have typed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from webapp.accounts.login.lanes import in_line
from webapp.accounts.tables import LoginFailure
from webapp.addresses import counted
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import DomainError, NotFound, TooMany


class Throttle:
    """At most `most` wrong tries by one address within `seconds` are looked up; `name` tells one kind of try from another.

    `says` is what is told to a wrong one beyond, `wrong` the error that makes a try a wrong one. `guessable`: some code can be met
    by trying many, so that beyond the limit tries come one after another, and each wrong one holds up the next.
    """

    def __init__(
        self,
        name: str,
        *,
        most: int,
        seconds: float,
        says: str = "输错次数过多，请过一会儿再试。",
        wrong: type[DomainError] = NotFound,
        guessable: bool = False,
    ) -> None:
        self.name, self.most, self.window = name, most, timedelta(seconds=seconds)
        self.says, self.wrong, self.guessable = says, wrong, guessable

    @asynccontextmanager
    async def a_try(self, address: str) -> AsyncIterator[None]:
        """Look a code up within. TooMany in place of `wrong` when the address has used up its wrong tries.

        The many right ones of one page (its pictures) neither write nor wait.
        """
        account = f"{self.name} {counted(address)}"[:60]
        if not self.guessable:
            try:
                yield
            except self.wrong as error:
                async with in_line(account, _at_once):  # so that tries at once count like tries one by one
                    await self._count(account, error)
            return

        async def over() -> int:
            return await self._failed(account) // self.most

        async with in_line(account, over) as passage:
            try:
                yield
            except self.wrong as error:
                await self._count(account, error)
            passage.right = True

    async def _failed(self, account: str) -> int:
        return int(
            await LoginFailure.count().where(
                (LoginFailure.account == account) & (LoginFailure.at > now() - self.window)
            )
        )

    async def _count(self, account: str, error: DomainError) -> None:
        """Raise what a wrong try is told, once it is counted; those that no longer count are forgotten.

        Refused tries do not count, so that the end of the wait does not move.
        """
        if await self._failed(account) >= self.most:
            raise TooMany(self.says) from error
        async with transaction():
            await LoginFailure.delete().where(
                (LoginFailure.account == account) & (LoginFailure.at <= now() - self.window)
            )
            # Not under `address`: wrong codes of a receipt must not lock anybody out of the login.
            await LoginFailure.insert(LoginFailure(account=account, address="", at=now()))
        raise error


async def _at_once() -> int:
    """How far over the limit those are whom nothing holds up."""
    return 0
