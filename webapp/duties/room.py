"""What duties do for other rooms."""

from webapp.duties.judging import of_duty
from webapp.room import Room

ROOM = Room("duties", judges={"duty": of_duty})
