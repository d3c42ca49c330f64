"""Labels: choose enterprises and paper, see how many, print from the browser or as PDF."""

from typing import Any
from urllib.parse import quote, urlencode

import anyio
from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.bureaus import tree
from webapp.areas.queries import merged_into
from webapp.enterprises.lists.listing import areas_within
from webapp.enterprises.lists.selecting import ACTS
from webapp.enterprises.pages.selection import with_ids
from webapp.errors import Forbidden, Invalid, NotFound
from webapp.gate import batches, choosing, verbs
from webapp.gate.choosing import Wanted
from webapp.gate.forms import LabelsForm
from webapp.gate.labels import NO_FONT, Sheet, has_font, sheet_of
from webapp.jobs import pages as jobs
from webapp.jobs.queries import job_for
from webapp.web import Request
from webapp.web.access import DESK, EDITORS
from webapp.web.forms.body import listed, query, submitted
from webapp.web.forms.ticks import Act, ids_in
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

AT_ONCE = 200
MOST_TICKED = 300  # as many as an address has room for behind every proxy
SHOWN = 20
WRONG_FILTER = "筛选条件无效，请返回重新选择。"
SINGLE = "监督员只能打印单个单位的标签，批量打印请联系监管科室。"
MANY = "一次最多打印 {} 个标签，现在选了 {} 个，请缩小范围。"


async def asked(request: Request, data: Any) -> tuple[LabelsForm, Wanted, dict[str, Any]]:
    """The form, what it asks for, and its fields as they go into an address."""
    bureaus = await choosing.bureaus(request.user)
    options = {
        "area": [("", "全部地区"), *await areas_within(request.user)],
        "bureau": [("", "全部机构"), *tree.options(bureaus)],
    }
    form = LabelsForm({"sheet": ["small"], **data}, options=options)
    chosen = int(form.bureau) if form.valid and form.bureau else 0
    within = tuple(sorted(tree.below({row["id"]: row["parent"] for row in bureaus}, chosen)))
    merged = tuple(await merged_into(form.area))
    wanted = Wanted(
        ids_in(listed(data, "enterprise"), choosing.MOST_NAMED), form.q, form.area, within, merged
    )
    if not request.user.supervisor and not request.user.administrator and len(wanted.enterprises) != 1:
        raise Forbidden(SINGLE)
    fields = {
        "q": form.q,
        "area": form.area,
        "bureau": form.bureau,
        "sheet": form.sheet or Sheet.SMALL.value,
        "enterprise": list(wanted.enterprises),
    }
    return form, wanted, {name: value for name, value in fields.items() if value}


@get("/labels", access=EDITORS)
async def choose(request: Request) -> Response[str]:
    form, wanted, fields = await asked(request, query(request))
    total, coded = await choosing.count(request.user, wanted) if form.valid else (0, 0)
    first = await choosing.labels(request.user, wanted, most=SHOWN) if form.valid else []
    return await render(
        request,
        "gate/labels.html",
        block="chosen",
        status=200 if form.valid else 422,
        form=form,
        wanted=wanted,
        total=total,
        coded=coded,
        first=[label for _, label in first],
        fields=fields,
        address=urlencode(fields, True),
        font=has_font(),
        no_font=NO_FONT,
        at_once=AT_ONCE,
    )


@post("/labels/codes", access=EDITORS)
async def issue_missing(request: Request) -> Response[str]:
    _, wanted, fields = await asked(request, await submitted(request))
    made = await verbs.issue_missing(request.user, wanted, AT_ONCE)
    return flash(redirect(request, f"/labels?{urlencode(fields, True)}"), f"已为 {made} 家单位生成二维码。")


async def few(request: Request) -> tuple[list[Any], Sheet]:
    """The labels that are printed at once, and their paper; Invalid when they are too many or none."""
    form, wanted, fields = await asked(request, query(request))
    if not form.valid:
        raise Invalid(WRONG_FILTER)
    found = await choosing.labels(request.user, wanted, most=AT_ONCE + 1)
    if not found:
        raise Invalid("没有可打印的标签：范围内没有单位，或还没有二维码。")
    if len(found) > AT_ONCE:
        raise Invalid(MANY.format(AT_ONCE, (await choosing.count(request.user, wanted))[1]))
    return [label for _, label in found], Sheet(fields["sheet"])


@get("/labels/sheet", access=EDITORS)
async def printed(request: Request) -> Response[str]:
    labels, sheet = await few(request)
    return await render(request, "gate/sheet.html", labels=labels, sheet=sheet)


@get("/labels/pdf", access=EDITORS)
async def pdf(request: Request) -> Response[bytes]:
    labels, sheet = await few(request)
    made = await anyio.to_thread.run_sync(sheet_of, labels, sheet)
    return download(made[0], "标签.pdf")


def download(content: bytes, name: str) -> Response[bytes]:
    """A PDF that the browser keeps under this name."""
    headers = {"content-disposition": f"attachment; filename=labels.pdf; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type="application/pdf", headers=headers)


@post("/labels/batches", access=DESK)
async def begin(request: Request) -> Response[str]:
    form, wanted, fields = await asked(request, await submitted(request))
    if not form.valid:
        raise Invalid(WRONG_FILTER)
    return redirect(request, f"/jobs/{await batches.begin(request.user, wanted, Sheet(fields['sheet']))}")


@get("/labels/batches/{pk:int}", access=DESK)
async def batch(request: Request, pk: FromPath[int]) -> Response[str]:
    job = await job_for(request.user, pk)
    if job["kind"] != batches.KIND:
        raise NotFound
    return await render(request, "gate/batch.html", job=job)


@get("/labels/batches/{pk:int}/{part:int}", access=DESK)
async def batch_part(request: Request, pk: FromPath[int], part: FromPath[int]) -> Response[bytes]:
    return download(await batches.part_of(request.user, pk, part), f"标签-{pk}-{part}.pdf")


ACTS["labels"] = Act("打印标签", "print", DESK, MOST_TICKED, with_ids("/labels"), gone=True)
jobs.RESULTS[batches.KIND] = "/labels/batches/{id}"
jobs.TITLES[batches.KIND] = "生成标签"
ROUTES = [choose, issue_missing, printed, pdf, begin, batch, batch_part]
