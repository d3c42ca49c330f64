"""A queue of jobs; a process takes one by a lease that runs out when the process dies."""

from piccolo.columns import ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Person


class Job(Table):
    """kind: which work; state: queued, running, done, failed; params and result: JSON text."""

    id = Serial(primary_key=True)
    kind = Varchar(length=40)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    state = Varchar(length=12, default="queued", index=True)
    params = Text(default="{}")
    result = Text(default="{}")
    done = Integer(default=0)
    total = Integer(default=0)
    says = Varchar(length=300, default="")
    tries = Integer(default=0)
    created_at = Timestamptz(default=None)
    started_at = Timestamptz(default=None, null=True)
    ended_at = Timestamptz(default=None, null=True)
    lease_until = Timestamptz(default=None, null=True)
    holder = Varchar(length=64, default="")
