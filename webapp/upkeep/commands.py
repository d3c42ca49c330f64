"""The commands of upkeep: backup, restore, upgrade."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import click

from webapp.disk import in_words
from webapp.errors import DomainError
from webapp.settings import settings
from webapp.upkeep.alone import share
from webapp.upkeep.closed import close


def finish(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine and close the database after it; what cannot be done is said in words, status 1.

    The process shares the data folder from here to its end, unless the work wants it alone.
    """
    from webapp.db.connect import ENGINE

    async def whole() -> Any:
        try:
            share()
            close(settings().data)
            return await work
        except DomainError as error:
            sys.exit(error.sentence)
        finally:
            work.close()  # not begun when somebody is alone here; Python would speak of it after our sentence
            await ENGINE.close()

    return asyncio.run(whole())


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--database-only", is_flag=True, help="不含照片")
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=None,
    help="文件夹里最多保留几份；空间不足时更少，至少留最新的一份",
)
def backup(file: Path, database_only: bool, keep: int | None) -> None:
    """Write database and photos into FILE (or a folder), the key into FILE.key; the server may go on."""
    from webapp.upkeep.backup.making import back_up

    made = finish(back_up(file.resolve(), photos=not database_only, keep=keep))
    click.echo(f"已备份并核对：{made.path}（{in_words(made.size)}，{made.rows} 行，{made.photos} 张照片）")
    click.echo(f"密钥在 {made.key}：请与备份分开保存，没有它无法核验回执和审计。")
    for sha256 in made.missing:
        click.echo(f"警告：照片 {sha256} 的原件缺失或损坏，备份里没有它。", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), default=None, help="密钥文件，默认 FILE.key")
@click.option("--replace", is_flag=True, help="替换现有数据（原数据库留在旁边）")
def restore(file: Path, key: Path | None, replace: bool) -> None:
    """Put a backup in place and compare it, row by row and byte by byte; the server must not run."""
    from webapp.upkeep.backup.restore import restore as put_back

    done = finish(put_back(file.resolve(), key, replace=replace))
    if done.aside:
        click.echo(f"原数据库留在 {done.aside}。")
    click.echo(f"已恢复并核对：{done.rows} 行，{done.photos} 张照片。")
    for sha256 in done.missing:
        click.echo(f"警告：照片 {sha256} 在备份时已缺失。", err=True)
    for problem in done.verdict.problems:
        click.echo(problem)
    click.echo(f"审计：事件 {done.verdict.events} 条，问题 {len(done.verdict.problems)} 个。")
    if done.waiting:
        click.echo(f"备份来自旧版本（有 {len(done.waiting)} 个迁移没有执行）：启动前请运行 mashang upgrade。")
    sys.exit(1 if done.verdict.problems else 0)


@click.command()
def upgrade() -> None:
    """Back up, migrate, verify; nothing is changed when that fails. The server must not run."""
    from webapp.upkeep.upgrade import upgrade as bring_up

    finish(bring_up(click.echo))


COMMANDS = [backup, restore, upgrade]
