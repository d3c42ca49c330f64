"""create_app(): the list of rooms, nothing else."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.middleware import DefineMiddleware

from webapp.accounts import pages as accounts
from webapp.accounts.login import tidying
from webapp.audit.verbs import seal_waiting
from webapp.board import pages as board
from webapp.board.figures import EVERY, recount
from webapp.campaigns import pages as campaigns
from webapp.checklists import pages as checklists
from webapp.db.connect import ENGINE
from webapp.db.marks import DEMO, mark
from webapp.db.sql.statistics import HOURLY, analyze
from webapp.documents import pages as documents
from webapp.documents.rendering import pages as paper_templates
from webapp.draws import pages as draws
from webapp.duties import pages as duties
from webapp.duties.verbs import sweeping as records
from webapp.duties.verbs import warning
from webapp.enterprises import pages as enterprises
from webapp.enterprises.pages import reference
from webapp.evidence import service as evidence
from webapp.field import pages as field
from webapp.findings import pages as findings
from webapp.findings.verbs import sweeping
from webapp.gate import pages as gate
from webapp.inspections import pages as inspections
from webapp.jobs import pages as jobs
from webapp.jobs.runner import POLL, turn
from webapp.mail import drain
from webapp.reminders import mail
from webapp.reminders import pages as reminders
from webapp.reminders.run import hourly
from webapp.settings import settings
from webapp.staffing import pages as staffing
from webapp.told import declare_events
from webapp.upkeep import pages as upkeep
from webapp.web import access, errors, health, routing
from webapp.web.background import Background, Loop
from webapp.web.files import manifest, static, worker
from webapp.web.middleware import headers
from webapp.web.middleware.authentication import SessionAuthentication
from webapp.web.middleware.compress import Compress
from webapp.web.middleware.conditional import ConditionalGet
from webapp.web.middleware.observe import Observe
from webapp.web.middleware.origin import OriginCheck
from webapp.web.middleware.patience import Patience, Pools

ROUTES: list[Any] = [
    *accounts.ROUTES,
    *staffing.ROUTES,
    *inspections.ROUTES,
    *documents.ROUTES,
    *paper_templates.ROUTES,
    *jobs.ROUTES,
    *findings.ROUTES,
    *field.ROUTES,
    *checklists.ROUTES,
    *reference.ROUTES,
    *gate.ROUTES,
    *campaigns.ROUTES,
    *draws.ROUTES,
    *duties.ROUTES,
    *enterprises.ROUTES,
    *reminders.ROUTES,
    *board.ROUTES,
    *upkeep.ROUTES,
    static.static_file,
    manifest.manifest,
    *worker.ROUTES,
    health.health,
    routing.home,
    routing.missing,
]

LOOPS = [
    Loop("seal", 1, seal_waiting),
    Loop("jobs", POLL, turn, once=False),
    Loop("reminders", 3600, hourly),
    Loop("mail", 60, mail.send_waiting),
    Loop("statistics", HOURLY, analyze, once=False),
    Loop("board", EVERY, recount, once=False),
    Loop("tidy", tidying.HOURLY, tidying.forget_old, once=False),
    Loop("unsent", tidying.HOURLY, sweeping.sweep),
    Loop("duties", 3600, warning.hourly),
    Loop("unsent-records", tidying.HOURLY, records.sweep),
]


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Open the database, start the background work; close both when in-flight requests are done."""
    await ENGINE.open()
    app.state.demo = bool(await mark(DEMO))
    await evidence.start(background=settings().background)
    background = Background(LOOPS if settings().background else [])
    background.start()
    try:
        yield
    finally:
        await background.stop()
        await drain()
        await evidence.stop()
        await ENGINE.close()


def create_app() -> Litestar:
    """The application; raises when a route does not declare who may call it."""
    declare_events()
    access.limit_open_bodies(ROUTES)
    app = Litestar(
        route_handlers=ROUTES,
        lifespan=[lifespan],
        guards=[access.guard],
        middleware=[
            OriginCheck,
            Compress,
            ConditionalGet,
            DefineMiddleware(SessionAuthentication),
            DefineMiddleware(Patience, pools=Pools()),
        ],
        exception_handlers=errors.HANDLERS,
        before_send=[headers.secure],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=3_000_000,
    )
    open_routes = list(access.undeclared(app))
    if open_routes:
        raise RuntimeError(f"routes without access declaration: {open_routes}")
    app.asgi_handler = Observe(app.asgi_handler)
    logging.getLogger("mashang").info("ready")
    return app
