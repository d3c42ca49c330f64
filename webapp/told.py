"""The rooms that declare events: whoever shows them calls declare_events() first (the application, the command line)."""

from webapp.accounts import events as accounts
from webapp.areas import events as areas
from webapp.audit import events as audit
from webapp.audit.declared import declare
from webapp.campaigns import events as campaigns
from webapp.checklists import events as checklists
from webapp.documents import events as documents
from webapp.draws import events as draws
from webapp.duties import events as duties
from webapp.enterprises import events as enterprises
from webapp.evidence import events as evidence
from webapp.field import events as field
from webapp.findings import events as findings
from webapp.gate import events as gate
from webapp.imports import events as imports
from webapp.inspections import events as inspections

# In the order in which the trail offers them.
EVENTS = (
    accounts, areas, checklists, imports, enterprises, gate, field, inspections, evidence, findings, documents, campaigns, draws, duties, audit,
)  # fmt: skip


def declare_events() -> None:
    """Let the readers of events know the words of every room."""
    declare(*EVENTS)
