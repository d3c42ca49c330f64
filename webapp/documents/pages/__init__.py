"""Addresses of documents."""

from typing import Any

from webapp.documents.pages import (
    check,
    consenting,
    delivering,
    drafting,
    issuing,
    linking,
    listing,
    on_site,
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
    *on_site.ROUTES,
    *styles.ROUTES,
    *seals.ROUTES,
    *delivering.ROUTES,
    *consenting.ROUTES,
    *linking.ROUTES,
    *packs.ROUTES,
    *check.ROUTES,
]
