"""Leases (what only one process may do at a time) and marks of the whole database."""

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
