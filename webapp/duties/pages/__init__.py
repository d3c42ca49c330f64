"""Pages of the room."""

from webapp.duties.pages import arriving, entering, rates, records, standing

ROUTES = [*rates.ROUTES, *standing.ROUTES, *entering.ROUTES, *arriving.ROUTES, *records.ROUTES]
