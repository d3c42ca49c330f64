"""Pages of the registry of enterprises and of its imports."""

from webapp.enterprises.pages import (
    contact,
    edit,
    export,
    import_columns,
    imports,
    listing,
    one,
    pickers,
    selection,
)

ROUTES = [
    *listing.ROUTES,
    *edit.ROUTES,
    *contact.ROUTES,
    *export.ROUTES,
    *pickers.ROUTES,
    *selection.ROUTES,
    *one.ROUTES,
    *imports.ROUTES,
    *import_columns.ROUTES,
]
