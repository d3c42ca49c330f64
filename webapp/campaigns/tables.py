"""Campaigns 行动: the campaign, its phases, its frozen list 应检名单, and the visits that count for it."""

from typing import Any

from piccolo.columns import Boolean, Date, ForeignKey, Integer, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person
from webapp.checklists.tables import Checklist
from webapp.enterprises.tables import Enterprise
from webapp.inspections.tables import Inspection


class Campaign(Table):
    """行动. state: draft, locked, waiting, running, ended, stopped. `rule`: JSON of webapp/enterprises/lists/scope.py.

    `upper`: ordered by an authority above, whose document is the basis; a 专项 that is not needs approval, filing number
    and the address where it was published. `goal`: the share of the list that is to be inspected, in percent.
    """

    id = Serial(primary_key=True)
    code = Varchar(length=20, unique=True)
    title = Varchar(length=100)
    kind = Varchar(length=12)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    state = Varchar(length=12, default="draft")
    basis = Varchar(length=200, default="")
    upper = Boolean(default=False)
    focus = Text(default="")
    checklist = ForeignKey(Checklist, null=False, on_delete=OnDelete.restrict)
    goal = SmallInt(default=100)
    report_on = Date(null=True, default=None)
    rule = Text(default="{}")
    found = Integer(default=0)
    approved_by = Varchar(length=100, default="")
    approved_on = Date(null=True, default=None)
    filed_no = Varchar(length=60, default="")
    public_url = Varchar(length=300, default="")
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    locked_at = Timestamptz(null=True, default=None)
    deployed_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300, default="")


class CampaignPhase(Table):
    """阶段, in the order of `no`; a visit counts on the days of a phase that `inspects`. Both days belong to it."""

    id = Serial(primary_key=True)
    campaign = ForeignKey(Campaign, null=False, on_delete=OnDelete.restrict)
    no = SmallInt()
    title = Varchar(length=40)
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    inspects = Boolean(default=False)
    work = Varchar(length=300, default="")


class CampaignObject(Table):
    """应检对象: an enterprise of the list with bureau, area and name of the day on which it came. source: scope, added.

    Rows are added and never deleted; what was taken off keeps its place with `removed_at` and the reason.
    """

    id = Serial(primary_key=True)
    campaign = ForeignKey(Campaign, null=False, on_delete=OnDelete.restrict)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=False, on_delete=OnDelete.restrict)
    area = Varchar(length=12)
    name = Varchar(length=200)
    source = Varchar(length=12)
    reason = Varchar(length=200, default="")
    added_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    added_at = Timestamptz(default=None)
    removed_at = Timestamptz(null=True, default=None)
    removed_why = Varchar(length=200, default="")


class CampaignVisit(Table):
    """A visit that counts for a campaign, by the day on which it ended in China; one visit may count for several."""

    id = Serial(primary_key=True)
    campaign = ForeignKey(Campaign, null=False, on_delete=OnDelete.restrict)
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict)
    inspection: ForeignKey[Any] = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    visited_on = Date(default=None)


class CampaignShare(Table):
    """A bureau below to which a campaign was deployed: whether it has accepted, who is to be asked, when it will inspect."""

    id = Serial(primary_key=True)
    campaign = ForeignKey(Campaign, null=False, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    told_at = Timestamptz(default=None)
    accepted_at = Timestamptz(null=True, default=None)
    accepted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    contact = Varchar(length=100, default="")
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None)


class CampaignQuestion(Table):
    """What a bureau below asks the organiser, and the answer."""

    id = Serial(primary_key=True)
    campaign = ForeignKey(Campaign, null=False, index=True, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=False, on_delete=OnDelete.restrict)
    text = Varchar(length=500)
    asked_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    asked_at = Timestamptz(default=None)
    answer = Varchar(length=500, default="")
    answered_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(null=True, default=None)


INDEXES = [
    "CREATE UNIQUE INDEX ux_campaign_share ON campaign_share (campaign, bureau)",
    "CREATE UNIQUE INDEX ux_campaign_phase_no ON campaign_phase (campaign, no)",
    "CREATE UNIQUE INDEX ux_campaign_object_enterprise ON campaign_object (campaign, enterprise)",
    "CREATE INDEX ix_campaign_object_place ON campaign_object (campaign, bureau, area)",
    "CREATE UNIQUE INDEX ux_campaign_visit_inspection ON campaign_visit (campaign, inspection)",
    "CREATE INDEX ix_campaign_visit_enterprise ON campaign_visit (campaign, enterprise)",
]
