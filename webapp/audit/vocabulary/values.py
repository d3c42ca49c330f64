"""What people read for codes that stand in fields of many things, by field."""

VALUES: dict[str, dict[str, str]] = {
    "day_kind": {"calendar": "自然日", "working": "工作日"},
    "media_type": {
        "image/jpeg": "JPEG 图片",
        "image/png": "PNG 图片",
        "image/webp": "WebP 图片",
        "image/heic": "HEIC 图片",
        "image/heif": "HEIF 图片",
        "application/pdf": "PDF 文件",
    },
    "mode": {
        "T1": "先责令改正，逾期不改才可罚款",
        "T2 可": "责令限期改正，可以并处罚款",
        "T2 可并处": "责令限期改正，可以并处罚款",
        "T2 应并处": "责令限期改正，应当并处罚款",
    },
}
