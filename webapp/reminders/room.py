"""What reminders do for other rooms."""

from webapp.reminders.events import on_findings
from webapp.room import Room

ROOM = Room("reminders", listeners=(on_findings,))
