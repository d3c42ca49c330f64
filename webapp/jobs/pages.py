"""How far a job is: a page that can be left and come back to, and the fragment that it polls."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from webapp.jobs.queries import job_for
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.shown.htmx import redirect, wants_fragment
from webapp.web.templates import render

# Kind -> address, with {id} for the job's and the names of its parameters: the page that shows what came of it, also when
# it failed; or the file that it has made, to be downloaded from here.
RESULTS: dict[str, str] = {}
FILES: dict[str, str] = {}
TITLES: dict[str, str] = {}


@get("/jobs/{pk:int}", access=STAFF)
async def show(request: Request, pk: FromPath[int]) -> Response[Any]:
    job = await job_for(request.user, pk)
    where, file = (
        kinds.get(job["kind"], "").format(**job["params"] | {"id": pk}) for kinds in (RESULTS, FILES)
    )
    if where and job["state"] in {"done", "failed"} and wants_fragment(request):
        return redirect(request, where)
    title = TITLES.get(job["kind"], "后台任务")
    return await render(
        request, "jobs/page.html", block="progress", job=job, where=where, file=file, title=title
    )


ROUTES = [show]
