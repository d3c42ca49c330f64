"""`mashang draw verify FILE`: checking a package without a network and without a database."""

import sys
from pathlib import Path

import click

from webapp.draws.rules.verifying import failing
from webapp.draws.rules.verifying import verify as steps_of


@click.group()
def draw() -> None:
    """Draws 双随机."""


@draw.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Recompute a draw from its package and name the step that fails; exit 1 then."""
    steps = steps_of(file.read_bytes())
    for step in steps:
        click.echo(f"{'－' if step.held is None else '✓' if step.held else '✗'} {step.says}")
    wrong = failing(steps)
    if wrong:
        click.echo(f"没有通过：{wrong.says}（{wrong.code}）。")
        sys.exit(1)
    click.echo("全部通过，这次抽查可以重算。")
