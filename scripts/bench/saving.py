"""One answer saved, beside a bare commit of the same database on the same disk behind an empty PUT."""

import http.client
import json
import time
from collections.abc import Callable

from scripts.bench.pages import Browser
from scripts.bench.receive import STARTED, without_hazards
from scripts.bench.report import quantile, say
from scripts.bench.serving import bare, prepared, serving
from tests.inspections.visits import uuid7

TIMES = 600
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def one_answer() -> None:
    """Taken in turns, so that whatever else the machine does meets both."""
    with prepared() as (folder, demo):
        known = without_hazards(folder)
        with serving(folder, demo) as served, bare(folder) as url:
            phone = Browser(served, str(known["username"]))
            save = saver(phone, known)
            other = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)

            def commit(_: int) -> None:
                other.request("PUT", "/save", b"{}")
                answer = other.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"bare PUT: {answer.status}")

            ours, theirs = [], []
            for number in range(TIMES):
                ours.append(timed(save, number))
                theirs.append(timed(commit, number))
    mine, base = quantile(ours[20:], 0.95), quantile(theirs[20:], 0.95)
    say("answer_p95_ms", mine, "ms", "", f"{base:.1f} of a bare commit behind an empty PUT")
    say("answer_p95_ratio", mine / base, "ratio", "<= 3")
    say("answer_p50_ratio", quantile(ours[20:], 0.5) / quantile(theirs[20:], 0.5), "ratio")


def timed(work: Callable[[int], object], number: int) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work(number)
    return (time.perf_counter() - began) * 1000


def saver(phone: Browser, known: dict[str, object]) -> Callable[[int], None]:
    """Open a visit; returns what saves its nth answer."""
    address = f"/inspections/{uuid7()}"
    codes = known["codes"]
    assert isinstance(codes, list)  # noqa: S101 - of without_hazards
    enterprises = known["enterprises"]
    assert isinstance(enterprises, list)  # noqa: S101
    opening = {"enterprise": enterprises[0], "kind": "routine", "second": known["second"], "showed_badge": True,
               "told_rights": True, "started_at": STARTED}  # fmt: skip
    answer, said = phone.ask("PUT", address, json.dumps(opening), JSON)
    if answer.status != 201:
        raise RuntimeError(f"{answer.status} {said!r}")

    def save(number: int) -> None:
        body = {"result": ("met", "na")[number // len(codes) % 2], "note": "", "answered_at": STARTED}
        body["base"] = str(number // len(codes))
        path = f"{address}/answers/{codes[number % len(codes)]}"
        answer, said = phone.ask("PUT", path, json.dumps(body), JSON | {"X-Entry": str(uuid7())})
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {said!r}")

    return save
