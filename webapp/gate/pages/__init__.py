"""Pages of the gate."""

from webapp.gate.pages import codes, labels, public, scan

ROUTES = [*public.ROUTES, *codes.ROUTES, *labels.ROUTES, *scan.ROUTES]
