"""What campaigns do for other rooms."""

from webapp.campaigns.verbs.linking import on_submission
from webapp.campaigns.verbs.sharing import of_campaign
from webapp.room import Room

ROOM = Room("campaigns", followers=(on_submission,), judges={"campaign": of_campaign})
