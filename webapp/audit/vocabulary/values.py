"""What people read for the codes that rooms store."""

from webapp.subjects import Purpose, Subject

_VISITS = {
    "routine": "日常",
    "special": "专项",
    "recheck": "复查",
    "complaint": "投诉核查",
    "patrol": "巡查",
}

_SUBJECTS = {one.value: one.label for one in Subject}

_REPORTS = {"progress": "整改进展", "done": "整改完成", "extension": "申请延期", "objection": "有异议"}

# By thing and field (thing "" for every thing); tests/audit/test_words.py compares them with the rooms.
VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("finding", "state"): {
        "open": "待整改",
        "reported": "待复核",
        "closed": "已销号",
        "void": "作废",
        "terminated": "终止",
    },
    ("finding", "source"): {"visit": "检查", "selfcheck": "自查", "measurement": "检测", "complaint": "投诉"},
    ("finding", "handling"): {"order": "责令限期改正", "advice": "监督意见"},
    ("finding", "result"): {"fixed": "已改正", "partly": "部分改正", "not": "未改正"},
    ("inspection", "state"): {"draft": "草稿", "submitted": "已提交", "void": "作废", "discarded": "已放弃"},
    ("inspection", "kind"): _VISITS,
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
    ("day_list", "kind"): _VISITS,
    ("report", "kind"): _REPORTS,
    ("finding", "kind"): _REPORTS,
    ("photo", "kind"): {
        "sign": "警示标识",
        "ppe": "个体防护用品",
        "facility": "防护设施",
        "notice": "公告栏",
        "papers": "申报检测资料",
        "before": "整改前",
        "after": "整改后",
        "other": "其他",
    },
    ("document", "kind"): {
        "record": "现场检查笔录",
        "advice": "卫生监督意见书",
        "order": "责令限期改正通知书",
        "delivery": "送达回执",
        "recheck": "复查意见书",
        "closure": "销号证明",
        "report": "检查报告",
    },
    ("document", "state"): {"draft": "草稿", "issued": "已签发", "void": "作废", "discarded": "已删除"},
    ("inspection", "no_access"): {"stopped": "停业", "moved": "搬迁", "nobody": "无人", "refused": "拒绝"},
    ("checklist", "subject"): _SUBJECTS,
    ("enterprise", "subject"): _SUBJECTS,
    ("checklist", "purpose"): {one.value: one.label for one in Purpose},
    ("checklist_version", "state"): {"draft": "草稿", "published": "已发布", "retired": "已停用"},
    ("", "day_kind"): {"calendar": "自然日", "working": "工作日"},
    ("", "media_type"): {
        "image/jpeg": "JPEG 图片",
        "image/png": "PNG 图片",
        "image/webp": "WebP 图片",
        "image/heic": "HEIC 图片",
        "image/heif": "HEIF 图片",
        "application/pdf": "PDF 文件",
    },
    ("", "mode"): {
        "T1": "先责令改正，逾期不改才可罚款",
        "T2 可": "责令限期改正，可以并处罚款",
        "T2 可并处": "责令限期改正，可以并处罚款",
        "T2 应并处": "责令限期改正，应当并处罚款",
    },
}
