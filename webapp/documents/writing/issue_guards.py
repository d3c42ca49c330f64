"""Why a document cannot be issued yet, each in a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.documents import kinds
from webapp.documents.rules import Role
from webapp.documents.writing.content import Content, SignaturePart

# The reference data say so of articles that nobody has compared with the statute yet.
UNSURE = "待核对"
NO_WARNING = (
    "警告是行政处罚，机构没有开启“给予警告”，不能写进这份文书：请打开“修改”，核对后保存，警告随之取消；"
    "确有依据的，请管理员在“文书标题和编号”里开启。"
)


WARNED = "这份文书给予警告。警告是行政处罚：请确认已经告知事实、理由、依据和陈述、申辩的权利并听取了意见（行政处罚法第44、45条）。"
UNSIGNED = {
    Role.COMPANION: "当事人还没有签名，也没有记录拒绝签字；签发后可以打印出来手签。",
    Role.INSPECTOR: "执法人员还没有签名；签发后可以打印出来手签。",
}


@dataclass(frozen=True)
class Standing:
    """What the content does not say of itself. `state` of the visit; `short_name` "" when the number would lack it;
    `may_warn`: the bureau has turned 警告 on.
    """

    visit_state: str
    inspected: bool
    numbered: bool = True
    may_warn: bool = False
    photo_refusals: frozenset[str] = frozenset()


def refusals(content: Content, signatures: list[SignaturePart], standing: Standing) -> list[str]:
    """What stands against issuing; empty when nothing does. `signatures` are those that count, refusals among them."""
    found = []
    if standing.visit_state == "draft":
        found.append("检查还没有提交，提交以后才能签发文书。")
    elif standing.visit_state != "submitted":
        found.append("检查已作废，不能再签发它的文书。")
    badges = [one["badge"] for one in content["visit"]["inspectors"]]
    if len(badges) < 2 or not all(badges) or len(set(badges)) < 2:
        found.append("要有两名持不同执法证号的执法人员（行政处罚法第42条），请在检查里核对。")
    if standing.inspected and not content["visit"]["companion"]:
        found.append("没有当事人陪同人员的姓名，请用补正说明或作废并复制后补上。")
    found += kinds.of(content["kind"]).guards(content)
    if content["warning"] and not standing.may_warn:
        found.append(NO_WARNING)
    if not standing.numbered:
        found.append("机构没有用于编号的简称，请管理员在“监管机构”里填写简称或修改编号规则。")
    return found + _refused(signatures, standing)


def _refused(signatures: list[SignaturePart], standing: Standing) -> list[str]:
    found = []
    for one in signatures:
        if one["refused"] is None:
            continue
        if not one["refused"].strip():
            found.append(f"{one['name']}拒绝签字，要写明理由。")
        if not one["witness"] and one["name"] not in standing.photo_refusals:
            found.append(f"{one['name']}拒绝签字，要有见证人签名或现场照片。")
    return found


def warnings(content: Content, signatures: list[SignaturePart], void: int) -> list[str]:
    """What does not stand against issuing, but ought to be known first."""
    found = [WARNED] if content["warning"] else []
    if void:
        found.append(f"{void} 个签名在内容改动以前作出，已失效，签发后不会出现；请重新签名。")
    unsure = [str(one["no"]) for one in content["findings"] if UNSURE in one["article"] + one["penalty"]]
    if unsure:
        found.append(f"第 {'、'.join(unsure)} 项的条款标有“{UNSURE}”，请核对法条并在“修改”里改正后再签发。")
    signed = {one["role"] for one in signatures}
    expected = kinds.of(content["kind"]).expected
    return found + [
        words for role, words in UNSIGNED.items() if role in expected and role.value not in signed
    ]
