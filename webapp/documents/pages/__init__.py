"""Addresses of documents."""

from typing import Any

from webapp.documents.pages import (
    check,
    delivering,
    drafting,
    issuing,
    linking,
    listing,
    packs,
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
    *delivering.ROUTES,
    *linking.ROUTES,
    *packs.ROUTES,
    *check.ROUTES,
]
