"""Pack a small demo, made by a released program, into tests/upkeep/released/VERSION.tar.xz.

git worktree add --detach PLACE COMMIT && python -m scripts.released PLACE

0.1.0 is the commit "Cut CHANGELOG into releases" (d4487f2). The pack holds the database as SQL and its key. Left out, to keep it
small: the divisions outside of the demo's province, which an upgrade puts back from the reference data, and the photos' bytes.
"""

import io
import lzma
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

PASSWORD = "demo-password-123"  # noqa: S105 - of a demo
TARGET = Path(__file__).resolve().parent.parent / "tests" / "upkeep" / "released"
COMMANDS = (["migrate"], ["demo", "--enterprises", "8", "--today", "2026-11-30"])
KEYS = ("keys/seal.key", "keys/chain.head")
_FOREIGN = re.compile(r"INSERT INTO \"area\" VALUES\('(?!34)\d")


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    said = (program / "webapp" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "(.+?)"', said)
    if version is None:
        sys.exit(f"no version in {program}")
    TARGET.mkdir(exist_ok=True)
    target = TARGET / f"{version[1]}.tar.xz"
    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        environment = {**os.environ, "MASHANG_DATA": place, "MASHANG_DEMO_PASSWORD": PASSWORD}
        environment.pop("MASHANG_DATABASE_URL", None)
        for command in COMMANDS:
            subprocess.run(
                [sys.executable, "-m", "webapp.cli", *command], cwd=program, env=environment, check=True
            )
        files = {"database.sql": dumped(data / "mashang.sqlite3")}
        files |= {name: (data / name).read_bytes() for name in KEYS}
    with tarfile.open(target, "w:xz", preset=9 | lzma.PRESET_EXTREME) as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    print(f"{target}: {target.stat().st_size} bytes")


def dumped(database: Path) -> bytes:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(line for line in connection.iterdump() if not _FOREIGN.match(line)).encode()


if __name__ == "__main__":
    main()
