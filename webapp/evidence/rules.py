"""What a photo shows. The owner (answer, slot, report …) is kept apart from the kind."""

from __future__ import annotations

from webapp.labels import Labelled


class PhotoKind(Labelled):
    SIGN = "sign", "警示标识"
    PPE = "ppe", "个体防护用品"
    FACILITY = "facility", "防护设施"
    NOTICE = "notice", "公告栏"
    PAPERS = "papers", "申报检测资料"
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"
    OTHER = "other", "其他"


class Derived(Labelled):
    """Whether the thumbnail exists. A PDF never has one; of what was swept first the row knows, then the bytes go."""

    WAITING = "waiting", "处理中"
    READY = "ready", "已就绪"
    FAILED = "failed", "无法显示"
    NONE = "none", "文件"
    SWEPT = "swept", "待清理"
    GONE = "gone", "已清理"
