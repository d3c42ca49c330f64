"""Pages of the field."""

from webapp.field.pages import day_lists, imports, offline, tasks

ROUTES = [*tasks.ROUTES, *day_lists.ROUTES, *imports.ROUTES, *offline.ROUTES]
