"""The pages of accounts, by resource."""

from webapp.accounts.pages import (
    activation,
    audit,
    bureaus,
    login,
    looking,
    me,
    people,
    reset,
    territory,
    townships,
)

ROUTES = [
    *login.ROUTES,
    *activation.ROUTES,
    *looking.ROUTES,
    *reset.ROUTES,
    *me.ROUTES,
    *people.ROUTES,
    *bureaus.ROUTES,
    *territory.ROUTES,
    *townships.ROUTES,
    *audit.ROUTES,
]
