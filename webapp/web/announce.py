"""What the terminal says at the start: the address, as a QR code too when phones can use it."""

import sys

import click
import qrcode

from webapp.settings import settings


def announce() -> None:
    """Print the address; in a terminal and with https also as a QR code, since a camera needs https."""
    current = settings()
    click.echo(f"码上职卫 已启动：{current.base_url}（数据目录 {current.data}）")
    if current.https and sys.stdout.isatty():
        code = qrcode.QRCode(border=1)
        code.add_data(current.base_url)
        code.print_ascii(invert=True)
