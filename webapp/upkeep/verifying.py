"""`mashang audit verify`: the trail and the rows it vouches for, then what each room proves of itself, then the bytes."""

import sys
from dataclasses import dataclass, field

import click

from webapp.upkeep.commands import finish


@dataclass
class Checked:
    """How many of what were looked at, in words, and what is wrong."""

    counts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, words: str, found: tuple[int, list[str]]) -> None:
        self.counts.append(words.format(found[0]))
        self.problems += found[1]


async def check(quick: bool) -> Checked:
    """Everything; without the photos' bytes when `quick`."""
    from webapp.audit.verify import verify as walk
    from webapp.db.sql.moment import one_moment
    from webapp.documents.proof import verify_all as documents
    from webapp.draws.proof import verify_all as draws
    from webapp.evidence.storage import proof as photos
    from webapp.findings.proof import verify_all as findings
    from webapp.inspections.receipts.proof import verify_all as receipts
    from webapp.inspections.tables import Receipt

    verdict = await walk()
    checked = Checked(
        [f"事件 {verdict.events} 条，已封存 {verdict.sealed} 条", f"记录 {verdict.rows} 条"],
        [*verdict.problems],
    )
    async with one_moment():
        with bar(await Receipt.count(), "回执") as told:
            checked.add("回执 {} 张", await receipts(told.update))
        checked.add("整改事项 {} 条", await findings())
        checked.add("文书 {} 份", await documents())
        checked.add("抽查 {} 次", await draws())
    if not quick:
        with bar(await photos.number(), "照片") as told:
            checked.add("照片原件 {} 个", await photos.verify_all(told.update))
    if not verdict.vouched:
        click.echo("数据库还没有升级：各表的记录要在 mashang upgrade 之后才能逐条核对。", err=True)
    return checked


def bar(length: int, label: str) -> "click._termui_impl.ProgressBar[int]":
    """A progress bar for who looks at a terminal."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--quick", is_flag=True, help="不读照片的原件，只核对数据库")
def verify(quick: bool) -> None:
    """Prove that no event, row that counts, visit or photo was changed, deleted, inserted or cut off; exit 1 otherwise."""
    checked = finish(check(quick))
    for problem in checked.problems:
        click.echo(problem)
    click.echo(f"{'，'.join(checked.counts)}，问题 {len(checked.problems)} 个。")
    sys.exit(1 if checked.problems else 0)
