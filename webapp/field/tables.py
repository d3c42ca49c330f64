"""Day lists 任务: enterprises, a date, two inspectors; and the files of unsent work that were handed in."""

from piccolo.columns import Date, ForeignKey, Integer, Serial, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person
from webapp.enterprises.tables import Enterprise


class DayList(Table):
    """Made by a supervisor or by the inspectors themselves."""

    id = Serial(primary_key=True)
    on = Date(default=None, index=True)
    title = Varchar(length=100, default="")
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    lead = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    second = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12, default="routine")
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    cancelled_at = Timestamptz(null=True, default=None)


class DayListEntry(Table):
    """One enterprise of a day list; (day_list, enterprise) is unique."""

    id = Serial(primary_key=True)
    day_list = ForeignKey(DayList, null=False, index=True, on_delete=OnDelete.cascade)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    position = SmallInt(default=0)


class UnsentFile(Table):
    """A file of 导出未上传. `file` is its name in the imports folder, `job` the import of it, null until confirmed."""

    id = Serial(primary_key=True)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=120)
    file = Varchar(length=80)
    sha256 = Varchar(length=64)
    size = Integer()
    created_at = Timestamptz(default=None)
    job = Integer(null=True, default=None)
    cancelled_at = Timestamptz(null=True, default=None)


INDEXES = [
    "CREATE UNIQUE INDEX ux_day_list_entry_pair ON day_list_entry (day_list, enterprise)",
    'CREATE INDEX ix_day_list_lead_on ON day_list (lead, "on")',
    'CREATE INDEX ix_day_list_second_on ON day_list (second, "on")',
]
