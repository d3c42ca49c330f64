"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.campaigns.tables import (
    Campaign,
    CampaignObject,
    CampaignPhase,
    CampaignQuestion,
    CampaignShare,
    CampaignVisit,
)
from webapp.db.vouching import Vouched

VOUCHED = [
    Vouched(Campaign, "行动"),
    Vouched(CampaignPhase, "行动的阶段"),
    Vouched(CampaignObject, "应检名单"),
    Vouched(CampaignShare, "行动的接收"),
    Vouched(CampaignQuestion, "行动的问答"),
    Vouched(CampaignVisit, "计入行动的检查"),
]
