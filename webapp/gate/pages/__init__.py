"""Pages of the gate."""

from webapp.gate.pages import codes, labels, public

ROUTES = [*public.ROUTES, *codes.ROUTES, *labels.ROUTES]
