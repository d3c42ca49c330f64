"""The SVG of a QR code is the code, escapes its label, and needs no style."""

import re

from webapp.web.shown.qr import gate_address, qr_modules, qr_svg


def test_every_dark_module_is_drawn_once_and_nothing_else():
    text = "https://example.cn/q/tokenAAAAAAAAAAAAAAAAAA"
    modules, drawn = qr_modules(text), set()
    svg = str(qr_svg(text, quiet=4))
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H", svg):
        cells = {(int(x) - 4 + i, int(y) - 4) for i in range(int(width))}
        assert not cells & drawn
        drawn |= cells
    assert drawn == {(x, y) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark}
    assert f'viewBox="0 0 {len(modules) + 8} {len(modules) + 8}"' in svg


def test_no_style_and_an_escaped_name():
    svg = str(qr_svg("x", '"><script>'))
    assert "style" not in svg
    assert "<script>" not in svg
    assert 'role="img"' in svg


def test_a_label_leads_to_the_gate():
    assert gate_address("abc") == "http://testserver/q/abc"
