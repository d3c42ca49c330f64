"""Static files by the hash of their content, so that a browser may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

from webapp.settings import PROJECT

STATIC = PROJECT / "static"
BUNDLE = "css/bundle.css"


@cache
def version() -> str:
    """One short hash over all static files: every address changes together, so that modules import one another."""
    whole = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(STATIC)).encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


@cache
def static(path: str) -> str:
    """The address of a static file; a file that is not there raises at rendering (vendor files excepted)."""
    if not path.startswith("vendor/") and path != BUNDLE and not (STATIC / path).is_file():
        raise FileNotFoundError(path)
    return f"/static/{version()}/{path}"


def file_of(path: str) -> Path | None:
    """The file behind a path below /static/, None outside of the folder."""
    try:
        found = (STATIC / path).resolve()
        return found if found.is_relative_to(STATIC.resolve()) and found.is_file() else None
    except (OSError, ValueError):
        return None  # too long, or with characters that no file has
