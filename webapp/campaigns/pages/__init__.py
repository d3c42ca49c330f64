"""Pages of the room."""

from webapp.campaigns.pages import desk, objects, one, sharing
from webapp.campaigns.verbs import locking
from webapp.jobs import pages as jobs
from webapp.jobs.runner import KINDS

KINDS[locking.KIND] = locking.work
jobs.RESULTS[locking.KIND] = "/campaigns/{campaign}"
jobs.TITLES[locking.KIND] = "冻结应检名单"
ROUTES = [*desk.ROUTES, *one.ROUTES, *objects.ROUTES, *sharing.ROUTES]
