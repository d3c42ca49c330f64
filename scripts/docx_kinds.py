"""What stands in each of the seven built-in DOCX templates."""

from collections.abc import Callable

from docx.shared import Pt

from scripts.docx_templates import Paper


def record() -> Paper:
    """现场检查笔录."""
    made = Paper("现场检查笔录", red=False, each_page=True)
    made.enterprise("被检查单位")
    made.field("检查机关", "{{ bureau.name }}")
    made.field("检查时间", "{{ visit.period }}")
    made.field("检查地点", "{{ visit.place }}")
    made.field("执法人员及执法证号", "{{ visit.inspectors_full }}")
    made.field("陪同人员", "{{ visit.companion }}　　　　职务：{{ visit.companion_post }}")
    made.heading("告知事项：")
    made.say("{{ visit.badge_sentence }}", indent=True)
    made.say("{{ visit.avoidance_sentence }}", indent=True)
    made.heading("检查情况：")
    made.lines("fact_lines")
    made.each("paragraphs", "{{ one }}")
    made.say("（以下空白）", indent=True)
    made.given("statement", "{{ statement }}", bold=True, indent=True, before=8)
    made.signing("被检查单位（签名）", "companion")
    made.signing("执法人员（签名）", "inspector")
    made.logic("if signed.witness")
    made.signing("见证人（签名）", "witness")
    made.logic("endif")
    made.refusals()
    return made


def _ending(made: Paper, who: str, officer: str) -> None:
    made.given("statement", "{{ statement }}", indent=True)
    made.given("rights", "{{ rights }}", indent=True)
    made.refusals()
    made.signing(f"{who}（签收）", "recipient", "companion")
    made.logic("if signed.inspector")
    made.signing(f"{officer}（签名）", "inspector")
    made.logic("endif")
    made.issuer()


def _measures(made: Paper, heading: str) -> None:
    made.logic("if measures")
    made.heading(f"{heading}：")
    made.logic("endif")
    made.lines("measure_lines")


def _opening(made: Paper, words: str) -> None:
    """The paragraphs as written, or the usual words."""
    made.logic("if paragraphs")
    made.each("paragraphs", "{{ one }}")
    made.logic("else")
    made.say(words, indent=True)
    made.logic("endif")


def advice() -> Paper:
    """卫生监督意见书."""
    made = Paper("卫生监督意见书", red=True)
    made.enterprise("被监督人")
    made.heading("监督意见：")
    _opening(made, "经现场检查，对你单位提出以下监督意见：")
    made.findings(told=False)
    made.given("basis_clause", "{{ basis_clause }}提出以上意见。", indent=True)
    _measures(made, "整改意见")
    _ending(made, "被监督人", "卫生监督员")
    made.note("备注：本意见书一式两联，第一联留存执法案卷，第二联交被监督人。")
    return made


def order() -> Paper:
    """责令限期改正通知书."""
    made = Paper("责令限期改正通知书", red=True)
    made.enterprise("当事人")
    _opening(made, "经查，你单位存在下列违法行为：")
    made.findings()
    made.say("{{ basis_clause }}责令你单位限期改正上述违法行为。", indent=True, before=4)
    made.given("warning", "{{ warning_text }}", bold=True, indent=True)
    _measures(made, "责令改正内容")
    _ending(made, "当事人", "执法人员")
    made.note("联系地址：{{ bureau.address }}　联系电话：{{ bureau.phone }}")
    made.say("本通知书一式两份，一份交当事人，一份留存。", size=10)
    return made


def delivery() -> Paper:
    """送达回执."""
    made = Paper("送达回执", red=False)
    officers = "{% if not signed.inspector %}{{ visit.inspectors_full }}　{% endif %}"
    table = made.table(
        (42, 118),
        [
            ("受送达人", "{{ enterprise.name }}"),
            (
                "送达文书名称及文号",
                "{% for one in papers %}《{{ one.title }}》{{ one.number }}{% if not loop.last %}；{% endif %}{% endfor %}",
            ),
            (
                "送达地点及方式",
                "{% for one in paragraphs %}{{ one }}{% if not loop.last %}；{% endif %}{% endfor %}"
                "{% if not paragraphs %}{{ visit.place }}{% endif %}",
            ),
            ("受送达人（签名或盖章）", ""),
            ("送达人", officers),
            ("见证人", ""),
            (
                "拒收事由及备注",
                "{% for one in signatures %}{% if one.refusal %}{{ one.name }}{{ one.refusal }}{% endif %}{% endfor %}"
                "{{ statement }}",
            ),
        ],
    )
    made.signing("签收人", "recipient", into=table.rows[3].cells[1])
    made.signing("签名", "inspector", into=table.rows[4].cells[1])
    made.signing("签名", "witness", into=table.rows[5].cells[1])
    made.issuer()
    made.note(
        "备注：受送达人拒绝签收的，送达人应当记明拒收事由和日期，由送达人、见证人签名或者盖章；签收日期为送达日期。"
    )
    return made


