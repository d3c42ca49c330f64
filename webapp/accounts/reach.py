"""Scope: what a person may see. One function builds the condition; no page writes its own."""

from typing import Any

from piccolo.columns import Where
from piccolo.columns.combination import And, Or

from webapp.accounts.people import User
from webapp.areas.rules import end_of
from webapp.db.statement import marks

Condition = Where | And | Or


def enterprise_condition(user: User, enterprise: Any) -> Condition:
    """The condition on a query that reaches an enterprise.

    `enterprise` is the Enterprise table, or a foreign key to it (Finding.enterprise): a person of a bureau sees what
    is supervised by the own bureau or one below, an employer the enterprises they act for.
    """
    if user.employer:
        return _among(enterprise.id, user.enterprises)
    return _among(enterprise.bureau, user.bureaus)


def reaches(user: User, enterprise: int, bureau: int) -> bool:
    """enterprise_condition for a row that was read already: the enterprise, and the bureau that supervises it."""
    return enterprise in user.enterprises if user.employer else bureau in user.bureaus


def reach_sql(user: User, alias: str = "e") -> tuple[str, tuple[int, ...]]:
    """enterprise_condition as SQL on the enterprise called `alias`, with its arguments."""
    column, values = ("id", user.enterprises) if user.employer else ("bureau", user.bureaus)
    return f"{alias}.{column} IN ({marks(values or (-1,))})", values or (-1,)


def bureau_condition(user: User, bureau: Any) -> Condition:
    """The condition on a column that holds a bureau: the own one or one below; nothing for an employer."""
    return _among(bureau, user.bureaus)


def reaches_bureau(user: User, bureau: int | None) -> bool:
    """Whether a bureau is the user's own or below."""
    return bureau is not None and bureau in user.bureaus


def _among(column: Any, values: tuple[int, ...]) -> Condition:
    condition: Condition = column.is_in(list(values) or [-1])
    return condition


def event_condition(user: User) -> tuple[str, list[Any]]:
    """The condition, as SQL on `event e`, on the trail that an administrator may read, with its arguments.

    Events of bureaus and enterprises in reach; of those that belong to neither, what people in reach did, and the system.
    """
    low, high = user.bureau_code, end_of(user.bureau_code)
    mine = "SELECT id FROM bureau WHERE code >= {} AND code < {}"
    supervised = f"SELECT id FROM enterprise WHERE bureau IN ({mine})"  # noqa: S608 - no outside text
    condition = (
        f"(e.bureau IN ({mine}) OR e.enterprise IN ({supervised}) "  # noqa: S608 - no outside text
        "OR (e.bureau IS NULL AND e.enterprise IS NULL AND (e.person IS NULL "
        f"OR e.person IN (SELECT id FROM person WHERE bureau IN ({mine})) "
        f"OR e.person IN (SELECT person FROM membership WHERE enterprise IN ({supervised})))))"
    )
    return condition, [low, high] * 4
