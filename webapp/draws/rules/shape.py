"""Reading a package: JSON of exactly the names it has, with texts and whole numbers, nothing else."""

import json
import re
from typing import Any

KEY = re.compile(r"[0-9A-Za-z]{1,40}#[0-9]{1,6}")
HASH = re.compile(r"[0-9a-f]{64}")
MOST = 2**53 - 1

TEXT, WHOLE, HEX = "text", "whole", "hex"
_WITNESS = {"name": TEXT, "post": TEXT, "text": TEXT}
_STRATUM = {"name": TEXT, "size": WHOLE, "mode": TEXT, "value": WHOLE, "quota": WHOLE}
_ENTRY = {"key": TEXT, "stratum": TEXT, "place": WHOLE, "rank": HEX, "people": [TEXT]}
_MORE = {"closed": TEXT, "reason": TEXT, "at": TEXT, "added": TEXT, "people": [TEXT], "hash": HEX}
SHAPE = {
    "format": TEXT, "code": TEXT, "title": TEXT, "bureau": TEXT, "basis": TEXT,
    "method": {
        "algorithm": TEXT, "by": TEXT, "group": WHOLE, "specialist": WHOLE,
        "number": {"kind": TEXT, "source": TEXT}, "strata": [_STRATUM],
    },
    "objects": [{"key": TEXT, "name": TEXT, "stratum": TEXT, "area": TEXT, "industry": TEXT}],
    "left_out": [{"key": TEXT, "name": TEXT, "why": TEXT}],
    "people": [{"badge": TEXT, "bureau": TEXT, "specialist": WHOLE}],
    "people_left_out": [{"badge": TEXT, "why": TEXT}],
    "recused": [{"key": TEXT, "badge": TEXT}],
    "hashes": {"pool": HEX, "objects": HEX, "people": HEX, "method": HEX},
    "commitment": {"secret_hash": HEX, "at": TEXT, "hash": HEX},
    "secret": HEX,
    "number": {"text": TEXT, "witnesses": [_WITNESS]},
    "seed": HEX,
    "result": {"at": TEXT, "entries": [_ENTRY], "hash": HEX},
    "supplements": [_MORE],
}  # fmt: skip


def read(content: bytes) -> dict[str, Any]:
    """The package; ValueError for everything that is none."""
    try:
        package = json.loads(content.decode(), parse_constant=_refuse, parse_float=_whole)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    if not fits(package, SHAPE):
        raise ValueError("not a package")
    found: dict[str, Any] = package
    return found


def _refuse(text: str) -> None:
    raise ValueError(text)


def _whole(text: str) -> Any:
    """JavaScript knows no difference between 1, 1.0 and 1e0."""
    number = float(text)
    return int(number) if number.is_integer() else number


def fits(value: Any, shape: Any) -> bool:
    """Whether it has exactly the names, and values of the kinds."""
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and value.keys() == shape.keys()
            and all(fits(value[n], shape[n]) for n in shape)
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if shape == WHOLE:
        return type(value) is int and 0 <= value <= MOST
    if type(value) is not str or any("\ud800" <= sign <= "\udfff" for sign in value):
        return False
    return shape != HEX or HASH.fullmatch(value) is not None
