"""`mashang run` on a machine whose clock is wrong by the seconds in the file WRONG_CLOCK, read at every look at it.

In the process itself: libfaketime makes every wait of a thread slow, or lasting.
"""

import os
import time
from datetime import datetime, tzinfo
from pathlib import Path

import webapp.clock

right = time.time


class Wrong(datetime):
    """Says what the clock says."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.fromtimestamp(time.time(), tz)


if __name__ == "__main__":
    time.time = lambda: right() + float(Path(os.environ["WRONG_CLOCK"]).read_text())
    webapp.clock.datetime = Wrong  # type: ignore[attr-defined]  # the one clock of the application
    from webapp.cli import main

    main()
