"""Legal bases in words."""

import pytest

from webapp.checklists.reference import rows_of
from webapp.web.shown.articles import basis_in_words


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("法24-2; GBZ 158", "《职业病防治法》第24条第2款；GBZ 158"),
        ("法20(一); 5号令8", "《职业病防治法》第20条第（一）项；《工作场所职业卫生管理规定》第8条"),
        ("法7、50、55、56", "《职业病防治法》第7条、第50条、第55条、第56条"),
        ("5号令15; 352号令", "《工作场所职业卫生管理规定》第15条；《使用有毒物品作业场所劳动保护条例》"),
        ("70-(二)", "《职业病防治法》第70条第（二）项"),
        ("15-(一)", "《职业病防治法》第15条第（一）项"),
        ("24-1、26-2", "《职业病防治法》第24条第1款、第26条第2款"),
        ("5号令（待核对）", "《工作场所职业卫生管理规定》（待核对）"),
        ("本地规定", "本地规定"),
        ("", ""),
    ],
)
def test_in_words(short: str, words: str) -> None:
    assert basis_in_words(short) == words


def test_every_basis_of_the_checklist_names_its_statute() -> None:
    for row in rows_of("checklist-foundation-60.csv"):
        assert basis_in_words(row["duty_basis"]).startswith("《"), row["code"]
        assert not row["penalty_article"] or "条" in basis_in_words(row["penalty_article"]), row["code"]
