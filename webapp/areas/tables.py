"""Areas, loaded from data/areas.csv; `mashang upgrade` brings those of a newer file, administrators add townships."""

from piccolo.columns import Boolean, Date, SmallInt, Varchar
from piccolo.table import Table


class Area(Table):
    """One division: prefixes of 2 省, 4 市, 6 县, 9 乡镇 digits; `full_name` from the province down.

    `since` and `until` are known for what came or went after the first load; one that went stays for whoever has its code,
    with the `successor` that it was merged into where that is known. `by_hand`: added by an administrator.
    """

    code = Varchar(length=12, primary_key=True)
    name = Varchar(length=60)
    full_name = Varchar(length=200)
    level = SmallInt(index=True)
    since = Date(default=None, null=True)
    until = Date(default=None, null=True)
    successor = Varchar(length=12, default="")
    by_hand = Boolean(default=False)
