"""Pages of checklists."""

from webapp.checklists.pages import files, items, lists, versions, violations

ROUTES = [*lists.ROUTES, *files.ROUTES, *versions.ROUTES, *items.ROUTES, *violations.ROUTES]
