"""Addresses of documents."""

from typing import Any

from webapp.documents.pages import (
    check,
    drafting,
    issuing,
    listing,
    pictures,
    registers,
    seals,
    show,
    signing,
    styles,
    visit,
)

ROUTES: list[Any] = [
    *visit.ROUTES,
    *listing.ROUTES,
    *registers.ROUTES,
    *show.ROUTES,
    *pictures.ROUTES,
    *drafting.ROUTES,
    *issuing.ROUTES,
    *signing.ROUTES,
    *styles.ROUTES,
    *seals.ROUTES,
    *check.ROUTES,
]
