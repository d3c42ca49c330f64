"""Addresses of the visit."""

from typing import Any

from webapp.inspections.pages import (
    answers,
    blank,
    exports,
    form,
    handover,
    listing,
    marking,
    mending,
    no_access,
    parts,
    photos,
    receipts,
    review,
    shell,
    start,
)

ROUTES: list[Any] = [
    *start.ROUTES,
    *form.ROUTES,
    *shell.ROUTES,
    *blank.ROUTES,
    *answers.ROUTES,
    *parts.ROUTES,
    *photos.ROUTES,
    *marking.ROUTES,
    *review.ROUTES,
    *receipts.ROUTES,
    *handover.ROUTES,
    *mending.ROUTES,
    *listing.ROUTES,
    *exports.ROUTES,
    *no_access.ROUTES,
]
