"""What scripts/vendor.mjs copies loads as it lies there; the browser tests load it for real."""

from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"


def test_vendored_scripts_fetch_nothing_from_elsewhere() -> None:
    hosts = ("jsdelivr", "unpkg", "cdnjs")
    scripts = list(STATIC.glob("vendor/**/*.js"))
    assert len(scripts) >= 8
    assert [path.name for path in scripts if any(host in path.read_text() for host in hosts)] == []


def test_fonts_are_truetype_and_small_enough_to_embed() -> None:
    fonts = sorted(STATIC.glob("vendor/fonts/*.ttf"))
    assert [font.name for font in fonts] == ["NotoSansSC-Bold.ttf", "NotoSansSC-Regular.ttf"]
    for font in fonts:
        assert font.read_bytes()[:4] == b"\0\1\0\0"
        assert font.stat().st_size < 12_000_000
