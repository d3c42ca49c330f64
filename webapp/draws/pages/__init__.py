"""Pages of the room."""

from webapp.draws.pages import desk, people, public, results, steps
from webapp.draws.verbs import freezing
from webapp.jobs import pages as jobs
from webapp.jobs.runner import KINDS

KINDS[freezing.KIND] = freezing.work
jobs.RESULTS[freezing.KIND] = "/draws/{draw}"
jobs.TITLES[freezing.KIND] = "冻结抽查名单"
ROUTES = [*desk.ROUTES, *steps.ROUTES, *results.ROUTES, *people.ROUTES, *public.ROUTES]
