"""What is recorded of campaigns 行动."""

from webapp.audit.declared import Event, Thing
from webapp.campaigns.words import Kind, State

CAMPAIGN = Thing("campaign", "行动", "/campaigns/{}", {"state": State, "kind": Kind})

CREATED = Event("campaign.created", "建立行动", CAMPAIGN)
EDITED = Event("campaign.edited", "修改行动", CAMPAIGN)
LOCKED = Event("campaign.locked", "冻结应检名单", CAMPAIGN)
APPROVED = Event("campaign.approved", "登记批准和备案", CAMPAIGN)
DEPLOYED = Event("campaign.deployed", "部署行动", CAMPAIGN)
ADDED = Event("campaign.added", "追加到应检名单", CAMPAIGN)
REMOVED = Event("campaign.removed", "移出应检名单", CAMPAIGN)
ACCEPTED = Event("campaign.accepted", "接收行动", CAMPAIGN)
ASKED = Event("campaign.asked", "询问行动", CAMPAIGN)
ANSWERED = Event("campaign.answered", "答复询问", CAMPAIGN)
ENDED = Event("campaign.ended", "结束行动", CAMPAIGN)
STOPPED = Event("campaign.stopped", "中止行动", CAMPAIGN)
