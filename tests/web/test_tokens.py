"""WCAG 2.2 AA for the colours, computed from tokens.css in light and dark: 4.5 for text, 3 for what is not text."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")
LIGHT_PART, DARK_PART = CSS.split("@media (prefers-color-scheme: dark)")
LIGHT = dict(COLOUR.findall(LIGHT_PART))
SCHEMES = {"light": LIGHT, "dark": LIGHT | dict(COLOUR.findall(DARK_PART))}
GROUNDS = ("ground", "surface", "sunken")
KINDS = ("grey", "blue", "amber", "red", "green")
TEXT = (
    [(ink, ground) for ink in ("ink", "ink-2", "action-ink") for ground in GROUNDS]
    + [(f"{kind}-ink", ground) for kind in KINDS for ground in (f"{kind}-tint", "ground", "surface")]
    + [
        ("on-action", "action"),
        ("on-action", "action-hover"),
        ("action-ink", "action-tint"),
        ("ink", "action-tint"),
        ("on-solid", "red-solid"),
        ("ground", "ink"),
    ]
)
SHAPES = [
    (shape, ground)
    for shape in ("line-strong", "action", "focus", *(f"{kind}-solid" for kind in KINDS))
    for ground in ("ground", "surface")
]


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_shapes_are_legible(scheme: str) -> None:
    colours = SCHEMES[scheme]
    weak = {
        (a, b): round(contrast(colours[a], colours[b]), 2)
        for wanted, least in ((TEXT, 4.5), (SHAPES, 3.0))
        for a, b in wanted
        if contrast(colours[a], colours[b]) < least
    }
    assert not weak


def test_both_schemes_name_the_same_colours() -> None:
    assert set(dict(COLOUR.findall(DARK_PART))) == set(LIGHT)
