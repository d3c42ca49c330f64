"""Pages of the registry of enterprises and of its imports."""

from webapp.enterprises.pages import contact, edit, export, imports, listing, one, pickers

ROUTES = [
    *listing.ROUTES,
    *edit.ROUTES,
    *contact.ROUTES,
    *export.ROUTES,
    *pickers.ROUTES,
    *one.ROUTES,
    *imports.ROUTES,
]