def recheck() -> Paper:
    """复查意见书."""
    made = Paper("复查意见书", red=True)
    made.enterprise("被复查单位")
    made.field("复查时间", "{{ visit.period }}")
    made.field("复查人员", "{{ visit.inspectors_full }}")
    made.logic("if findings")
    made.heading("原监督意见：")
    made.logic("endif")
    made.findings(told=False)
    made.heading("复查意见：")
    made.each("paragraphs", "{{ one }}")
    made.lines("fact_lines")
    made.given("basis_clause", "{{ basis_clause }}提出以上意见。", indent=True)
    _measures(made, "处理意见")
    _ending(made, "被复查单位", "复查人员")
    return made


def closure() -> Paper:
    """销号证明."""
    made = Paper("销号证明", red=True)
    made.say("{{ enterprise.name }}：", bold=True)
    made.each("paragraphs", "{{ one }}")
    made.findings(due="原定期限", told=False)
    made.lines("fact_lines")
    made.lines("measure_lines")
    made.given("statement", "{{ statement }}", indent=True)
    made.say("特此证明。", indent=True, before=4)
    made.logic("if signed.inspector")
    made.signing("经办人（签名）", "inspector")
    made.logic("endif")
    made.issuer()
    return made


def report() -> Paper:
    """检查报告 with all photos, two to a row."""
    made = Paper("检查报告", red=False)
    made.heading("一、检查概况")
    made.table(
        (32, 128),
        [
            ("单位名称", "{{ enterprise.name }}"),
            ("信用代码", "{{ enterprise.credit_code }}"),
            ("行业", "{{ enterprise.industry }}"),
            ("地址", "{{ enterprise.address }}"),
            ("联系人", "{{ enterprise.contact }}　{{ enterprise.phone }}"),
            ("检查时间", "{{ visit.period }}"),
            ("检查类型", "{{ visit.kind }}"),
            ("检查编号", "{{ visit.serial }}"),
            ("检查人员", "{{ visit.inspectors_full }}"),
            ("陪同人员", "{{ visit.companion_full }}"),
        ],
    )
    made.heading("二、检查情况")
    made.each("paragraphs", "{{ one }}")
    made.lines("fact_lines")
    made.heading("三、发现的问题及整改要求")
    made.logic("if not findings")
    made.say("本次检查未发现问题。", indent=True)
    made.logic("endif")
    made.findings(due="整改期限")
    _measures(made, "四、意见和建议")
    made.given("statement", "{{ statement }}", indent=True)
    made.logic("if signed.inspector")
    made.signing("检查人员（签名）", "inspector")
    made.logic("endif")
    made.issuer()
    made.logic("if photos")
    made.heading("附：现场照片")
    made.logic("endif")
    shot = "{{ row.%s.image }}"
    told = "{{ row.%s.caption }}{%% if row.%s.hash %%}\nSHA-256 {{ row.%s.hash }}{%% endif %%}"
    table = made.table(
        (80, 80),
        [
            ("{%tr for row in photo_rows %}", ""),
            (shot % "left", shot % "right"),
            (told % (("left",) * 3), told % (("right",) * 3)),
            ("{%tr endfor %}", ""),
        ],
    )
    for cell in table.rows[1].cells:
        cell.paragraphs[0].alignment = 1
    for cell in table.rows[2].cells:
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(8)
    return made


KINDS: dict[str, Callable[[], Paper]] = {
    "record": record,
    "advice": advice,
    "order": order,
    "delivery": delivery,
    "recheck": recheck,
    "closure": closure,
    "report": report,
}
