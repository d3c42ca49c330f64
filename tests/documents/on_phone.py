"""The 笔录 as a phone would write it: what its form holds, put together by the phone's own module in Node."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.inspections.ready import who
from webapp.inspections.queries import record as records
from webapp.inspections.queries.record import FAULTY

PROJECT = Path(__file__).parents[2]
FACTS = re.compile(r'<section id="signing"[^>]* data-facts="([^"]*)"')
PROGRAM = """
import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
const { canonical, compose } = await import(process.argv[1]);
const said = JSON.parse(await text(process.stdin)).map(({ facts, visit }) => {
  const content = compose(facts, visit);
  return { content, sha: createHash("sha256").update(canonical(content)).digest("hex") };
});
console.log(JSON.stringify(said));
"""
Given = dict[str, Any]


def facts_in(page: str) -> Given:
    """What the page of a form says to signing.js."""
    found = FACTS.search(page)
    assert found
    facts: Given = json.loads(unescape(found[1]))
    return facts


async def on_screen(inspection: UUID, facts: Given, ended_at: str, **more: Any) -> Given:
    """The visit as visit/reading.js and visit/signed.js read it from a form that shows all of it."""
    record = await records.load(inspection)
    visit = record.visit

    def finding(row: Given) -> Given:
        return {"id": str(row["id"]), **{name: row[name] for name in ("fact", "on_site", "on_site_note")}}

    def answered(item: Given) -> Given:
        answer = record.answer(item["id"])
        return {"result": answer.result if answer else "", "note": answer.note if answer else ""}

    faulty = {key for key, row in record.slot_results.items() if row["result"] in FAULTY}
    return {
        **{
            name: visit[name]
            for name in ("kind", "companion", "companion_post", "showed_badge", "told_rights")
        },
        "nature": record.kind.nature,
        "started_at": facts["started_at"],
        "ended_at": ended_at,
        "place": None,
        "inspectors": [facts["lead"], facts["second"]],
        "items": [
            {
                **{name: item[name] for name in ("code", "content")},
                **answered(item),
                "findings": [finding(row) for row in record.drafts if row["item"] == item["id"]],
            }
            for item in record.items
        ],
        "outside": [finding(row) for row in record.drafts if row["item"] is None and not row["slot"]],
        "slotFindings": [finding(row) for row in record.drafts if row["slot"] in faulty],
        "rechecks": [{**row, "id": str(finding)} for finding, row in record.rechecks.items()],
        "photos": len(facts["photos"]),
        **more,
    }


def composed(*given: Given) -> list[Given]:
    """[{content, sha}] of [{facts, visit}], by static/js/visit/record.js."""
    module = (PROJECT / "static/js/visit/record.js").as_uri()
    done = subprocess.run(
        ["node", "--input-type=module", "-e", PROGRAM, module],
        input=json.dumps(given, default=str),
        capture_output=True,
        text=True,
        check=True,
    )
    said: list[Given] = json.loads(done.stdout)
    return said


async def as_the_phone(client: Any, inspection: UUID, ended_at: str, **more: Any) -> Given:
    """{content, sha} of the 笔录 of a draft, from the page of its form."""
    facts = facts_in((await client.get(f"/inspections/{inspection}")).text)
    return composed({"facts": facts, "visit": await on_screen(inspection, facts, ended_at, **more)})[0]


__all__ = ["as_the_phone", "composed", "facts_in", "on_screen", "who"]
