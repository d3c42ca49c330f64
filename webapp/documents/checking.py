"""What the holder of a document may know of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.documents.proof import loaded, problems
from webapp.documents.queries import OUT, Row, columns, replacement_of
from webapp.documents.rendering.context import period
from webapp.documents.tables import Document
from webapp.documents.verbs.issuing import CODE_LENGTH
from webapp.documents.writing.content import Content
from webapp.errors import NotFound


@dataclass(frozen=True)
class Checked:
    """`said` is empty when the document is as it was issued; `content` is not shown otherwise."""

    row: Row
    content: Content
    replaced_by: Row | None = None
    said: list[str] = field(default_factory=list)

    @property
    def days(self) -> str:
        """The day of the visit; both over midnight."""
        visit = self.content["visit"]
        return period(visit["started"], visit["ended"], "%Y-%m-%d", "")


async def check(code: str) -> Checked:
    """The document of a code; NotFound for every other one."""
    row: Row | None = None
    if len(code) == CODE_LENGTH:
        row = (
            await Document.select(*columns())
            .where((Document.code == code) & Document.state.is_in(OUT))
            .first()
        )
    if row is None:
        raise NotFound("没有找到这份文书，请核对校验码（12 位字母和数字）。")
    replaced = await replacement_of(row["id"])
    issued = replaced if replaced and replaced["state"] == "issued" else None
    return Checked(row, loaded(row["content"]), issued, await problems(row))
