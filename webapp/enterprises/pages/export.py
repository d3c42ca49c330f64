"""The list as a table that can be imported again."""

import asyncio
import io
from typing import Any

from litestar import Response, get

from webapp.clock import today
from webapp.enterprises.exporting import rows_for_export
from webapp.enterprises.import_columns import HEADINGS, SHEET
from webapp.enterprises.pages.listing import filters
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.sheets_write import XLSX, write_xlsx


@get("/enterprises/export.xlsx", access=DESK)
async def export(request: Request) -> Response[Any]:
    rows = await rows_for_export(request.user, await filters(request))
    target = io.BytesIO()
    headings, widths = [item.heading for item in HEADINGS], [item.width for item in HEADINGS]
    await asyncio.to_thread(write_xlsx, target, SHEET, headings, rows, widths=widths)
    headers = {"Content-Disposition": f'attachment; filename="enterprises-{today():%Y%m%d}.xlsx"'}
    return Response(target.getvalue(), media_type=XLSX, headers=headers)


ROUTES = [export]
