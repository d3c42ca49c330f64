"""Pages of the field."""

from webapp.field.pages import day_lists, tasks

ROUTES = [*tasks.ROUTES, *day_lists.ROUTES]
