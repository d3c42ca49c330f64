"""Contents of every kind of document, with photos, signatures and a seal to print."""

import hashlib
import io
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageDraw

from webapp.documents.writing.content import Content

PHOTOS = Path(__file__).parent.parent / "photos"
CHECK = "https://zhijian.example/c/7Q2M-K8RA"
NUMBER = "青溪卫职改〔2026〕12号"
FACTS = [
    "喷漆车间设手动喷漆工位3个，作业人员2名正在作业，未佩戴防毒口罩。",
    "喷漆车间局部通风装置1套，检查时未开启，风机开关处贴有“故障待修”字条。",
    "公司提供2025年度职业病危害因素检测报告1份，编号JC2025-118，共36页。",
]
BUREAU = {"name": "青溪县疾病预防控制局", "address": "青溪县人民路8号", "phone": "0566-2812345"}
ENTERPRISE = {
    "name": "青溪县宏达家具制造有限公司",
    "credit_code": "91341702MA2N000001",
    "address": "青溪县经济开发区兴业路16号",
    "legal_person": "陈建国",
    "contact": "刘芳",
    "phone": "13800000001",
    "industry": "木质家具制造",
}
VISIT = {
    "serial": "JC-341702-20261120-0007",
    "kind": "日常检查",
    "started": "2026-11-20 09:30",
    "ended": "2026-11-20 11:20",
    "place": "喷漆车间、打磨车间、职业卫生档案室",
    "companion": "刘芳",
    "companion_post": "安全主管",
    "inspectors": [{"name": "张伟", "badge": "皖R0102001"}, {"name": "李敏", "badge": "皖R0102002"}],
    "badge_shown": True,
    "avoidance_told": True,
}
FINDINGS = [
    {
        "no": 1,
        "item": "3.2",
        "fact": "未为接触苯系物的喷漆工配备符合要求的防毒面具。",
        "requirement": "为喷漆岗位劳动者配备符合GB/T 18664要求的防毒面具，并督促正确佩戴。",
        "article": "《中华人民共和国职业病防治法》第二十二条",
        "due": "2026-12-20",
        "penalty": "逾期不改正的，处五万元以上二十万元以下的罚款",
    },
    {
        "no": 2,
        "item": "5.1",
        "fact": "喷漆车间未在醒目位置设置公告栏，未公布职业病危害因素检测结果。",
        "requirement": "设置公告栏，公布职业病防治规章制度、操作规程和检测结果。",
        "article": "《中华人民共和国职业病防治法》第二十四条第一款",
        "due": "2026-12-05",
        "penalty": "",
    },
]
RIGHTS = "如不服本通知，可以自收到本通知书之日起六十日内向青溪县人民政府申请行政复议，或者六个月内依法向人民法院提起行政诉讼。"
WORDS: dict[str, dict[str, Any]] = {
    "record": {"facts": FACTS, "statement": "以上笔录我已看过，与事实相符。"},
    "advice": {
        "paragraphs": ["根据2026年11月20日的现场检查，提出以下监督意见："],
        "findings": FINDINGS[1:],
        "basis": ["《工作场所职业卫生管理规定》第十五条"],
        "measures": ["完善职业卫生档案。", "于期限届满前将整改情况书面报告我局。"],
    },
    "order": {
        "paragraphs": ["经查，你单位存在下列违反职业病防治法律、法规的行为："],
        "findings": FINDINGS,
        "basis": ["《中华人民共和国职业病防治法》第二十二条", "第二十四条第一款"],
        "measures": ["按上列整改要求和期限改正违法行为。", "于期限届满前报送整改报告及照片。"],
        "warning": True,
        "rights": RIGHTS,
    },
    "delivery": {
        "papers": [
            {"title": "责令限期改正通知书", "number": NUMBER},
            {"title": "现场检查笔录", "number": "2026-0317"},
        ],
        "paragraphs": ["直接送达，2026年11月20日当场交付。"],
    },
    "recheck": {
        "paragraphs": ["我局于2026年12月21日对你单位的整改情况进行了复查，意见如下："],
        "findings": FINDINGS[:1],
        "measures": ["第1项仍未改正，限期十五日内改正。"],
    },
    "closure": {
        "paragraphs": ["我局在2026年11月20日的检查中发现的下列问题，经复查已全部整改到位，予以销号："],
        "findings": FINDINGS,
    },
    "report": {
        "facts": FACTS,
        "findings": FINDINGS,
        "measures": ["加强对喷漆岗位的日常巡查。"],
    },
}
TITLES = {
    "record": "现场检查笔录",
    "advice": "卫生监督意见书",
    "order": "责令限期改正通知书",
    "delivery": "送达回执",
    "recheck": "复查意见书",
    "closure": "销号证明",
    "report": "检查报告",
}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def signature(seed: int) -> bytes:
    """A scrawl with transparent ground, as the pad gives it."""
    image = Image.new("RGBA", (600, 240))
    points = [(40 + at * 18, 120 + (at * (37 + seed * 11)) % 97 - 48) for at in range(28)]
    ImageDraw.Draw(image).line(points, fill=(10, 10, 40, 255), width=7, joint="curve")
    return png(image)


def seal() -> bytes:
    image = Image.new("RGBA", (500, 500))
    pen = ImageDraw.Draw(image)
    pen.ellipse((8, 8, 492, 492), outline=(210, 20, 30, 255), width=14)
    pen.regular_polygon((250, 250, 80), 3, fill=(210, 20, 30, 255))
    return png(image)


def png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def photos() -> list[bytes]:
    """Photos in several orientations, as cameras write them."""
    names = ("Landscape_0.jpg", "Landscape_6.jpg", "Portrait_0.jpg", "Portrait_8.jpg")
    return [(PHOTOS / name).read_bytes() for name in names]


def content(kind: str, signed: bool = True, pictured: bool | None = None, **changes: Any) -> Content:
    """A whole content of this kind; `pictured` adds photos (the report has them unless told otherwise)."""
    drawn = [signature(at) for at in range(3)]
    roles = ["companion" if kind in ("record", "report") else "recipient", "inspector", "inspector"]
    people = ["刘芳", "张伟", "李敏"]
    signatures = [
        {
            "role": role,
            "name": name,
            "at": "2026-11-20 11:25",
            "image": sha(data),
            "refused": None,
            "witness": None,
        }
        for role, name, data in zip(roles, people, drawn, strict=True)
    ]
    shown = photos() if pictured or (pictured is None and kind == "report") else []
    pictures = [
        {"hash": sha(one), "what": "喷漆工位", "where": "喷漆车间", "when": "2026-11-20 09:52", "by": "张伟"}
        for one in shown
    ]
    made: dict[str, Any] = {
        "kind": kind, "title": TITLES[kind], "bureau": BUREAU, "enterprise": ENTERPRISE, "visit": VISIT,
        "facts": [], "statement": "", "findings": [], "basis": [], "measures": [], "warning": False, "rights": "",
        "paragraphs": [], "papers": [], "photos": pictures, "signatures": signatures if signed else [],
        "issued": "2026-11-22" if signed else None,
    }  # fmt: skip
    return cast(Content, made | WORDS[kind] | changes)


def pictures() -> dict[str, bytes]:
    """Every picture that content() may name."""
    return {sha(one): one for one in [*photos(), *(signature(at) for at in range(3))]}
