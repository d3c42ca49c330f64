"""What people read for the codes that rooms store."""

# By thing and field ("" for every thing); tests/audit/test_words.py compares them with the rooms.
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
