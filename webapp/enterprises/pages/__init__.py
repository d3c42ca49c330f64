"""Pages of the registry of enterprises and of its imports."""

from webapp.enterprises.imports.kind import KIND
from webapp.enterprises.pages import (
    contact,
    edit,
    export,
    listing,
    one,
    pickers,
    selection,
)
from webapp.imports.pages import routes
from webapp.web.access import DESK

ROUTES = [
    *listing.ROUTES,
    *edit.ROUTES,
    *contact.ROUTES,
    *export.ROUTES,
    *pickers.ROUTES,
    *selection.ROUTES,
    *one.ROUTES,
    *routes(KIND, DESK),
]
