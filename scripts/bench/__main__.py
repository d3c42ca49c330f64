"""python -m scripts.bench [ONLY …]: measure, and print JSON lines. `make bench ONLY=receive` measures a part."""

import sys
from collections.abc import Callable

from scripts.bench import (
    documents,
    hostile,
    importing,
    large,
    pages,
    phone,
    pictures,
    province,
    receive,
    saving,
    slow,
)

PARTS: dict[str, tuple[Callable[[], None], ...]] = {
    "receive": (receive.with_photos,),
    "answers": (receive.answers_only, saving.one_answer),
    "pages": (pages.lists, pages.form),
    "board": (pages.board,),
    "import": (importing.enterprises,),
    "photos": (pictures.thumbnails,),
    "photo": (large.memory,),
    "hostile": (hostile.pages,),
    "slow": (slow.connections,),
    "documents": (documents.docx_ratio, documents.pdf_ratio),
    "phone": (phone.phone,),
    "province": (province.pages,),
}
# Half an hour by itself; the figures of the design are the others.
ONLY_BY_NAME = {"province"}


def main(wanted: list[str]) -> None:
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name, parts in PARTS.items():
        if name in wanted or not (wanted or name in ONLY_BY_NAME):
            for part in parts:
                part()


if __name__ == "__main__":
    main(sys.argv[1:])
