"""The words of documents: states, who signs, how they are delivered."""

from __future__ import annotations

from webapp.labels import Labelled

# What a 警告 needs (行政处罚法): it is a penalty (9), whatever paper it stands in.
PROCEDURE = (
    "警告是行政处罚（行政处罚法第9条），不是责令改正的一部分。",
    "简易程序（第51、52条）：违法事实确凿并有法定依据，可以当场作出；出示执法证件，填写有预定格式、编有号码的当场处罚决定书，当场交付，报机关备案。",
    "普通程序（第54、57条）：立案、全面调查、由机关负责人审查后决定，出行政处罚决定书。",
    "两种程序都要在作出之前告知当事人拟作的处罚和事实、理由、依据，以及陈述、申辩的权利（第44条），听取并复核陈述、申辩（第45条）；没有告知的不得作出处罚。",
)


class State(Labelled):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已签发"
    VOID = "void", "已作废"
    DISCARDED = "discarded", "已删除"


class Role(Labelled):
    COMPANION = "companion", "当事人（陪同人员）"
    INSPECTOR = "inspector", "执法人员"
    RECIPIENT = "recipient", "受送达人"


class Method(Labelled):
    """Ways of delivery (卫生健康行政处罚程序规定 54–57)."""

    DIRECT = "direct", "直接送达"
    ELECTRONIC = "electronic", "电子送达"
    LEFT = "left", "留置送达"
    MAIL = "mail", "邮寄送达"


# Of a visit: its record is what a draft is written from, and only what was submitted can be issued.
ENDED = {"void": "检查已作废", "discarded": "检查已放弃"}


def why_over(visit_state: str) -> str:
    """Why nothing more comes of a draft of such a visit; "" while something can."""
    ended = ENDED.get(visit_state)
    return f"{ended}，它的文书草稿只能查看和删除，不能再签名、修改或签发。" if ended else ""


COLOURS = {State.DRAFT: "amber", State.ISSUED: "green", State.VOID: "grey", State.DISCARDED: "grey"}
STATEMENT = "以上笔录我已看过，与事实相符。"
UNNUMBERED = "待编号"
