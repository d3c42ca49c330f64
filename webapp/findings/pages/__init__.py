"""The pages of findings, by resource."""

from webapp.findings.lists.listing import waiting_for
from webapp.findings.pages import decisions, lists, photos, reports, reviews, show, withdrawal, words
from webapp.web.navigation import counters

ROUTES = [
    *lists.ROUTES,
    *reviews.ROUTES,
    *words.ROUTES,
    *show.ROUTES,
    *reports.ROUTES,
    *withdrawal.ROUTES,
    *decisions.ROUTES,
    *photos.ROUTES,
]

counters["/findings"] = waiting_for
