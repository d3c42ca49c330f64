"""docs/architecture.svg from the imports of the code: python -m scripts.architecture (a test keeps it current)."""

import ast
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "architecture.svg"
# Imported by nearly every room: one row at the bottom, without arrows.
HOUSE = ("web", "jobs", "accounts", "areas", "audit", "db")
WIDE, HIGH, GAP, STEP, WIDTH = 132, 40, 28, 84, 960


def rooms() -> list[str]:
    """The rooms that exist, in the order of the import layers, those that import most first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    names = [
        layer.strip("()").removeprefix("webapp.") for layer in contracts[0]["layers"] if ":" not in layer
    ]
    return [name for name in names if (ROOT / "webapp" / name / "__init__.py").is_file()]


def imported(room: str) -> set[str]:
    """The rooms of which this one imports something."""
    found = set()
    for path in (ROOT / "webapp" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("webapp."):
                found.add(node.module.split(".")[1])
    return found - {room}


def arrows(names: list[str]) -> dict[str, set[str]]:
    """room → rooms that it imports, without those that it reaches by way of another."""
    direct = {name: imported(name) & set(names) for name in names}
    reach: dict[str, set[str]] = {}
    for name in reversed(names):
        reach[name] = direct[name].union(*(reach[other] for other in direct[name] if other in reach))
    return {name: direct[name] - set().union(*(reach[other] for other in direct[name])) for name in names}


def rows(names: list[str], edges: dict[str, set[str]]) -> list[list[str]]:
    """The rooms row by row: each below all that import it."""
    depth = dict.fromkeys(names, 0)
    for name in names:
        for other in edges[name]:
            depth[other] = max(depth[other], depth[name] + 1)
    return [[name for name in names if depth[name] == row] for row in range(max(depth.values()) + 1)]


def box(name: str, x: float, y: float, kind: str) -> str:
    return (
        f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" width="{WIDE}" height="{HIGH}" rx="6"/>'
        f'<text x="{x + WIDE / 2:.0f}" y="{y + HIGH / 2 + 5:.0f}">{escape(name)}</text>'
    )


def drawing() -> str:
    """The whole picture as SVG."""
    names = [name for name in rooms() if name not in HOUSE]
    edges = arrows(names)
    at: dict[str, tuple[float, float]] = {}
    table = rows(names, edges)
    for number, row in enumerate(table):
        left = (WIDTH - len(row) * WIDE - (len(row) - 1) * GAP) / 2
        for place, name in enumerate(row):
            at[name] = (left + place * (WIDE + GAP), 20 + number * STEP)
    floor = 20 + len(table) * STEP
    lines = [
        f'<line x1="{at[name][0] + WIDE / 2:.0f}" y1="{at[name][1] + HIGH:.0f}" '
        f'x2="{at[other][0] + WIDE / 2:.0f}" y2="{at[other][1] - 3:.0f}" marker-end="url(#tip)"/>'
        for name in names
        for other in sorted(edges[name])
    ]
    left = (WIDTH - len(HOUSE) * WIDE - (len(HOUSE) - 1) * 20) / 2
    house = [box(name, left + place * (WIDE + 20), floor + 34, "house") for place, name in enumerate(HOUSE)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {floor + 94}" role="img">',
            "<title>Which room imports which</title>",
            "<style>svg{background:#fff}text{font:15px sans-serif;text-anchor:middle;fill:#1a2b3c}"
            "rect{fill:#e8f1fb;stroke:#2f6fad}.house{fill:#f2f2ee;stroke:#8a8a80}line{stroke:#7b8b9a;stroke-width:1.3}"
            ".note{text-anchor:start;fill:#555}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#7b8b9a"/></marker></defs>',
            *lines,
            *(box(name, *at[name], "room") for name in names),
            f'<text class="note" x="20" y="{floor + 20}">imported by every room above:</text>',
            *house,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    TARGET.write_text(drawing(), encoding="utf-8")
