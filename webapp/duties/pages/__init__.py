"""Pages of the room."""

from webapp.duties.pages import entering, rates, records, standing

ROUTES = [*rates.ROUTES, *standing.ROUTES, *entering.ROUTES, *records.ROUTES]
