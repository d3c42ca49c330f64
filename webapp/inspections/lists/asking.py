"""What the list of visits is narrowed to, as somebody asks for it: the form with its choices, and the filter."""

from collections.abc import Mapping
from typing import Any

from webapp.accounts.people import User
from webapp.inspections.forms.closing import VisitsForm
from webapp.inspections.lists.listing import Wanted, inspectors
from webapp.inspections.rules import Outcome, choices
from webapp.inspections.views import words

ANY = ("", "全部")
FILTERS = ("q", "state", "kind", "outcome", "inspector", "since", "until", "patrols")


async def asked_for(user: User, data: Mapping[str, Any]) -> tuple[VisitsForm, Wanted]:
    """The form with the choices of this person, and what it narrows the list to."""
    options = {
        "state": [ANY, *words.STATES.items()],
        "kind": [ANY, *choices()],
        "outcome": [ANY, *Outcome.choices()],
        "inspector": [ANY, *await inspectors(user)],
    }
    form = VisitsForm(data, options=options)
    return form, Wanted(
        form.q, form.state, form.kind, form.outcome, int(form.inspector or 0), form.since, form.until, form.patrols
    )  # fmt: skip


def asked_in(form: VisitsForm) -> dict[str, str]:
    """The filter as it was asked for, by name, without what is unusable."""
    return {name: str(form[name].value) for name in FILTERS if name not in form.problems}
