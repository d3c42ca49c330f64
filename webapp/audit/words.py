"""The words people read for actions, things and fields of events."""

import json
from collections.abc import Mapping
from typing import Any

ACTIONS = {
    "person.created": "建立账号",
    "person.edited": "修改人员资料",
    "person.enabled": "启用账号",
    "person.disabled": "停用账号",
    "person.logged_in": "登录",
    "person.password_changed": "修改密码",
    "person.password_reset": "重置密码",
    "person.reset_asked": "申请重置密码",
    "session.ended": "退出一台设备",
    "session.others_ended": "退出其他设备",
    "membership.added": "加入用人单位",
    "membership.ended": "移出用人单位",
    "activation.issued": "发激活码",
    "activation.revoked": "作废激活码",
    "activation.used": "使用激活码",
    "bureau.created": "建立机构",
    "bureau.edited": "修改机构",
    "bureau.enabled": "启用机构",
    "bureau.disabled": "停用机构",
    "bureau.area_added": "加入辖区",
    "bureau.area_removed": "移出辖区",
    "checklist.created": "新建检查表",
    "checklist.imported": "导入检查表",
    "checklist.copied": "复制检查表版本",
    "checklist.edited": "修改检查表",
    "checklist.discarded": "删除检查表草稿",
    "checklist.published": "发布检查表",
    "checklist.retired": "停用检查表",
    "checklist.made_default": "设为默认检查表",
    "checklist_version.created": "新建检查表版本",
    "checklist_version.edited": "修改检查表版本",
    "checklist_version.published": "发布检查表版本",
    "checklist_version.discarded": "删除检查表草稿",
    "checklist_version.rescored": "修改评分规则",
    "checklist_item.added": "加入检查项",
    "checklist_item.edited": "修改检查项",
    "checklist_item.moved": "移动检查项",
    "checklist_item.removed": "删除检查项",
    "violation.added": "加入违法行为",
    "violation.edited": "修改违法行为",
    "hazard_factor.added": "加入危害因素",
    "hazard_factor.edited": "修改危害因素",
    "sign_group.edited": "修改标识要求",
    "enterprise.created": "登记用人单位",
    "enterprise.edited": "修改用人单位",
    "enterprise.hazards_set": "修改危害因素",
    "enterprise.imported": "导入用人单位",
    "enterprises.apply": "写入导入内容",
    "import.confirmed": "确认导入",
    "import.cancelled": "取消导入",
    "enterprises.read": "读取导入文件",
    "enterprises.imported": "导入用人单位",
    "import.uploaded": "上传导入文件",
    "import.applied": "执行导入",
    "import.discarded": "放弃导入",
    "unsent.uploaded": "上传未送达的检查",
    "unsent.confirmed": "导入未送达的检查",
    "unsent.discarded": "删除导出文件",
    "qr_code.issued": "发二维码",
    "qr_code.reissued": "换发二维码",
    "qr_code.revoked": "作废二维码",
    "labels.printed": "打印标签",
    "day_list.created": "新建任务",
    "day_list.made": "安排任务",
    "day_list.changed": "修改任务",
    "day_list.cancelled": "取消任务",
    "inspection.opened": "开始检查",
    "inspection.edited": "修改检查信息",
    "inspection.answered": "填写检查项",
    "inspection.slot_seen": "记录标识和防护用品",
    "inspection.hazards_set": "现场修改危害因素",
    "inspection.finding_added": "检查中加入问题",
    "inspection.finding_edited": "检查中修改问题",
    "inspection.finding_withdrawn": "检查中撤回问题",
    "inspection.finding_rechecked": "现场复查问题",
    "inspection.submitted": "提交检查",
    "inspection.not_possible": "登记无法检查",
    "inspection.handed_over": "交给企业",
    "inspection.supplemented": "补正检查记录",
    "inspection.voided": "作废检查",
    "inspection.copied": "作废并复制检查",
    "inspection.discarded": "放弃检查草稿",
    "photo.kept": "保存照片",
    "photo.withdrawn": "撤回照片",
    "finding.opened": "检查发现问题",
    "finding.progressed": "企业报告整改进展",
    "finding.reported": "企业报告整改完成",
    "finding.extension_asked": "企业申请延期",
    "finding.objected": "企业提出异议",
    "finding.closed": "销号",
    "finding.returned": "退回整改",
    "finding.extension_granted": "批准延期",
    "finding.extended": "同意延期",
    "finding.extension_refused": "不同意延期",
    "finding.objection_upheld": "异议成立",
    "finding.objection_refused": "异议不成立",
    "finding.rechecked": "现场复查问题",
    "finding.reassigned": "改派负责人",
    "finding.terminated": "终止问题",
    "finding.voided": "作废问题",
    "finding.reopened": "复查作废，恢复为未销号",
    "finding.recheck_voided": "作废复查",
    "findings.exported": "导出问题",
    "document.drafted": "起草文书",
    "document.edited": "修改文书草稿",
    "document.refreshed": "按记录重新生成文书",
    "document.discarded": "删除文书草稿",
    "document.issued": "签发文书",
    "document.voided": "作废文书",
    "document.signed": "文书签名",
    "document.sign_refused": "拒绝在文书上签名",
    "document.sealed": "加盖印章",
    "document.delivered": "送达文书",
    "document.link_made": "生成文书链接",
    "document.link_revoked": "撤回文书链接",
    "document.link_opened": "打开文书链接",
    "document.packed": "打包下载文书",
    "document_style.edited": "修改文书编号规则",
    "bureau_seal.added": "上传印章",
    "bureau_seal.changed": "修改印章使用范围",
    "bureau_seal.ended": "停用印章",
    "consent.given": "同意电子送达",
    "consent.ended": "撤回电子送达同意",
    "document_template.replaced": "更换文书模板",
    "document_template.removed": "恢复自带文书模板",
    "reminder.sent": "发送提醒",
}

