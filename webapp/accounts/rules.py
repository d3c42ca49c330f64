"""Roles, passwords, user names, codes of bureaus."""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.areas.rules import LENGTHS, ancestors
from webapp.folding import visible

INSPECTOR, ASSISTANT, SUPERVISOR, ADMINISTRATOR, EMPLOYER = (
    "inspector",
    "assistant",
    "supervisor",
    "administrator",
    "employer",
)

ROLES = {
    INSPECTOR: "监督员",
    ASSISTANT: "协管员",
    SUPERVISOR: "监管科室",
    ADMINISTRATOR: "管理员",
    EMPLOYER: "用人单位",
}

BUREAU_KINDS = {
    "authority": "决定机关",
    "body": "实施机构",
    "zone": "开发区派出机构",
    "township": "乡镇（街道）",
}

SESSION_LIFE = timedelta(days=14)
TOUCH_EVERY = timedelta(minutes=5)
ACTIVATION_LIFE = timedelta(days=30)
RESET_LIFE = timedelta(hours=24)

FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 8
FAILURES_ANYWHERE = (
    40  # failures of one account, counted over all networks and browsers that it has never used
)
LETTERS_ANYWHERE = 8  # that ask for a new password of one account
FAILURES_PER_ADDRESS = 40  # failures of one network after which its unknown browsers are answered slowly

PASSWORD_MIN, PASSWORD_MAX = 10, 200
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

CODE_STATES = {"open": "未使用", "used": "已使用", "revoked": "已作废", "expired": "已过期"}
CODE_PROBLEMS = {
    "used": "这个激活码已经用过，一个码只供一个人使用，请向监管机构再要一个。",
    "revoked": "这个激活码已作废，请使用监管机构最近发的那一个。",
    "expired": "这个激活码已过期，请向监管机构再要一个。",
}

RESET_PROBLEMS = {
    "used": "这个重置链接已经用过，请重新申请。",
    "revoked": "这个重置链接已被新的链接代替，请使用最近一封邮件里的链接。",
    "expired": "这个重置链接已过期，请重新申请。",
}

MOBILE = re.compile(r"1[3-9]\d{9}")
BUREAU_CODE = re.compile(r"\d{2}(\d{2}(Z\d{1,2}|\d{2}(\d{3})?)?)?")


def normal_username(text: str) -> str:
    """The form in which user names are compared: full width to half, lower case, no spaces."""
    return unicodedata.normalize("NFKC", visible(text)).strip().lower().replace(" ", "")


def password_problem(password: str, username: str = "") -> str:
    """Why a password cannot be used, in a sentence; "" when it can (length and not guessable; NIST SP 800-63B)."""
    if len(password) < PASSWORD_MIN:
        return f"密码至少 {PASSWORD_MIN} 个字符。"
    if len(password) > PASSWORD_MAX:
        return f"密码不能超过 {PASSWORD_MAX} 个字符。"
    if len(set(password)) < 5:
        return "密码太简单，请混用不同的字符。"
    if username and username in password.lower():
        return "密码不能包含账号。"
    return ""


OWN_NAME = (
    "性质是“决定机关”的机构以自己的名义出具文书，“决定机关”一栏应留空；"
    "要以别的机关的名义出具文书的，请把性质改为“实施机构”。"
)


def authority_problem(kind: str, authority: object) -> str:
    """Why a bureau cannot be of this kind and have that deciding authority, in a sentence; "" when it can."""
    return OWN_NAME if kind == "authority" and authority else ""


def new_code() -> str:
    """A code of 10 letters (49 bits) for activation and initial passwords, five and five with a dash."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def normal_mobile(text: str) -> str:
    """A mobile number as people write it (+86, blanks, dashes), as eleven digits; "" when it is none."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    digits = digits.removeprefix("+86")
    return digits if MOBILE.fullmatch(digits) else ""


def code_state(row: Mapping[str, Any], moment: datetime) -> str:
    """Of an activation or reset: open, used, revoked or expired."""
    if row["used_at"]:
        return "used"
    if row["revoked_at"]:
        return "revoked"
    return "open" if row["expires_at"] > moment else "expired"


def normal_code(text: str) -> str:
    """What was typed, as it was issued: half width, upper case, with its dash."""
    letters = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    return f"{letters[:5]}-{letters[5:]}"


def bureau_code_problem(code: str, own: str, codes: Iterable[str]) -> str:
    """Why an administrator of bureau `own` cannot give a new bureau this code, "" when they can.

    It lies below one of `codes`, those of the bureaus in reach; below a zone lies nothing by its code.
    """
    if not BUREAU_CODE.fullmatch(code):
        return "机构代码应为行政区划代码：省 2 位、市 4 位、县 6 位、乡镇 9 位；开发区为市代码加 Z 和序号，例如 3417Z1。"
    if not {*codes_above(code)} & {*codes}:
        if "Z" in own:
            return "开发区下面只能建立归开发区管辖的区划的机构，代码就是该区划的代码。"
        return f"机构代码要以本机构的代码 {own} 开头，并且更长。"
    return ""


def codes_above(code: str) -> list[str]:
    """The codes of bureaus that may stand above, nearest first: city and province above a county and above a zone."""
    digits = re.match(r"\d*", code, re.ASCII)
    known = len(digits[0]) if digits else 0
    return [code[:length] for length in reversed(LENGTHS) if length <= known and length < len(code)]


def area_problem(code: str, own: str, codes: Iterable[str], *, topmost: bool) -> str:
    """Why an administrator of bureau `own` cannot give away an area that is nobody's, "" when they can.

    It lies within one of `codes`, those of the bureaus in reach. A zone's code has no land of its own: only where no bureau
    stands above may its administrator begin.
    """
    territory = own.partition("Z")[0]
    if {*ancestors(code)} & ({*codes} | ({territory} if topmost else set())):
        return ""
    if "Z" in own and code.startswith(territory):
        return "这个区划还没有机构管辖，请由上级机构的管理员安排。"
    return f"只能安排代码以 {territory} 开头的区划。"


DEVICES = (
    ("MicroMessenger", "微信"),
    ("HarmonyOS", "鸿蒙手机"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))


def device_name(agent: str) -> str:
    """What a person recognizes their device by, from its user agent."""
    device = next((name for part, name in DEVICES if part in agent), "")
    browser = next((name for part, name in BROWSERS if part in agent), "")
    return " · ".join(filter(None, (device, browser))) or agent[:40] or "未知设备"


EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


def email_problem(text: str) -> str:
    """Why a text is no e-mail address, "" when it looks like one."""
    return "" if not text or EMAIL.fullmatch(text) else "邮箱地址不对，例如 name@example.cn。"


def issuers(account: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """Who gave an account its way in, from all its credentials: each of them for ever, whenever that was.

    None of them decides on what the account reported, and nothing counts as delivered to it that they issued.
    """
    return frozenset(row["issued_by"] for row in account if row["issued_by"] is not None)
