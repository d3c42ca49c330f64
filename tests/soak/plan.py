"""How bad a soak is to be, what came of it, and the programs that fill and question the server's database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.server import Server


@dataclass
class Plan:
    """How much, and how bad: `rate` is the share of requests with a fault; a tab dies every so many visits.

    After so many `seconds` no new visit begins; those that were begun are brought to their end.
    """

    visits: int
    photos: int = 6
    rate: float = 0.06
    seed: int = 1
    kill_tab: int = 7
    kill_server: int = 60
    backlog: int = 900
    seconds: float = float("inf")


@dataclass
class Report:
    """What the database says, and what was done to the network on the way."""

    found: dict[str, Any]
    faults: dict[str, int]
    tabs: int
    servers: int
    worker: bool
    parked: list[str]
    visits: int


def seeded(server: Server) -> dict[str, Any]:
    return dict(json.loads(server.ran("tests.soak.seed").splitlines()[-1]))


def compared(server: Server, path: Path) -> dict[str, Any]:
    return dict(json.loads(server.ran("tests.soak.compare", str(path)).splitlines()[-1]))
