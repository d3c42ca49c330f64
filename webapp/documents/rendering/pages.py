"""文书模板: download, upload with its verdict, back to the built-in; for administrators of a bureau."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.queries import bureau_for, bureau_options
from webapp.documents import kinds
from webapp.documents.rendering import own
from webapp.documents.rendering.as_docx import built_in
from webapp.documents.rendering.hostile import MOST_BYTES
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import form_fields, query, upload
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTHING = {"missing": [], "unknown": [], "error": "请先选择一个 .docx 文件。", "file": ""}


@get("/documents/templates", access=ADMINISTRATORS)
async def index(request: Request) -> Response[str]:
    chosen = query(request).get("bureau", [""])[-1]
    plain = chosen.isascii() and chosen.isdigit() and len(chosen) < 10
    return await _page(request, int(chosen) if plain else request.user.bureau or 0)


@get("/documents/templates/built-in/{kind:str}", access=ADMINISTRATORS)
async def standard(request: Request, kind: FromPath[str]) -> Response[bytes]:
    return _file(f"{own.known(kind)}（系统自带）.docx", built_in(kind))


@get("/documents/templates/{pk:int}/{kind:str}/file", access=ADMINISTRATORS)
async def download(request: Request, pk: FromPath[int], kind: FromPath[str]) -> Response[bytes]:
    return _file(*await own.own_file(request.user, pk, kind))


@post(
    "/documents/templates/{pk:int}/{kind:str}",
    access=ADMINISTRATORS,
    request_max_body_size=MOST_BYTES + 100_000,
)
async def replace(request: Request, pk: FromPath[int], kind: FromPath[str]) -> Response[str]:
    await bureau_for(request.user, pk)
    label = own.known(kind)
    file = upload(await form_fields(request), "file")
    if file is None:
        return await _page(request, pk, kind, NOTHING)
    data = await file.read(MOST_BYTES + 1)
    verdict = await own.replace(request.user, pk, kind, data, file.filename)
    if any(verdict.values()):
        return await _page(request, pk, kind, dict(verdict) | {"file": file.filename})
    return flash(redirect(request, _address(pk)), f"《{label}》的模板已启用，以后下载的 DOCX 都用它。")


@post("/documents/templates/{pk:int}/{kind:str}/removal", access=ADMINISTRATORS)
async def remove(request: Request, pk: FromPath[int], kind: FromPath[str]) -> Response[str]:
    await own.remove(request.user, pk, kind)
    return flash(redirect(request, _address(pk)), f"《{own.known(kind)}》已恢复为系统自带的模板。")


async def _page(
    request: Request, bureau: int, kind: str = "", verdict: dict[str, Any] | None = None
) -> Response[str]:
    row = await bureau_for(request.user, bureau)
    return await render(
        request, "documents/templates.html", status=422 if verdict else 200, bureau=row, kinds=kinds.labels(),
        own=await own.templates_of(request.user, bureau), bureaus=await bureau_options(request.user),
        refused=kind, verdict=verdict,
    )  # fmt: skip


def _address(bureau: int) -> str:
    return f"/documents/templates?bureau={bureau}"


def _file(name: str, data: bytes) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
    }
    return Response(data, media_type=DOCX, headers=headers)


ROUTES: list[Any] = [index, standard, download, replace, remove]
