"""The rooms with something to say to rooms above them (webapp/room.py), by name, since the lowest layers read this."""

ROOMS = ["reminders", "documents", "campaigns", "duties"]
