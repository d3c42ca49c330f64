"""Pages of the registry of enterprises."""

from webapp.enterprises.pages import edit, listing, one, pickers

ROUTES = [*listing.ROUTES, *edit.ROUTES, *pickers.ROUTES, *one.ROUTES]
