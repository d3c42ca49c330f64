"""How far a job is: a page that can be left and come back to, and the fragment that it polls."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from webapp.jobs.queries import job_for
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.htmx import redirect, wants_fragment
from webapp.web.templates import render

# The page that shows what a kind of job has made: kind -> address with {} for the job's id.
RESULTS: dict[str, str] = {}
TITLES: dict[str, str] = {}


@get("/jobs/{pk:int}", access=STAFF)
async def show(request: Request, pk: FromPath[int]) -> Response[Any]:
    job = await job_for(request.user, pk)
    where = RESULTS.get(job["kind"], "").format(job["result"].get("of", pk))
    if where and job["state"] in {"done", "failed"} and wants_fragment(request):
        return redirect(request, where)
    title = TITLES.get(job["kind"], "后台任务")
    return await render(request, "jobs/page.html", block="progress", job=job, where=where, title=title)


ROUTES = [show]
