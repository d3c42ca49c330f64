"""Roles, passwords, user names, codes of bureaus."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

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
FAILURES_PER_ADDRESS = 40

PASSWORD_MIN, PASSWORD_MAX = 10, 200
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

CODE_STATES = {"open": "未使用", "used": "已使用", "revoked": "已作废", "expired": "已过期"}
CODE_PROBLEMS = {
    "used": "这个激活码已经用过，一个码只供一个人使用，请向监管机构再要一个。",
    "revoked": "这个激活码已作废，请使用监管机构最近发的那一个。",
    "expired": "这个激活码已过期，请向监管机构再要一个。",
}

MOBILE = re.compile(r"1[3-9]\d{9}")
BUREAU_CODE = re.compile(r"\d{2}(\d{2}(Z\d{1,2}|\d{2}(\d{3})?)?)?")


def normal_username(text: str) -> str:
    """The form in which user names are compared: full width to half, lower case, no spaces."""
    return unicodedata.normalize("NFKC", text).strip().lower().replace(" ", "")


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


def new_code() -> str:
    """A code of 10 letters (49 bits) for activation and initial passwords, shown as XXXXX-XXXXX."""
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


def below(code: str, other: str) -> bool:
    """Whether bureau `other` is `code` itself or below it in the tree."""
    return other.startswith(code)
