"""Answers, one or many."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, put
from litestar.params import FromPath

from webapp.accounts.people import User
from webapp.errors import Invalid
from webapp.inspections.forms import AnswerForm
from webapp.inspections.queries import visits
from webapp.inspections.queries.answers import Content
from webapp.inspections.queries.visits import Row
from webapp.inspections.requests import checked_entry, demand, entry_of, stored
from webapp.inspections.rules.merge import Current
from webapp.inspections.verbs.answering import Entry, Stored, save_answer, save_answers
from webapp.inspections.views.form import answer_state
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import UNREADABLE, json_body, submitted

MOST = 300


def outcome(one: Stored, names: dict[int, Row]) -> dict[str, Any]:
    """One answer's outcome, as docs/protocol.md describes it."""
    if one.outcome is None:
        return {"entry": one.entry, "item": one.code, "outcome": "refused", "error": one.refused}
    return {
        "entry": one.entry,
        "item": one.code,
        "outcome": one.outcome.value,
        "revision": one.current.revision,
        "conflict": one.current.conflict,
        "values": values(one.current, names),
    }


async def names(user: User, results: list[Stored]) -> dict[int, Row]:
    """The people whose values stand; nobody is asked for who is asking."""
    others = {int(one.person) for done in results for one in done.current.standing} - {user.id}
    return {user.id: {"name": user.name}, **await visits.names_of(sorted(others))}


def values(current: Current[Content], names: dict[int, Row]) -> list[dict[str, Any]]:
    """The values that stand, the newest last; more than one only in a conflict."""
    return [
        {
            "person": int(given.person),
            "name": names.get(int(given.person), {}).get("name", ""),
            **vars(given.content),
            "revision": given.revision,
        }
        for given in current.standing
    ]


def entry_from(form: AnswerForm, code: str, entry: str) -> Entry:
    content = Content(form.result, form.note or "", form.measured)
    return Entry(entry, code, content, form.answered_at, form.base or 0)


@put("/inspections/{visit:uuid}/answers/{item:str}", access=FIELD)
async def one(request: Request, visit: FromPath[UUID], item: FromPath[str]) -> Response[Any]:
    form = AnswerForm(await submitted(request))
    demand(form)
    result = await save_answer(request.user, visit, entry_from(form, item, entry_of(request)))
    current = result.current
    people = await names(request.user, [result])
    return stored(
        request,
        outcome(result, people),
        result.entry,
        template="inspections/_answered.html",
        code=item,
        state=answer_state(current, people),
    )


@put("/inspections/{visit:uuid}/answers", access=FIELD)
async def many(request: Request, visit: FromPath[UUID]) -> Response[Any]:
    body = await json_body(request)
    rows = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Invalid(UNREADABLE)
    if len(rows) > MOST:
        raise Invalid(f"一次最多发送 {MOST} 个答案。")
    ready: list[Entry] = []
    refused: dict[int, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        form = AnswerForm(row)
        entry, code = checked_entry(row.get("entry")), str(row.get("item", ""))[:20]
        if form.valid:
            ready.append(entry_from(form, code, entry))
        else:
            error = " ".join(message for _, _, message in form.errors)
            refused[number] = {"entry": entry, "item": code, "outcome": "refused", "error": error}
    results = await save_answers(request.user, visit, ready)
    people, done = await names(request.user, results), iter(results)
    outcomes = [
        refused[number] if number in refused else outcome(next(done), people) for number in range(len(rows))
    ]
    kept = [one["entry"] for one in outcomes if one["outcome"] != "refused"]
    return stored(request, {"outcomes": outcomes}, ", ".join(kept))


ROUTES = [one, many]
