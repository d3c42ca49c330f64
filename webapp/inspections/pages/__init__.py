"""Pages of visits, by resource."""

from typing import Any

from webapp.inspections.pages import handover, listing, mending, no_access, receipts, review, visit

ROUTES: list[Any] = [
    *handover.ROUTES,
    *listing.ROUTES,
    *mending.ROUTES,
    *no_access.ROUTES,
    *receipts.ROUTES,
    *review.ROUTES,
    *visit.ROUTES,
]
