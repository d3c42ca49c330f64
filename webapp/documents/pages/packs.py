"""The documents of a filtered list as one zip."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File

from webapp.documents.forms import DocumentsForm
from webapp.documents.lists import packing
from webapp.documents.pages.listing import wanted_of
from webapp.errors import Invalid, NotFound
from webapp.jobs.pages import RESULTS, TITLES
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.forms.body import submitted
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@post("/documents/packs", access=STAFF)
async def create(request: Request) -> Response[Any]:
    form = DocumentsForm(await submitted(request))
    if form.problems:
        raise Invalid("筛选条件不对，请回到文书列表重新选择。")
    return redirect(request, f"/jobs/{await packing.begin(request.user, wanted_of(form))}")


@get("/documents/packs/{pk:int}", access=STAFF)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    job, path = await packing.pack_of(request.user, pk)
    return await render(request, "documents/pack.html", job=job, there=path.is_file())


@get("/documents/packs/{pk:int}/file", access=STAFF)
async def download(request: Request, pk: FromPath[int]) -> File:
    job, path = await packing.pack_of(request.user, pk)
    if job["state"] != "done" or not path.is_file():
        raise NotFound("打包的文件已不在，请重新打包。")
    return File(path, filename=f"文书-{pk}.zip", media_type="application/zip")


RESULTS[packing.KIND] = "/documents/packs/{id}"
TITLES[packing.KIND] = "打包文书"
ROUTES: list[Any] = [create, show, download]