THINGS = {
    "person": "人员",
    "activation": "激活码",
    "bureau": "监管机构",
    "checklist_version": "检查表版本",
    "checklist": "检查表",
    "checklist_item": "检查项",
    "violation": "违法行为",
    "hazard_factor": "危害因素",
    "sign_group": "标识要求",
    "enterprise": "用人单位",
    "import": "导入",
    "unsent": "未送达的检查",
    "qr_code": "二维码",
    "day_list": "任务",
    "inspection": "检查",
    "photo": "照片",
    "finding": "问题",
    "report": "整改报告",
    "document": "文书",
    "documents": "文书",
    "document_style": "文书编号规则",
    "bureau_seal": "印章",
    "consent": "电子送达确认书",
    "document_template": "文书模板",
}

FIELDS = {
    "name": "姓名／名称",
    "username": "账号",
    "role": "角色",
    "bureau": "监管机构",
    "badge": "执法证号",
    "phone": "电话",
    "email": "邮箱",
    "note": "说明",
    "reason": "理由",
    "text": "文字",
    "code": "代码",
    "short_name": "简称",
    "kind": "类型",
    "authority": "决定机关",
    "address": "地址",
    "area": "区划",
    "title": "标题",
    "short_code": "短码",
    "state": "状态",
    "due_on": "整改期限",
    "round": "轮次",
    "result": "结果",
    "measured": "实测值",
    "percent": "进度",
    "responsible": "负责人",
    "owner": "所属",
    "sha256": "文件校验值",
    "workers": "劳动者人数",
    "exposed_workers": "接害人数",
    "industry": "行业",
    "size": "规模",
    "status": "经营状态",
    "severity": "职业病危害风险",
    "registration": "登记类型",
    "legal_person": "法定代表人",
    "contact": "联系人",
    "credit_code": "统一社会信用代码",
    "no_code_reason": "无代码原因",
    "workplace": "工作场所",
    "latitude": "纬度",
    "longitude": "经度",
    "hazards": "危害因素",
    "lead": "主办监督员",
    "second": "协办监督员",
    "companion": "陪同人员",
    "conclusion": "结论",
    "outcome": "检查结果",
    "requirement": "整改要求",
    "fact": "违法事实",
    "handling": "处理方式",
    "serial": "回执编号",
    "number": "编号",
    "content_sha256": "文书校验值",
    "supersedes": "取代",
    "facts": "现场所见",
    "findings": "违法事实",
    "basis": "依据",
    "measures": "要求",
    "paragraphs": "正文",
    "rights": "复议和诉讼途径",
    "warning": "警告",
    "method": "方式",
    "witness": "见证人",
    "score": "得分",
}

# Codes that later rooms store, by thing and field ("" for every thing); tests/audit/test_words.py compares them with the rooms.
VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("finding", "state"): {
        "open": "待整改",
        "reported": "待复核",
        "closed": "已销号",
        "void": "作废",
        "terminated": "终止",
    },
    ("finding", "handling"): {"order": "责令限期改正", "advice": "监督意见"},
    ("finding", "result"): {"fixed": "已改正", "partly": "部分改正", "not": "未改正"},
    ("inspection", "state"): {"draft": "草稿", "submitted": "已提交", "void": "作废", "discarded": "已放弃"},
    ("inspection", "kind"): {
        "routine": "日常",
        "special": "专项",
        "recheck": "复查",
        "complaint": "投诉核查",
        "patrol": "巡查",
    },
    ("inspection", "outcome"): {"inspected": "已检查", "no_access": "无法检查"},
    ("inspection", "result"): {
        "met": "符合",
        "mostly": "基本符合",
        "unmet": "不符合",
        "na": "不适用",
    },
    ("enterprise", "status"): {
        "running": "在产",
        "stopped": "停产",
        "moved": "搬迁",
        "deregistered": "注销",
    },
    ("enterprise", "size"): {"large": "大", "medium": "中", "small": "小", "micro": "微"},
    ("enterprise", "severity"): {"severe": "严重", "general": "一般"},
}


def action_name(action: str) -> str:
    """The words for an action; the action itself when there are none yet."""
    return ACTIONS.get(action, action)


def thing_name(thing: str) -> str:
    """The words for a kind of thing."""
    return THINGS.get(thing, thing)


def value_text(value: Any) -> str:
    """A value as people read it: lists in a row, dicts as name：value."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{FIELDS.get(key, key)}：{value_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "、".join(value_text(item) for item in value)
    return str(value)


def changes(
    before: str | None,
    after: str | None,
    thing: str = "",
    names: Mapping[str, Mapping[Any, str]] | None = None,
) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, of the two texts of an event; `names` are more words by field and value."""
    old, new = _loaded(before), _loaded(after)

    def words(field: str, value: Any) -> str:
        known: Mapping[Any, str] = VALUES.get((thing, field)) or (names or {}).get(field) or {}
        return known.get(value, "") if isinstance(value, str | int) and value in known else value_text(value)

    return [
        (FIELDS.get(field, field), words(field, old.get(field)), words(field, new.get(field)))
        for field in dict.fromkeys([*old, *new])
    ]


def _loaded(text: str | None) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"": value}
