"""The pages of upkeep."""

from webapp.upkeep.pages import system

ROUTES = system.ROUTES
