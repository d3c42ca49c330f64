"""The one guard for ZIP files that people send: tables, templates, work that a phone could not send.

A Guard says how much an archive of its kind may hold, and how the refusal calls it. `opened()` judges the directory and unpacks
nothing; members are read through the Archive alone, which delivers what the directory declares or refuses.
"""

import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from webapp.errors import DomainError, Invalid, TooLarge

PIECE = 1 << 16
MB = 1 << 20

DAMAGED = "{thing}损坏或格式不对，无法读取。{again}"
SECRET = "{thing}设有密码，请去掉密码后重新上传。"  # noqa: S105 - a sentence
LARGE = "{thing}解压后过大，无法读取。{smaller}"
NAMES = "{thing}里有不允许或重复的文件名，无法读取。{again}"
PACKED = "{thing}的压缩方式不支持，无法读取。{again}"

_ENCRYPTED = 0x1 | 0x40 | 0x2000  # by password, strongly, with its directory
_PATCHED = 0x20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Absolute, a drive's, upwards, or with what no name of a file holds; both slashes, as Windows reads them.
_STRAY = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|\Z)|.*[\x00-\x1f\x7f]", re.DOTALL)


@dataclass(frozen=True)
class Guard:
    """`thing`, `again`, `smaller`: the word for it, what to do when it is damaged, what when it is too large.

    `members` and `total` bytes at most; `most` tells how many a member may have, by its name. From `ratio_from` bytes on, the
    whole may be `ratio` times the packed bytes: small files of repeated cells pack very well.
    """

    thing: str
    again: str
    smaller: str
    members: int
    total: int
    most: Callable[[str], int] | None = None
    ratio: int = 100
    ratio_from: int = 20 * MB

    def says(self, sentence: str) -> str:
        return sentence.format(thing=self.thing, again=self.again, smaller=self.smaller)

    @contextmanager
    def opened(self, source: Path | IO[bytes], *, judged: bool = False) -> Iterator["Archive"]:
        """The archive; Invalid or TooLarge in words. `judged`: this very file has been through here before."""
        with self._zip(source) as file:
            if not judged:
                self._judge(file.infolist(), _size(source))
            yield Archive(self, file)

    def limit(self, name: str) -> int:
        return min(self.total, self.most(name) if self.most else self.total)

    def _zip(self, source: Path | IO[bytes]) -> zipfile.ZipFile:
        with self.words():
            return zipfile.ZipFile(source)

    @contextmanager
    def words(self) -> Iterator[None]:
        """Whatever a reader of zips stumbles over is one sentence."""
        try:
            yield
        except (DomainError, MemoryError):
            raise
        except Exception as error:
            # zlib.error, BadZipFile, EOFError, struct.error … have no common ancestor, and all of them mean the same.
            raise Invalid(self.says(DAMAGED)) from error

    def _judge(self, infos: list[zipfile.ZipInfo], size: int) -> None:
        """By the directory alone. What it declares is what can be read at most, so its sums are upper bounds."""
        if len(infos) > self.members:
            raise TooLarge(self.says(LARGE))
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Invalid(self.says(SECRET))
        if any(info.compress_type not in _METHODS or info.flag_bits & _PATCHED for info in infos):
            raise Invalid(self.says(PACKED))
        # `orig_filename` is the name before zipfile cut it at a zero; Office takes names as equal that differ in case only.
        strange = any(
            not info.filename or _STRAY.match(info.orig_filename) or _is_link(info) for info in infos
        )
        if strange or len({info.filename.casefold() for info in infos}) != len(infos):
            raise Invalid(self.says(NAMES))
        unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
        if unpacked > self.total or any(info.file_size > self.limit(info.filename) for info in infos):
            raise TooLarge(self.says(LARGE))
        # More than the file has: the directory lies, or members lie upon each other so that little unpacks into much.
        if packed > size:
            raise Invalid(self.says(DAMAGED))
        if unpacked > self.ratio_from and unpacked > self.ratio * max(packed, 1):
            raise TooLarge(self.says(LARGE))


class Archive:
    """An archive that was let in; `members` by name, without folders."""

    def __init__(self, guard: Guard, file: zipfile.ZipFile) -> None:
        self.guard, self._file = guard, file
        self.members = {info.filename: info for info in file.infolist() if not info.is_dir()}

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def pieces(self, name: str, length: int = PIECE) -> Iterator[bytes]:
        """The bytes of a member. What is read is what counts: not the declared number of them is damage."""
        guard, count = self.guard, 0
        with guard.words():
            info = self.members[name]
            part = self._file.open(info)
        with part:
            while piece := self._piece(part, length):
                count += len(piece)
                if count > guard.limit(name):
                    raise TooLarge(guard.says(LARGE))
                yield piece
        if count != info.file_size:
            raise Invalid(guard.says(DAMAGED))

    def start(self, name: str, length: int) -> bytes:
        """Its first bytes."""
        return next(self.pieces(name, length), b"")

    def _piece(self, part: IO[bytes], length: int) -> bytes:
        with self.guard.words():
            return part.read(length)


def _size(source: Path | IO[bytes]) -> int:
    return source.stat().st_size if isinstance(source, Path) else source.seek(0, 2)


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)
