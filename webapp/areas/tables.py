"""Areas, loaded from data/areas.csv."""

from piccolo.columns import SmallInt, Varchar
from piccolo.table import Table


class Area(Table):
    """One division: prefixes of 2 省, 4 市, 6 县, 9 乡镇 digits; `full_name` from the province down."""

    code = Varchar(length=12, primary_key=True)
    name = Varchar(length=60)
    full_name = Varchar(length=200)
    level = SmallInt(index=True)
