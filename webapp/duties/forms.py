"""Forms of duties; that of a record has the fields of its kind."""

from __future__ import annotations

from functools import cache

from webapp.clock import today
from webapp.duties.rules import Kind, kinds
from webapp.duties.rules.checking import Said, problems
from webapp.findings.forms import Files
from webapp.web.forms import Area, Choice, Day, Form, Number, Text

MOST_PEOPLE = 1_000_000


class RecordForm(Form):
    """A record of `of`; the fields beside these are added by form_of."""

    of: Kind

    def check(self) -> None:
        for name, sentence in problems(self.of, self.said(), today()).items():
            self.refuse(name, sentence)

    def said(self) -> Said:
        """What was filled in; what the kind does not have is left out."""
        given = {name: value for name, value in self.values.items() if name != "files"}
        return Said(self.of.code, **given)


@cache
def form_of(code: str) -> type[RecordForm]:
    """The form of a kind of record; KeyError for none of ours."""
    kind = kinds()[code]
    fields: dict[str, object] = {"of": kind, "done_on": Day(kind.day, required=True)}
    for name, most in (("agency", 120), ("number", 80)):
        if label := getattr(kind, name):
            fields[name] = Text(label, required=name == "agency", max=most)
    for name in ("due", "done", "good", "hours"):
        if label := getattr(kind, name):
            numbers = {"most": 1000} if name == "hours" else {"most": MOST_PEOPLE}
            fields[name] = Number(label, required=name != "good", inputmode="numeric", **numbers)
    fields["note"] = Area("说明", max=300, rows=2, hint="不写劳动者姓名和健康情况")
    fields["files"] = Files(
        "文件",
        multiple=True,
        when="照片或文件至少一个",
        hint="PDF 或照片，每个不超过 15 MB",
    )
    return type("RecordForm", (RecordForm,), fields)


class DoubtForm(Form):
    reason = Area("有什么疑问", max=300, rows=2, hint="用人单位会看到")


class AreaForm(Form):
    area = Choice("地区")
