"""Pages of the registry of enterprises and of its imports."""

from webapp.enterprises.pages import edit, export, import_columns, imports, listing, one, pickers

ROUTES = [
    *listing.ROUTES, *edit.ROUTES, *export.ROUTES, *pickers.ROUTES, *one.ROUTES, *imports.ROUTES,
    *import_columns.ROUTES,
]  # fmt: skip
