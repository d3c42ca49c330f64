"""The command `mashang`."""

import contextlib
import gc
import getpass
import os
import socket
import sys
from datetime import datetime
from typing import Any

import click
import uvicorn

from webapp.connections import MOST, Watched
from webapp.draws.command import draw
from webapp.serving import Unhurried, inherited
from webapp.settings import settings
from webapp.told import declare_events
from webapp.upkeep.closed import only_ours
from webapp.upkeep.commands import COMMANDS, finish
from webapp.upkeep.verifying import audit


@click.group()
def main() -> None:
    """码上职卫: occupational health inspection."""
    only_ours()
    declare_events()


for command in (*COMMANDS, audit, draw):
    main.add_command(command)


@main.command()
def migrate() -> None:
    """Bring the database up to date (with people in it as `upgrade` does) and load the reference data."""
    from webapp.upkeep.upgrade import bring_up

    finish(bring_up(click.echo))


@main.command()
def run() -> None:
    """Serve. Never loads a demo, and never changes the tables of a database with people in it."""
    from webapp import logs
    from webapp.upkeep.upgrade import make_ready
    from webapp.web.announce import announce

    finish(make_ready())
    current = settings()
    sockets = inherited()
    if not sockets:
        _refuse_taken_port(current.host, current.port)
    announce()
    logs.configure(current.log)
    config = uvicorn.Config(
        "webapp.cli:serving",
        factory=True,
        host=current.host,
        port=current.port,
        proxy_headers=bool(current.proxies),
        forwarded_allow_ips=",".join(current.proxies) or None,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=30,
        limit_concurrency=MOST,
        http=Watched,
        ws="none",
        server_header=False,
    )
    Unhurried(config).run(sockets=sockets or None)


def serving() -> Any:
    """The application for a process that serves: what is loaded by now stays, so that no collection walks over it."""
    from webapp.app import create_app

    only_ours()
    app = create_app()
    gc.collect()
    gc.freeze()
    return app


def _refuse_taken_port(host: str, port: int) -> None:
    """Say in words that the port is taken, before uvicorn says it in English."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            sys.exit(f"端口 {port} 已被占用，请换一个，例如：PORT={port + 1} make run")


@main.command()
@click.option("--if-empty", is_flag=True, help="数据库里已有人员时什么也不做")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option(
    "--enterprises",
    default=177,
    show_default=True,
    type=click.IntRange(1),
    help="企业数，超出 177 家的分布全省",
)
@click.option("--seed", default=341700, show_default=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="演示数据的当天，默认今天")
@click.option(
    "--visits", default=3, show_default=True, help="177 家以外的企业，每家几次检查（三次检查共十个问题）"
)
def demo(
    if_empty: bool, as_json: bool, enterprises: int, seed: int, today: datetime | None, visits: int
) -> None:
    """Load the demo into an empty database and print its accounts."""
    from webapp.demo.load import check_password, load
    from webapp.demo.show import as_table, as_text
    from webapp.upkeep.upgrade import make_ready

    async def whole() -> Any:
        check_password()
        with contextlib.redirect_stdout(sys.stderr):  # what migrating says; --json is for programs
            await make_ready()
        with click.progressbar(
            length=max(0, enterprises - 177), label="全省企业", file=sys.stderr, hidden=enterprises <= 177
        ) as bar:
            return await load(
                if_empty=if_empty,
                enterprises=enterprises,
                seed=seed,
                today=today.date() if today else None,
                visits=visits,
                told=bar.update,
            )

    loaded = finish(whole())
    if loaded is not None:
        click.echo(as_text(loaded) if as_json else as_table(loaded))


@main.command()
@click.argument("username")
@click.option("--name", default="", help="姓名，默认与账号相同")
@click.option("--bureau", "bureau_code", default="", help="机构代码，如 341702")
@click.option("--bureau-name", default="", help="机构还没有时，新建机构的名称")
def user(username: str, name: str, bureau_code: str, bureau_name: str) -> None:
    """Make the first administrator (and the bureau, when it does not exist)."""
    from webapp.accounts.bureaus.first import first_administrator

    password = os.environ.get("MASHANG_PASSWORD") or getpass.getpass("初始密码（至少 10 个字符）：")
    click.echo(finish(first_administrator(username, name or username, password, bureau_code, bureau_name)))


@main.command()
def remind() -> None:
    """Send the reminders of today; what was sent before is not sent again."""
    from webapp.findings.rules.reminders import Reminder
    from webapp.reminders.run import remind as run_reminders

    sent = finish(run_reminders())
    for kind in Reminder:
        click.echo(f"{kind.label}：{sent[kind]} 条")
    click.echo(f"共发出 {sum(sent.values())} 条新消息。")


@main.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--as", "username", required=True, help="以谁的账号和管辖范围导入")
@click.option("--yes", is_flag=True, help="核对以后直接确认")
def import_(file: str, username: str, yes: bool) -> None:
    """Import enterprises from XLSX or CSV; without --yes only checks."""
    from webapp.enterprises.imports.command import import_file

    click.echo(finish(import_file(file, username, yes)))


if __name__ == "__main__":
    main()
