"""LIKE with the text taken literally: `%`, `_` and `\\` are signs like others, on both databases."""

from piccolo.columns import Column, Where
from piccolo.columns.operators.comparison import ComparisonOperator

# Not the backslash: PostgreSQL's default would also have to be doubled in some settings.
_SIGN = "!"


class LikeLiteral(ComparisonOperator):
    """`column LIKE pattern ESCAPE '!'`."""

    template = "{name} LIKE {value} ESCAPE '!'"


def literal(text: str) -> str:
    """The text with LIKE's signs escaped; goes with `ESCAPE '!'`."""
    for sign in (_SIGN, "%", "_"):
        text = text.replace(sign, _SIGN + sign)
    return text


def contains(column: Column, text: str) -> Where:
    """The column holds the text."""
    return Where(column=column, value=f"%{literal(text)}%", operator=LikeLiteral)


def starts_with(column: Column, text: str) -> Where:
    """The column begins with the text."""
    return Where(column=column, value=f"{literal(text)}%", operator=LikeLiteral)
