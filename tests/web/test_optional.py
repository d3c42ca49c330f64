"""What a form calls 选填 is never refused for being empty: every form, with every choice and box that it has."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.field.test_day_lists import fields as day_list
from webapp.enterprises.rules.credit_codes import make_credit_code
from webapp.settings import PROJECT
from webapp.web.forms import (
    Check,
    Choice,
    Choices,
    Day,
    Decimal,
    Field,
    Form,
    Moment,
    Number,
    Password,
    Radios,
)

# What a field's own parse takes, where a plain word will not do.
FIT = {
    "credit_code": make_credit_code("91341702MA0000009"),
    "mobile": "13800000099",
    "email": "a@example.com",
    "username": "wangmin",
    "code": "ABCDE-23456",
    "report": "11111111-1111-4111-8111-111111111111",
    "area": "341702",
    "industry": "30",
    "on": "2026-12-01",
    "pattern": "{简称}卫{类别}{性质}〔{年}〕{序号}号",
}
# Filled by the phone's own page, which demands what is missing when the visit is submitted.
PHONE = {
    "OpenForm",
    "AnswerForm",
    "FindingForm",
    "SlotForm",
    "RecheckForm",
    "HeaderForm",
    "HazardForm",
    "ReviewForm",
}


def every_form() -> list[type[Form]]:
    for path in sorted((PROJECT / "webapp").rglob("*.py")):
        if re.search(r"class \w+\(\w*Form\):", path.read_text()):
            import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    found: list[type[Form]] = []
    waiting = list(Form.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("webapp") and one.__name__ not in PHONE and one not in found:
            found.append(one)
    return sorted(found, key=lambda one: one.__qualname__)


def fit(name: str, field: Field[Any], options: dict[str, Any]) -> str:
    if isinstance(field, Choice | Choices | Radios):
        known = [key for key, _ in options.get(name, field.options) if key]
        return known[0] if known else ""
    if isinstance(field, Number):
        return str(max(field.least, 1))
    if isinstance(field, Decimal):
        return str(min(max(field.least, 30), field.most))
    if isinstance(field, Day):
        return "2026-12-01"
    if isinstance(field, Moment):
        return "2026-12-01T10:00"
    if isinstance(field, Check):
        return ""
    if isinstance(field, Password):
        return "correct horse battery"
    return FIT.get(name, "说明")


def variants(form: type[Form], options: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Everything filled in; then the same with each other choice, and with each box ticked."""
    fields = form.all_fields()
    filled = {name: fit(name, field, options) for name, field in fields.items()}
    yield filled
    for name, field in fields.items():
        if isinstance(field, Check):
            yield filled | {name: "true"}
        elif isinstance(field, Choice | Radios):
            for key, _ in options.get(name, field.options):
                yield filled | {name: key}


@pytest.mark.parametrize("form", every_form(), ids=lambda one: one.__qualname__)
def test_what_is_called_optional_may_be_empty(form: type[Form]) -> None:
    fields = form.all_fields()
    options = {
        name: [("1", "一"), ("2", "二")]
        for name, field in fields.items()
        if isinstance(field, Choice | Choices | Radios) and not field.options
    }
    refused: set[str] = set()
    for filled in variants(form, options):
        for name, field in fields.items():
            if field.required or field.look.get("when") or isinstance(field, Check):
                continue
            made = form({**filled, name: ""}, options=options)
            if name in made.problems:
                refused.add(f"{field.label}: {made.problems[name]}")
    assert refused == set()


async def test_the_second_person_is_demanded_at_its_field_and_called_so(client_for: ClientFor) -> None:
    desk = await client_for("supervisor")
    page = (await desk.get("/day-lists/new")).text
    assert "巡查以外必选" in page
    answer = await desk.post("/day-lists/new", data={**day_list(), "kind": "routine", "second": ""})
    assert answer.status_code == 422
    assert 'id="second-error"' in answer.text
    patrol = await desk.post("/day-lists/new", data={**day_list(), "kind": "patrol", "second": ""})
    assert patrol.status_code == 303


async def test_the_code_of_an_enterprise_is_not_called_optional(client_for: ClientFor) -> None:
    page = (await (await client_for("supervisor")).get(f"/enterprises/{ids()['A']}/edit")).text
    labels = dict(re.findall(r'<label for="f-(\w+)">(.*?)</label>', page))
    assert "选填" not in labels["credit_code"] + labels["no_code_reason"]
    assert "选填" in labels["legal_person"]
