"""Scope: what a person may see. One function builds the condition; no page writes its own."""

from typing import Any

from piccolo.columns import Where
from piccolo.columns.combination import And, Or, WhereRaw
from piccolo.table import Table

from webapp.accounts.people import User
from webapp.db.sql.statement import marks

Condition = Where | And | Or | WhereRaw

# Up to so many bureaus the part of an index that belongs to each is read. Beyond, nearly every row is in reach, and a list
# is read in its own order: the plus sign keeps a database from reading all the parts and sorting them.
FEW = 20


def enterprise_condition(user: User, enterprise: Any) -> Condition:
    """The condition on a query that reaches an enterprise.

    `enterprise` is the Enterprise table, or a foreign key to it (DayListEntry.enterprise): a person of a bureau sees
    what is supervised by the own bureau or one below, an employer the enterprises they act for.
    """
    if user.employer:
        return _among(enterprise.id, user.enterprises)
    return _supervised(enterprise, user.bureaus)


def record_condition(user: User, record: Any) -> Condition:
    """enterprise_condition for a table whose rows hold their enterprise and its bureau: Inspection, Finding."""
    if user.employer:
        return _among(record.enterprise, user.enterprises)
    return _supervised(record, user.bureaus)


def reaches(user: User, enterprise: int, bureau: int) -> bool:
    """enterprise_condition for a row that was read already: the enterprise, and the bureau that supervises it."""
    return enterprise in user.enterprises if user.employer else bureau in user.bureaus


def reach_sql(user: User, alias: str) -> tuple[str, tuple[int, ...]]:
    """record_condition as SQL on the record called `alias`, with its arguments."""
    if user.employer:
        return f"{alias}.enterprise IN ({marks(user.enterprises or (-1,))})", user.enterprises or (-1,)
    return bureaus_sql(user.bureaus, alias)


def bureaus_sql(bureaus: tuple[int, ...], alias: str) -> tuple[str, tuple[int, ...]]:
    """What these bureaus supervise, as SQL on whatever is called `alias` and has a bureau, with its arguments."""
    plus = "+" if len(bureaus) > FEW else ""
    return f"{plus}{alias}.bureau IN ({marks(bureaus or (-1,))})", bureaus or (-1,)


def bureau_condition(user: User, bureau: Any) -> Condition:
    """The condition on a column that holds a bureau: the own one or one below; nothing for an employer."""
    return _among(bureau, user.bureaus)


def reaches_bureau(user: User, bureau: int | None) -> bool:
    """Whether a bureau is the user's own or below."""
    return bureau is not None and bureau in user.bureaus


def _supervised(table: Any, bureaus: tuple[int, ...]) -> Condition:
    if (
        isinstance(table, type) and issubclass(table, Table) and len(bureaus) > FEW
    ):  # not behind a foreign key
        text, values = bureaus_sql(bureaus, f'"{table._meta.tablename}"')
        return WhereRaw(text, *values)
    return _among(table.bureau, bureaus)


def _among(column: Any, values: tuple[int, ...]) -> Condition:
    condition: Condition = column.is_in(list(values) or [-1])
    return condition


def event_condition(user: User) -> tuple[str, list[Any]]:
    """The condition, as SQL on `event e`, on the trail that an administrator may read, with its arguments.

    Events of bureaus and enterprises in reach; of those that belong to neither, what people in reach did, and the system.
    """
    own = user.bureaus or (-1,)
    mine = marks(own)
    supervised = f"SELECT id FROM enterprise WHERE bureau IN ({mine})"  # noqa: S608 - no outside text
    condition = (
        f"(e.bureau IN ({mine}) OR e.enterprise IN ({supervised}) "  # noqa: S608 - no outside text
        "OR (e.bureau IS NULL AND e.enterprise IS NULL AND (e.person IS NULL "
        f"OR e.person IN (SELECT id FROM person WHERE bureau IN ({mine})) "
        f"OR e.person IN (SELECT person FROM membership WHERE enterprise IN ({supervised})))))"
    )
    return condition, [*own] * 4
