"""`mashang run` under a supervisor that starts it anew whenever it is killed, as systemd does, and ends with it on SIGTERM.

It forks a process that has loaded the program already and opened nothing yet, so that a restart takes no time.
"""

import os
import secrets
import signal
import sys
from types import FrameType

import webapp.app
import webapp.reference
from webapp.cli import main
from webapp.db import lease
from webapp.jobs import queue

child = 0


def end(number: int, frame: FrameType | None) -> None:
    if child:
        os.kill(child, signal.SIGTERM)


def supervise() -> int:
    """The exit status of the application when it ended by itself."""
    global child
    made = webapp.app.create_app()
    webapp.app.create_app = lambda: made
    while True:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        child = os.fork()
        if not child:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            lease.HOLDER = queue.HOLDER = (
                f"{os.getpid()}-{secrets.token_hex(4)}"  # not that of whoever was killed
            )
            main()  # ends the process
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        _, status = os.waitpid(child, 0)
        if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    sys.exit(abs(supervise()))
