"""Browsers that are known again: what is tried elsewhere stands against nobody who uses one that has signed in before.

The cookie is a random name and, for each account, a proof under the server's key that this browser has had its password.
It opens nothing: whoever has it still needs the password, and has as few tries as anybody else. By its name alone a browser
is known that gave or used an enterprise's way in (credentials.py), also beyond signing out.
"""

import hashlib
import hmac
import re
import secrets

from webapp.audit.rules import mac
from webapp.settings import settings

COOKIE = "mashang_device"
LIFE = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
MOST_ACCOUNTS = 8  # for tablets that many share; who signed in longest ago is forgotten first
MOST_TEXT = 1000
_SHAPE = re.compile(r"[\w-]{22}(\.\d{1,10}-[0-9a-f]{32})*", re.ASCII)


def a_browser(cookie: str) -> str:
    """The cookie, or a new one in place of what is none."""
    return cookie if len(cookie) <= MOST_TEXT and _SHAPE.fullmatch(cookie) else secrets.token_urlsafe(16)


def name_of(cookie: str) -> str:
    """What tells this browser from every other."""
    return _read(cookie)[0]


def known_to(cookie: str, person: int) -> str:
    """Under what name this browser's tries count for an account that it has signed in to; "" for any other."""
    name, proofs = _read(cookie)
    proof = proofs.get(str(person), "")
    if not proof or not hmac.compare_digest(proof, _proof(name, person)):
        return ""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def with_account(cookie: str, person: int) -> str:
    """The browser's new cookie, once this account has signed in."""
    name, proofs = _read(cookie)
    kept = {one: proof for one, proof in proofs.items() if one != str(person) and known_to(cookie, int(one))}
    rows = [*list(kept.items())[1 - MOST_ACCOUNTS :], (str(person), _proof(name, person))]
    return ".".join([name, *(f"{one}-{proof}" for one, proof in rows)])


def _read(cookie: str) -> tuple[str, dict[str, str]]:
    name, *rest = a_browser(cookie).split(".")
    return name, dict(one.split("-", 1) for one in rest)


def _proof(name: str, person: int) -> str:
    return mac(settings().key, "device", f"{person}:{name}".encode())[:32]
