"""What a bureau below does with a campaign, and the organiser's answers."""

from litestar import Response, post
from litestar.params import FromPath

from webapp.campaigns.forms import AcceptanceForm, AnswerForm, QuestionForm
from webapp.campaigns.pages.one import page
from webapp.campaigns.verbs import sharing
from webapp.errors import DomainError
from webapp.web import Request
from webapp.web.access import SUPERVISORS
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect


def _beside(error: DomainError) -> str:
    """The field that a refusal is about."""
    return error.about if error.about in ("starts_on", "ends_on") else ""


@post("/campaigns/{pk:int}/acceptance", access=SUPERVISORS)
async def accept(request: Request, pk: FromPath[int]) -> Response[str]:
    form = AcceptanceForm(await submitted(request))
    if form.valid and form.starts_on and form.ends_on:
        with form.attempt(_beside):
            await sharing.accept(request.user, pk, form.contact, form.starts_on, form.ends_on)
            return flash(
                redirect(request, f"/campaigns/{pk}"), "已接收，组织机构可以看到本机构的日期和联系人。"
            )
    return await page(request, pk, acceptance=form, status=form.refused_as)


@post("/campaigns/{pk:int}/questions", access=SUPERVISORS)
@once
async def ask(request: Request, pk: FromPath[int]) -> Response[str]:
    form = QuestionForm(await submitted(request))
    if form.valid:
        with form.attempt("text"):
            await sharing.ask(request.user, pk, form.text)
            return flash(redirect(request, f"/campaigns/{pk}"), "问题已送到组织机构。")
    return await page(request, pk, question=form, status=form.refused_as)


@post("/campaigns/{pk:int}/questions/{question:int}/answer", access=SUPERVISORS)
async def answer(request: Request, pk: FromPath[int], question: FromPath[int]) -> Response[str]:
    form = AnswerForm(await submitted(request))
    if form.valid:
        with form.attempt("text"):
            await sharing.answer(request.user, pk, question, form.text)
            return flash(redirect(request, f"/campaigns/{pk}"), "已答复。")
    return await page(request, pk, answer=form, answering=question, status=form.refused_as)


ROUTES = [accept, ask, answer]
