"""Nobody else on this machine reads the data folder: folders are 0700, files 0600 (sealed photos stay read-only)."""

import os
import stat
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def only_ours() -> None:
    """Whatever this process and its children make from here on, here or elsewhere, is for its user alone."""
    os.umask(OTHERS)


def close(folder: Path) -> None:
    """Take away what others may do with what lies there from before. What belongs to somebody else is left.

    Photos may be a million, so that they are walked through once: while the folder itself is open.
    """
    if not folder.is_dir():
        return
    was_open = bool(folder.stat().st_mode & OTHERS)
    for path, names, files in os.walk(folder):
        for name in (*names, *files):
            _close(Path(path) / name)
        if not was_open and Path(path) == folder and "media" in names:
            names.remove("media")
    _close(folder)  # last: a walk that was broken off begins anew


def _close(path: Path) -> None:
    with suppress(FileNotFoundError, PermissionError):
        seen = path.lstat()
        if seen.st_mode & OTHERS and not stat.S_ISLNK(seen.st_mode):
            path.chmod(stat.S_IMODE(seen.st_mode) & ~OTHERS)
