"""The pages of accounts, by resource."""

from webapp.accounts.pages import login

ROUTES = [*login.ROUTES]
