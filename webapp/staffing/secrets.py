"""The initial passwords of an import: made from a seed, so that they can be shown once without having been stored (0021)."""

import secrets

from webapp.accounts.rules import CODE_LETTERS
from webapp.audit.rules import mac
from webapp.settings import settings


def new_seed() -> str:
    """What all passwords of one import come of, together with the key of this installation."""
    return secrets.token_urlsafe(24)


def initial_password(seed: str, username: str) -> str:
    """Ten letters, five and five, as rules.new_code() makes them."""
    number = int(mac(settings().key, "initial", f"{seed} {username}".encode()), 16)
    letters = ""
    for _ in range(10):
        number, place = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[place]
    return f"{letters[:5]}-{letters[5:]}"
