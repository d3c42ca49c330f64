"""The preview of an import, and what bureaus call the columns of their lists."""

from piccolo.columns import ForeignKey, Integer, Serial, Text, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau
from webapp.jobs.tables import Job


class ImportRow(Table):
    """One row of an imported file, kept until its job ends: the staging table of the preview."""

    id = Serial(primary_key=True)
    job = ForeignKey(Job, null=False, index=True, on_delete=OnDelete.cascade)
    number = Integer()
    verdict = Varchar(length=12)
    reasons = Text(default="[]")
    values = Text(default="{}")
    name = Varchar(length=200, default="")
    enterprise = Integer(null=True, default=None)


class ImportHeading(Table):
    """What a heading of its lists means to a bureau: `kind` of import, `heading` as lists_head.plain() has it, `key` of the
    column, "" for one that is left out.
    """

    id = Serial(primary_key=True)
    bureau = ForeignKey(Bureau, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=20)
    heading = Varchar(length=100)
    key = Varchar(length=30, default="")


INDEXES = [
    "CREATE UNIQUE INDEX ux_import_heading ON import_heading (bureau, kind, heading)",
    "CREATE INDEX ix_import_row_page ON import_row (job, verdict, number)",
]
