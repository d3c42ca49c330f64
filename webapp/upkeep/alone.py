"""Who works in a data folder: servers and commands side by side, or one restoring or upgrading alone.

A lock of the system on the file MASHANG_DATA/lock, which ends with the process however that ends. The lease in the
database (restore.served) tells of servers on other machines as well, and of those of versions before this lock.
"""

import fcntl
import os
from functools import cache
from pathlib import Path

from webapp.errors import Conflict
from webapp.settings import settings


@cache
def _file(folder: Path) -> int:
    """The open file; it stays open, since closing it anywhere in the process would end the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)


def share() -> None:
    """Work beside others from now on. Raises Conflict while somebody is alone here."""
    _lock(fcntl.LOCK_SH, "正在恢复或升级，请等它结束后再试。")


def alone() -> None:
    """Keep everybody else out from now on. Raises Conflict while somebody works here."""
    _lock(fcntl.LOCK_EX, "服务或别的 mashang 命令正在运行，请先停止它。")


def _lock(kind: int, taken: str) -> None:
    try:
        # A lock of the process, not of the open file: a child that outlives a killed server does not keep it.
        fcntl.lockf(_file(settings().data), kind | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise Conflict(taken) from error
