"""Leases: what only one process may do at a time."""

from piccolo.columns import Timestamptz, Varchar
from piccolo.table import Table


class Lease(Table):
    name = Varchar(length=40, primary_key=True)
    holder = Varchar(length=64)
    until = Timestamptz(default=None, null=True)
