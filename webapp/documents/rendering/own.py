"""The DOCX templates of bureaus: which one is used, taking a new one, going back to the built-in."""

import hashlib
from pathlib import Path
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.queries import bureau_for
from webapp.accounts.tables import Bureau
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.documents import kinds
from webapp.documents.events import TEMPLATE_REMOVED, TEMPLATE_REPLACED
from webapp.documents.rendering.as_docx import built_in
from webapp.documents.rendering.checking import Verdict, check_template
from webapp.documents.rendering.tables import DocumentTemplate, TemplateFile
from webapp.errors import NotFound
from webapp.web.text import clean


async def template_for(bureau: int, kind: str) -> bytes | None:
    """The bureau's own template of this kind for docx(), None when the built-in is used."""
    row = await (
        DocumentTemplate.select(DocumentTemplate.data)
        .where((DocumentTemplate.bureau == bureau) & (DocumentTemplate.kind == kind))
        .first()
    )
    return bytes(row["data"]) if row else None


async def keep_template(bureau: int, kind: str) -> str:
    """Keep in the caller's transaction the template of now, the bureau's own or the built-in, for good; its SHA-256."""
    data = await template_for(bureau, kind) or built_in(kind)
    sha256 = hashlib.sha256(data).hexdigest()
    row = TemplateFile(sha256=sha256, data=data, kept_at=now())
    await TemplateFile.insert(row).on_conflict(target=TemplateFile.sha256, action="DO NOTHING")
    return sha256


async def kept_template(sha256: str) -> bytes | None:
    """The bytes of a template that was kept; None when there are none under this hash any more."""
    row = await TemplateFile.select(TemplateFile.data).where(TemplateFile.sha256 == sha256).first()
    data = bytes(row["data"]) if row else b""
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


async def templates_of(user: User, bureau: int) -> dict[str, dict[str, Any] | None]:
    """For each kind what the bureau uploaded (without its bytes, with `by`), None for the built-in. NotFound."""
    await bureau_for(user, bureau)
    table = DocumentTemplate
    rows = await table.select(
        table.kind,
        table.file_name,
        table.sha256,
        table.size,
        table.uploaded_at,
        table.person.name.as_alias("by"),
    ).where(table.bureau == bureau)
    found = {row["kind"]: row for row in rows}
    return {kind: found.get(kind) for kind in kinds.KINDS}


async def own_file(user: User, bureau: int, kind: str) -> tuple[str, bytes]:
    """(name, bytes) of the bureau's own template; NotFound when there is none or it is out of reach."""
    await bureau_for(user, bureau)
    row = await (
        DocumentTemplate.select(DocumentTemplate.file_name, DocumentTemplate.data)
        .where((DocumentTemplate.bureau == bureau) & (DocumentTemplate.kind == kind))
        .first()
    )
    if row is None:
        raise NotFound("本机构没有上传这种文书的模板。")
    return row["file_name"], bytes(row["data"])


async def replace(user: User, bureau: int, kind: str, data: bytes, name: str) -> Verdict:
    """Check a file and use it from now on; with anything in the verdict the old one stays. NotFound."""
    await bureau_for(user, bureau)
    known(kind)
    verdict = await check_template(kind, data)
    if any(verdict.values()):
        return verdict
    shown = clean(Path(name.replace("\\", "/")).name)[-120:] or f"{kind}.docx"
    digest = hashlib.sha256(data).hexdigest()
    async with transaction():
        await lock(Bureau, bureau)
        before = await _sha256(bureau, kind)
        values: dict[Any, Any] = {
            DocumentTemplate.file_name: shown, DocumentTemplate.sha256: digest, DocumentTemplate.size: len(data),
            DocumentTemplate.data: data, DocumentTemplate.person: user.id, DocumentTemplate.uploaded_at: now(),
        }  # fmt: skip
        if before is None:
            await DocumentTemplate(
                {DocumentTemplate.bureau: bureau, DocumentTemplate.kind: kind} | values
            ).save()
        else:
            await DocumentTemplate.update(values).where(
                (DocumentTemplate.bureau == bureau) & (DocumentTemplate.kind == kind)
            )
        after = {"kind": kinds.of(kind).label, "file": shown, "sha256": digest}
        old = {"sha256": before} if before else None
        await record(
            user,
            TEMPLATE_REPLACED,
            f"{bureau}/{kind}",
            before=old,
            after=after,
            bureau=bureau,
        )
    return verdict


async def remove(user: User, bureau: int, kind: str) -> None:
    """Back to the built-in template. NotFound when the bureau has none of its own."""
    await bureau_for(user, bureau)
    known(kind)
    async with transaction():
        await lock(Bureau, bureau)
        before = await _sha256(bureau, kind)
        if before is None:
            raise NotFound("本机构用的已经是系统自带的模板。")
        await DocumentTemplate.delete().where(
            (DocumentTemplate.bureau == bureau) & (DocumentTemplate.kind == kind)
        )
        await record(
            user, TEMPLATE_REMOVED, f"{bureau}/{kind}",
            before={"kind": kinds.of(kind).label, "sha256": before}, bureau=bureau,
        )  # fmt: skip


def known(kind: str) -> str:
    """The label of a kind; NotFound for what is none."""
    if kind not in kinds.KINDS:
        raise NotFound
    return kinds.of(kind).label


async def _sha256(bureau: int, kind: str) -> str | None:
    row = await (
        DocumentTemplate.select(DocumentTemplate.sha256)
        .where((DocumentTemplate.bureau == bureau) & (DocumentTemplate.kind == kind))
        .first()
    )
    return row["sha256"] if row else None
