"""What becomes of a row of an import: new, update, unchanged, or error with its reasons. Pure; no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.areas.rules import owner_of
from webapp.enterprises.imports.places import Places
from webapp.enterprises.rules import Severity, Status, severe_by_industry, severity
from webapp.enterprises.rules.values import FIELDS, searchable
from webapp.folding import fold
from webapp.imports.kinds import ERROR, NEW, UNCHANGED, UPDATE

BLANK: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""),
    **dict.fromkeys(("credit_code", "latitude", "longitude", "workers", "exposed_workers")),
    "status": Status.RUNNING.value,
}
Key = tuple[str, ...]


def key_of(values: Mapping[str, Any]) -> Key:
    """By what a workplace is known; what looks equal is equal (folding.py)."""
    place = fold(values.get("workplace", ""))
    if values.get("credit_code"):
        return (values["credit_code"], place)
    return ("", fold(values.get("name", ""))[:200], place, values.get("area", "")[:6])


@dataclass(frozen=True)
class Severe:
    severe: bool


@dataclass
class Known:
    """What rows are judged against; `areas` grows batch by batch (what was typed -> code, "" for unknown).

    `learned`: headings that this bureau has explained; `places`: names within reach, once one is asked for;
    `choices`: names that several areas within reach have -> {code: full name}.
    `ended`: areas that are no more -> why nobody new can be placed there.
    `words`: what has been understood already, (column, what was typed) -> value.
    """

    industries: Mapping[str, str]
    sections: Mapping[str, str]
    severe_notes: Mapping[str, str]
    factors: Mapping[str, str]
    severe_factors: frozenset[str]
    bureaus: Mapping[str, int]
    bureau_names: Mapping[int, str]
    area_bureaus: Mapping[str, int]
    reach: frozenset[int]
    own_bureau: int
    areas: dict[str, str] = field(default_factory=dict)
    learned: Mapping[str, str] = field(default_factory=dict)
    places: Places | None = None
    sheets: Sequence[str] = ()
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)
    words: dict[tuple[str, str], Any] = field(default_factory=dict)


@dataclass
class Judged:
    """A row with its verdict. `values`: the columns that were filled; `hazards`: {code: people} when that cell was."""

    number: int
    name: str
    verdict: str = ERROR
    reasons: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    hazards: dict[str, int | None] | None = None
    enterprise: int | None = None
    stored: dict[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> int | None:
        return self.enterprise

    @property
    def key(self) -> Key:
        """By what the workplace is found again: code and workplace; without a code name, workplace and county."""
        return key_of(self.values)


def decide(judged: Judged, existing: Mapping[str, Any] | None, known: Known) -> None:
    """Set the verdict; `existing`: the columns of the same workplace, with `id`, `revision`, `hazards`."""
    if not judged.reasons:
        if existing is not None and existing["bureau"] not in known.reach:
            judged.reasons.append("这个代码和工作场所已由其他监管机构登记，不在您的管辖范围内。")
        elif existing is None and "bureau" not in judged.values:
            _default_bureau(judged, known)
        area = judged.values.get("area", "")
        if area in known.ended and (existing is None or existing["area"] != area):
            judged.reasons.append(known.ended[area])
        if existing is not None or "exposed_workers" in judged.values:
            _count_workers(judged, existing or BLANK)
    if judged.reasons:
        judged.verdict = ERROR
    elif existing is None:
        _new(judged, known)
    else:
        _update(judged, existing, known)


def _count_workers(judged: Judged, existing: Mapping[str, Any]) -> None:
    exposed, workers = (judged.values.get(key, existing[key]) for key in ("exposed_workers", "workers"))
    if workers is not None and (exposed or 0) > workers:
        judged.reasons.append("接触危害人数不能多于劳动者人数。")


def _default_bureau(judged: Judged, known: Known) -> None:
    found = owner_of(judged.values["area"], known.area_bureaus) or known.own_bureau
    if found in known.reach:
        judged.values["bureau"] = found
    else:
        judged.reasons.append(
            f"所在地由{known.bureau_names.get(found, '其他机构')}监管，不在您的管辖范围内。"
        )


def _severity(industry: str, codes: Mapping[str, Any], known: Known) -> str:
    by_industry = known.words.get(("severe", industry), known)
    if by_industry is known:
        section = known.sections.get(industry[:2], "")
        by_industry = severe_by_industry(section + industry, known.severe_notes)
        known.words["severe", industry] = by_industry
    found: Severity = severity([Severe(code in known.severe_factors) for code in codes], by_industry)
    return found.value


def _new(judged: Judged, known: Known) -> None:
    row = BLANK | judged.values
    judged.verdict = NEW
    # What is BLANK need not be kept for every row.
    judged.stored = {
        "row": judged.values
        | {"search": searchable(row), "severity": _severity(row["industry"], judged.hazards or {}, known)},
        "hazards": judged.hazards or {},
    }


def _same(old: Any, new: Any) -> bool:
    """Equal; degrees to a centimetre, since a spreadsheet keeps fewer digits than a database."""
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) < 1e-7
    return bool(old == new)


def _update(judged: Judged, existing: Mapping[str, Any], known: Known) -> None:
    judged.enterprise = existing["id"]
    after = {key: value for key, value in judged.values.items() if not _same(existing[key], value)}
    for key in ("name", "workplace"):
        # The same in another width is no new name.
        if key in after and fold(after[key]) == fold(existing[key]):
            judged.values[key] = existing[key]
            del after[key]
    before = {key: existing[key] for key in after}
    hazards = judged.hazards
    if hazards is not None:
        # A factor without a number keeps the number it had.
        old = existing["hazards"]
        hazards = {code: old.get(code) if people is None else people for code, people in hazards.items()}
        if hazards != old:
            before["hazards"], after["hazards"] = old, hazards
    if not after:
        judged.verdict = UNCHANGED
        return
    row = {key: existing[key] for key in FIELDS} | judged.values
    present = hazards if hazards is not None else existing["hazards"]
    judged.verdict = UPDATE
    judged.stored = {
        "row": row | {"search": searchable(row), "severity": _severity(row["industry"], present, known)},
        "hazards": hazards if "hazards" in after else None,
        "before": before,
        "after": after,
        "revision": existing["revision"],
    }
