"""What a statement walks through: its plan, read for steps over tables that grow with the years.

A walk is a step that reads a table or an index from one end to the other: a scan, on PostgreSQL also of an index without a
condition. Searching an index is none, and neither is reading in the order that is asked for until a LIMIT is reached.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from webapp.db import sql, transaction
from webapp.db.connect import SQLITE
from webapp.db.sql.counting import MOST

GROWING = {"inspection", "answer", "photo", "finding", "event", "receipt", "enterprise", "notice", "slot", "session",
           "draft_finding", "draft_recheck", "enterprise_hazard", "former_name", "arrived_entry", "supplement", "document",
           "credential"}  # fmt: skip
# Partial indexes over the few rows that wait, or have failed: they are read from end to end, and are short.
SHORT = {
    "ix_photo_waiting",
    "ix_photo_failed",
    "ix_notice_given_up",
    "ix_notice_unmailed",
    "ix_finding_waiting",
    "ix_credential_signals",
}
# What hands on the rows of its (first) child one by one, in their order: a LIMIT above stops the child too.
IN_ORDER = {"Limit", "Result", "Subquery Scan", "Nested Loop", "LockRows", "Incremental Sort", "Memoize"}


async def scans(text: str) -> list[str]:
    """The steps of a statement's plan that walk through a table that grows."""
    ready = text.replace("{", "{{").replace("}", "}}")
    if SQLITE:
        steps = await sql(f"EXPLAIN QUERY PLAN {ready.replace('= True', '= 1')}")
        return list(_walked_by_sqlite(text, steps))
    # Walking is quickest in the tables of a test: can the statement be answered by indexes at all?
    bounds = {"Limit"} if " ORDER BY " in text or f" LIMIT {MOST + 1}" in text else set[str]()
    found: list[str] = []
    for off in ((), ("sort",), ("bitmapscan",), ("sort", "bitmapscan")):
        found = list(_walked_by_postgres(await _plan(ready, *off), bounds))
        if not found:
            break
    return found


async def _plan(ready: str, *off: str) -> dict[str, Any]:
    """PostgreSQL's plan of a statement without scans and joins of whole tables, and without what else is `off`."""
    async with transaction():  # a pooled connection forgets its settings when it is given back
        for other in ("seqscan", "hashjoin", "mergejoin", *off):
            await sql(f"SET LOCAL enable_{other} = off")
        rows = await sql(f"EXPLAIN (FORMAT JSON, COSTS OFF) {ready}")
    said = next(iter(rows[0].values()))
    plan: dict[str, Any] = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    return plan


def _walked_by_sqlite(text: str, steps: list[dict[str, Any]]) -> Iterator[str]:
    names = aliases(text)
    for step in steps:
        detail, words = step["detail"], step["detail"].split()
        if words[0] != "SCAN" or names.get(words[1]) not in GROWING:
            continue
        beside = [other["detail"] for other in steps if other["parent"] == step["parent"]]
        sorted_after = any(
            other.startswith("USE TEMP B-TREE FOR") and "LAST" not in other for other in beside
        )
        ends = (
            beside[0] == detail and not sorted_after and _limited(text, words[1], inside=step["parent"] != 0)
        )
        if not (ends or words[-1] in SHORT):
            yield detail


def _limited(text: str, alias: str, *, inside: bool) -> bool:
    """Whether every SELECT from that alias (the outermost, or those inside of it) has an order and a LIMIT.

    Without an order LIMIT 1 may look for what is not there; only what a page counts up to 9999+ needs none.
    """
    selects = list(_selects(text.replace('"', "")))
    of_it = [
        one
        for one in (selects[1:] if inside else selects[:1])
        if re.search(rf"FROM (\w+ (AS )?)?{alias}\b(?! AS\b)", one)
    ]
    return bool(of_it) and all(
        " LIMIT " in one and (" ORDER BY " in one or f" LIMIT {MOST + 1}" in one) for one in of_it
    )


def _selects(text: str) -> Iterator[str]:
    """The text without what stands in parentheses, then the same of each thing in parentheses."""
    depth, outer, inner = 0, "", list[str]()
    for letter in text:
        if letter == "(":
            depth += 1
            if depth == 1:
                inner.append("")
                continue
        elif letter == ")":
            depth -= 1
        if depth:
            inner[-1] += letter
        else:
            outer += letter
    yield outer
    for one in inner:
        yield from _selects(one)


def _walked_by_postgres(node: dict[str, Any], bounds: set[str], *, ends: bool = False) -> Iterator[str]:
    """`bounds`: the kinds of node that end what is below them; `ends`: whether there is one above."""
    kind, table, index = node["Node Type"], node.get("Relation Name"), node.get("Index Name", "")
    if table in GROWING and not _searched(node) and not (ends and index):
        yield f"{kind} on {table} {index}".strip()
    for place, below in enumerate(node.get("Plans", [])):
        in_order = kind in IN_ORDER and place == 0 and below["Parent Relationship"] in {"Outer", "Subquery"}
        yield from _walked_by_postgres(below, bounds, ends=in_order and (ends or kind in bounds))


def _searched(node: dict[str, Any]) -> bool:
    """Whether it reads what a condition finds in an index; a bitmap is made of such, by BitmapAnd and BitmapOr."""
    if node["Node Type"].startswith("Bitmap") and "Plans" in node:
        return all(_searched(below) for below in node["Plans"])
    return "Index Cond" in node or node.get("Index Name") in SHORT or node["Node Type"] == "Tid Scan"


def aliases(text: str) -> dict[str, str]:
    """Alias → table of a SELECT; a table without an alias stands for itself."""
    words = text.replace('"', "").replace(",", " ").split()
    found = {name: name for name in GROWING}
    for place, word in enumerate(words[:-2]):
        if word in {"FROM", "JOIN"}:
            alias = (
                words[place + 3] if words[place + 2] == "AS" and place + 3 < len(words) else words[place + 2]
            )
            if alias.strip("()").isidentifier():
                found[alias.strip("()")] = words[place + 1].strip("()")
    return found
