"""Addresses of the visit."""

from typing import Any

from webapp.inspections.pages import answers, form, parts, photos, start

ROUTES: list[Any] = [*start.ROUTES, *form.ROUTES, *answers.ROUTES, *parts.ROUTES, *photos.ROUTES]
