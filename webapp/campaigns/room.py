"""What campaigns do for other rooms."""

from webapp.campaigns.verbs.linking import on_submission
from webapp.room import Room

ROOM = Room("campaigns", followers=(on_submission,))
