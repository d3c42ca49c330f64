"""QR codes as SVG: one path in a viewBox, without style attributes, so that it stands under the CSP and on paper."""

from markupsafe import Markup, escape
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from webapp.settings import settings

# ISO/IEC 18004 asks for four light modules around the code.
QUIET = 4


def qr_modules(text: str) -> list[list[bool]]:
    """The dark modules of the code of `text`, row by row, without the quiet zone (error correction M)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text.encode())
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def qr_svg(text: str, label: str = "二维码", *, quiet: int = QUIET) -> Markup:
    """The code of `text` as an SVG element with the accessible name `label`; size it by CSS."""
    modules = qr_modules(text)
    size = len(modules) + 2 * quiet
    return Markup(  # noqa: S704 - numbers of our own, and the label escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{_path(modules, quiet)}"/></svg>'
    )


def _path(modules: list[list[bool]], quiet: int) -> str:
    """Runs of dark modules as rectangles."""
    runs: list[str] = []
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{start + quiet} {y + quiet}h{x - start}v1H{start + quiet}z")
    return "".join(runs)


def gate_address(token: str) -> str:
    """What the code of a label holds: the public page of its enterprise."""
    return f"{settings().base_url}/q/{token}"
