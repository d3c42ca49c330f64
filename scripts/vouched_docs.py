"""The table of docs/reliability.md: what the audit trail vouches for, from the rooms' declarations."""

from pathlib import Path

from webapp.db.vouching import Apart, said

DOCS = Path(__file__).parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- vouched: begin -->\n", "<!-- vouched: end -->\n"


def table() -> str:
    """The declarations as Markdown."""
    lines = ["| table | counts | does not count |", "|---|---|---|"]
    for one in said():
        name = one.table._meta.tablename
        if isinstance(one, Apart):
            lines.append(f"| {name} | nothing | {one.why} |")
            continue
        when = f", once {one.when}" if one.when else ""
        lines.append(
            f"| {name} | {', '.join(one.columns)}{when} | {_apart({**one.apart, **_followed(one.follows)})} |"
        )
        for part in one.parts:
            lines.append(
                f"| {part.name} | with its {name}: {', '.join(part.columns)} | {_apart(part.apart)} |"
            )
    return "\n".join(lines) + "\n"


def _followed(follows: object) -> dict[str, str]:
    names = follows if isinstance(follows, dict) else {}
    return dict.fromkeys(names, "kept by the database, and compared with the enterprise's")


def _apart(apart: object) -> str:
    return "; ".join(f"{name}: {why}" for name, why in apart.items()) if isinstance(apart, dict) else ""


def written(text: str) -> str:
    """The document with the table of today."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    DOCS.write_text(written(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
