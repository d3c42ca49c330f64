"""Pages of the field."""

from webapp.field.pages import day_lists, imports, tasks

ROUTES = [*tasks.ROUTES, *day_lists.ROUTES, *imports.ROUTES]
