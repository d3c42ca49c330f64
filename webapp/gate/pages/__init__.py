"""Pages of the gate."""

from webapp.gate.pages import codes, public

ROUTES = [*public.ROUTES, *codes.ROUTES]
