"""Forms of accounts."""

import re

from webapp.accounts.members.rules import WORDS
from webapp.accounts.rules import (
    BUREAU_KINDS,
    EMPLOYER,
    PASSWORD_MAX,
    ROLES,
    authority_problem,
    email_problem,
    normal_code,
    normal_mobile,
    normal_username,
    password_problem,
)
from webapp.web.forms import Check, Choice, Day, Form, Password, Text

STAFF_ROLES = [(role, name) for role, name in ROLES.items() if role != EMPLOYER]


def email(text: str) -> str:
    """A field's parse: an address, lower case after the @ or not, as typed."""
    if problem := email_problem(text):
        raise ValueError(problem)
    return text


def mobile(text: str) -> str:
    """A field's parse: eleven digits."""
    if number := normal_mobile(text):
        return number
    raise ValueError("手机号应为 11 位数字，例如 13800000000。")


def username(text: str) -> str:
    """A field's parse: what can be typed on a phone."""
    account = normal_username(text)
    if not re.fullmatch(r"[a-z0-9._-]{3,60}", account):
        raise ValueError("账号用 3 个以上的字母、数字、点、横线，例如 wangmin。")
    return account


class LoginForm(Form):
    username = Text("账号", required=True, max=60, hint="账号或手机号", autocomplete="username")
    password = Password("密码", required=True, autocomplete="current-password")
    next = Text("", max=500)


class NewPasswordForm(Form):
    password = Password(
        "新密码", required=True, max=PASSWORD_MAX, hint="至少 10 个字符", autocomplete="new-password"
    )
    again = Password("再输一遍新密码", required=True, max=PASSWORD_MAX, autocomplete="new-password")

    def check(self) -> None:
        if problem := password_problem(self.password):
            self.refuse("password", problem)
        if self.password != self.again:
            self.refuse("again", "两次输入的新密码不一样。")


class PasswordForm(NewPasswordForm):
    current = Password("现在的密码", required=True, max=PASSWORD_MAX, autocomplete="current-password")

    def check(self) -> None:
        super().check()
        if self.password and self.password == self.current:
            self.refuse("password", "新密码不能与现在的相同。")


CODE_HINT = "10 位字母和数字，例如 ABCDE-23456"


def _code(text: str) -> str:
    if len(normal_code(text)) != 11:
        raise ValueError(f"激活码是 {CODE_HINT}。")
    return text


class CodeForm(Form):
    code = Text("激活码", required=True, max=20, parse=_code, hint=CODE_HINT, autocomplete="off")


class ActivateForm(CodeForm):
    name = Text("姓名", required=True, max=60, autocomplete="name")
    mobile = Text(
        "手机号",
        required=True,
        max=20,
        parse=mobile,
        hint="就是以后登录的账号",
        inputmode="tel",
        autocomplete="tel",
    )
    password = Password(
        "密码",
        required=True,
        max=PASSWORD_MAX,
        hint="至少 10 个字符。手机号已有账号的，输入原来的密码",
        autocomplete="new-password",
    )
    again = Password("再输一遍密码", required=True, max=PASSWORD_MAX, autocomplete="new-password")
    # The enterprise of the code was on the page: it stays there when something else is refused.
    looked = Text("看过是哪家单位", max=1)

    def check(self) -> None:
        if problem := password_problem(self.password, self.mobile):
            self.refuse("password", problem)
        if self.password != self.again:
            self.refuse("again", "两次输入的密码不一样。")


class IssueForm(Form):
    note = Text("给谁用", max=100, hint="例如：安全科 李四。只供本机构记录", autocomplete="off")
    replace = Check("同时作废以前发出、还没有使用的激活码")


class ResetForm(Form):
    username = Text("账号", required=True, max=60, hint="账号或手机号", autocomplete="username")


class MeForm(Form):
    name = Text("姓名", required=True, max=60, autocomplete="name")
    phone = Text("电话", max=40, inputmode="tel", autocomplete="tel")
    email = Text("邮箱", max=120, parse=email, hint="用来收提醒和找回密码", autocomplete="email")


class PersonForm(Form):
    name = Text("姓名", required=True, max=60, autocomplete="off")
    role = Choice("角色", required=True, options=[("", "请选择"), *STAFF_ROLES])
    bureau = Choice("监管机构", required=True)
    badge = Text("执法证号", max=40, hint="监督员、监管科室没有执法证号就不能检查和销号", autocomplete="off")
    phone = Text("电话", max=40, inputmode="tel", autocomplete="off")
    email = Text("邮箱", max=120, parse=email, autocomplete="off")

    def check(self) -> None:
        if self.badge and self.role == "assistant":
            self.refuse("badge", "协管员没有执法证，请留空，或把角色改为监督员。")


class NewPersonForm(PersonForm):
    username = Text(
        "账号", required=True, max=60, parse=username, hint="登录用，建好后不能改", autocomplete="off"
    )


class PeopleFilter(Form):
    q = Text("姓名、账号、电话、执法证号", max=60)
    role = Choice("角色", options=[("", "全部角色"), *STAFF_ROLES])
    bureau = Choice("监管机构")
    active = Choice("状态", options=[("", "全部状态"), ("yes", "在用"), ("no", "已停用")])
    after = Text("", max=400)


class AccountsFilter(Form):
    enterprise = Text("用人单位", max=100, hint="名称、拼音首字母或统一社会信用代码")
    issuer = Text("发码人", max=60, hint="姓名")
    signal = Choice(
        "情况", options=[("", "任何一种"), *((str(int(one)), words) for one, words in WORDS.items())]
    )
    after = Text("", max=400)


class BureauForm(Form):
    name = Text("全称", required=True, max=100, hint="写在文书抬头的名称", autocomplete="off")
    short_name = Text("简称", max=20, hint="用于文书编号，例如 贵", autocomplete="off")
    kind = Choice("性质", required=True, options=list(BUREAU_KINDS.items()))
    authority = Choice("决定机关", hint="实施机构以决定机关的名义出具文书；自己就是决定机关时留空")
    phone = Text("电话", max=40, inputmode="tel", autocomplete="off")
    address = Text("地址", max=200, autocomplete="off")

    def check(self) -> None:
        if problem := authority_problem(self.kind, self.authority):
            self.refuse("authority", problem)


class NewBureauForm(BureauForm):
    parent = Choice("上级机构", hint="上级机构的人能看到这个机构和它监管的用人单位")
    code = Text(
        "机构代码",
        required=True,
        max=16,
        hint="行政区划代码：县 341702、乡镇 341702100；开发区 3417Z1。建好后不能改",
        autocomplete="off",
    )


class AuditFilter(Form):
    person = Text("人员", max=60, hint="姓名")
    action = Choice("动作")
    thing = Choice("对象")
    thing_id = Text("对象编号", max=64)
    enterprise = Text("用人单位", max=100, hint="名称、拼音首字母或统一社会信用代码")
    since = Day("从")
    until = Day("到")
    after = Text("", max=400)

    def check(self) -> None:
        if self.since and self.until and self.since > self.until:
            self.refuse("until", "结束日期早于开始日期。")
