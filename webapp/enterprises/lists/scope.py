"""The scope of a campaign or a draw: a rule that selects enterprises, as JSON {area, industry, hazard, severity, size, unvisited}."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.accounts.bureaus.tree import bureaus_below
from webapp.accounts.people import User
from webapp.clock import midnight
from webapp.enterprises.forms import ScopeForm
from webapp.enterprises.lists.listing import matching, search_form
from webapp.enterprises.tables import Enterprise
from webapp.errors import Invalid
from webapp.web.forms import Options

FILTERS = ("area", "industry", "hazard", "severity", "size")
GONE = "范围里有已不存在的选项，请重新选择范围。"


async def scope_options(user: User) -> dict[str, Options]:
    """The choices of a ScopeForm for this person."""
    options = (await search_form(user, {})).options
    return {name: options[name] for name in ("area", "industry", "hazard")}


def rule_of(form: ScopeForm) -> dict[str, Any]:
    """The rule that a valid form describes."""
    rule: dict[str, Any] = {name: form.values[name] for name in FILTERS}
    return rule | {"unvisited": form.unvisited.isoformat() if form.unvisited else ""}


async def selected(user: User, bureau: int, rule: Mapping[str, Any], gone: str = GONE) -> Any:
    """The condition on what the rule selects of what a bureau and those below it supervise.

    Raises Invalid with the sentence `gone` when the rule names an area, industry or hazard that is no more.
    """
    form = await search_form(user, {name: [str(rule.get(name) or "")] for name in FILTERS})
    if form.problems:
        raise Invalid(gone)
    found: Any = await matching(user, form)
    found = found & Enterprise.bureau.is_in(list(await bureaus_below(bureau)) or [-1])
    if since := rule.get("unvisited"):
        begins = midnight(date.fromisoformat(since))
        found = found & (Enterprise.last_visit_at.is_null() | (Enterprise.last_visit_at < begins))
    return found


async def in_words(user: User, rule: Mapping[str, Any]) -> list[str]:
    """The rule as people read it, a piece for each condition; none for a rule without conditions."""
    form = await search_form(user, {name: [str(rule.get(name) or "")] for name in FILTERS})
    shown = ScopeForm(initial=dict(rule), options={name: form.options[name] for name in FILTERS})
    found = []
    for name in FILTERS:
        field = shown[name]
        word = dict(field.options).get(str(rule.get(name) or "")) if rule.get(name) else None
        if rule.get(name):
            found.append(f"{field.label}：{(word or str(rule[name])).strip(chr(0x3000))}")
    if rule.get("unvisited"):
        found.append(f"{rule['unvisited']} 起没有检查过")
    return found
