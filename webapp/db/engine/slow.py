"""Slow statements in the log: their SQL without its values, how long they took, in which request."""

import logging
from time import perf_counter
from typing import Any

from piccolo.querystring import QueryString

from webapp.db.written import heard, listened
from webapp.settings import settings

log = logging.getLogger("mashang.slow")
log.addHandler(logging.NullHandler())  # commands without a log stay silent


class Timed:
    """In front of one of Piccolo's engines: what takes longer than MASHANG_SLOW_MS is told and counted."""

    slow = 0

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        started = perf_counter()
        counts = listened(querystring, getattr(self, "engine_type", "sqlite"))
        try:
            if counts is None:
                return await super().run_querystring(querystring, in_pool)  # type: ignore[misc]
            return heard(counts[0], await super().run_querystring(counts[1], in_pool))  # type: ignore[misc]
        finally:
            self.told(querystring, (perf_counter() - started) * 1000)

    def told(self, querystring: QueryString, ms: float) -> None:
        """Write it down when it was slow. The values stay out: they are people's data."""
        if ms < settings().slow_ms:
            return
        self.slow += 1
        statement, values = querystring.compile_string(engine_type=getattr(self, "engine_type", "sqlite"))
        log.warning(
            "slow statement", extra={"ms": round(ms, 1), "sql": statement[:2000], "values": len(values)}
        )
