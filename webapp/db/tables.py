"""Leases (what only one process may do at a time), marks of the whole database, and forms that were sent."""

from piccolo.columns import Timestamptz, Varchar
from piccolo.table import Table


class Lease(Table):
    name = Varchar(length=40, primary_key=True)
    holder = Varchar(length=64)
    until = Timestamptz(default=None, null=True)


class Mark(Table):
    """What is true of the whole database, by name: that it holds the demo, which reference data were loaded."""

    name = Varchar(length=60, primary_key=True)
    value = Varchar(length=200, default="")


class SentForm(Table):
    """A form that made something: sent again, it leads to `location` with the same words and makes nothing (web/forms/once.py)."""

    key = Varchar(length=64, primary_key=True)
    location = Varchar(length=1000, default="")
    said = Varchar(length=1000, default="")
    at = Timestamptz(default=None, index=True)
