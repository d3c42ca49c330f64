"""Narrowing the lists of what happens at enterprises by the enterprise's name."""

from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import Condition, enterprise_condition
from webapp.db.sql.like import contains
from webapp.enterprises.rules.search import fold
from webapp.enterprises.tables import Enterprise

WORDS = 5
FEW = 500


async def by_name(user: User, enterprise: Any, words: str) -> Condition | None:
    """The condition on a foreign key to Enterprise that its name, initials or credit code hold all words; None for no words.

    A few enterprises are named by their ids, which an index finds. When there are many, the join meets one soon enough.
    """
    wanted = [fold(word) for word in words.split()[:WORDS]]
    if not wanted:
        return None
    query = Enterprise.select(Enterprise.id).where(enterprise_condition(user, Enterprise)).limit(FEW + 1)
    for word in wanted:
        query = query.where(contains(Enterprise.search, word))
    found = [row["id"] for row in await query]
    if len(found) <= FEW:
        few: Condition = enterprise.is_in(found or [-1])
        return few
    many: Any = contains(enterprise.search, wanted[0])
    for word in wanted[1:]:
        many = many & contains(enterprise.search, word)
    found_many: Condition = many
    return found_many
