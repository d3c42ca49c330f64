"""The areas of a bureau: given, taken with a question, given up."""

from litestar import Response, post
from litestar.params import FromPath

from webapp.accounts import queries
from webapp.accounts.bureaus import territory
from webapp.accounts.forms import BureauForm
from webapp.accounts.pages.bureaus import choices, one, page_of
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect


@post("/bureaus/{pk:int}/areas", access=ADMINISTRATORS)
async def add_area(request: Request, pk: FromPath[int]) -> Response[str]:
    bureau = await queries.bureau_for(request.user, pk)
    sent = await submitted(request)
    code, move = one(sent, "code"), one(sent, "move") == "yes"
    try:
        await territory.add_area(request.user, pk, code, move=move)
    except territory.Moving as error:
        form = BureauForm(initial=bureau, options=await choices(request, bureau))
        return await page_of(
            request, bureau, form, error.status, moving={"code": code, "sentence": error.sentence}
        )
    return flash(redirect(request, f"/bureaus/{pk}"), "辖区已加入。已登记的用人单位不受影响。")


@post("/bureaus/{pk:int}/areas/{code:str}/remove", access=ADMINISTRATORS)
async def remove_area(request: Request, pk: FromPath[int], code: FromPath[str]) -> Response[str]:
    owner = await territory.remove_area(request.user, pk, code)
    told = f"辖区已移出，现由{owner}管辖。" if owner else "辖区已移出，现在没有机构管辖。"
    return flash(redirect(request, f"/bureaus/{pk}"), f"{told}已登记的用人单位不受影响。")


ROUTES = [add_area, remove_area]
