"""What is public of a draw, as one JSON document, and the hashes by which its parts hold one another."""

import hashlib
from typing import Any

from webapp.audit.rules import canonical

FORMAT = "mashang-draw-package|1"
WITNESSES, LOTTERY, NONE = "witnesses", "lottery", "none"
Part = dict[str, Any]


def digest(part: Any) -> str:
    """SHA-256 of the canonical form (RFC 8785)."""
    return hashlib.sha256(canonical(part)).hexdigest()


def objects_hash(objects: list[Part], left_out: list[Part]) -> str:
    return digest({"objects": objects, "left_out": left_out})


def people_hash(people: list[Part], left_out: list[Part], recused: list[Part]) -> str:
    return digest({"people": people, "left_out": left_out, "recused": recused})


def commitment_hash(package: Part) -> str:
    """Over everything that is fixed before the public number exists."""
    said = {name: package[name] for name in ("code", "title", "bureau", "basis", "hashes")}
    return digest(
        {**said, "secret_hash": package["commitment"]["secret_hash"], "at": package["commitment"]["at"]}
    )


def result_hash(package: Part) -> str:
    """Over what came of it, and what it follows from."""
    said = {name: package[name] for name in ("number", "secret", "seed")}
    result = {"at": package["result"]["at"], "entries": package["result"]["entries"]}
    return digest({"commitment": package["commitment"]["hash"], **said, **result})


def supplement_hash(previous: str, supplement: Part) -> str:
    """Each supplement holds the hash of what was before it."""
    said = {name: supplement[name] for name in ("closed", "reason", "at", "added", "people")}
    return digest({"previous": previous, **said})


def line_of(witness: Part) -> str:
    return f"{witness['name']}（{witness['post']}）：{witness['text']}"


def number_text(witnesses: list[Part]) -> str:
    """The public number that lines of witnesses make."""
    return "\n".join(line_of(one) for one in witnesses)
