"""The columns of a list of people: headings, their synonyms, the template."""

from collections.abc import Mapping

from webapp.accounts.people import User
from webapp.accounts.queries import bureau_options
from webapp.accounts.rules import EMPLOYER, ROLES
from webapp.imports.files import listed
from webapp.imports.kinds import EXAMPLE_MARK, Drop, Heading, Layout, Lists
from webapp.web.sheets import Column

STAFF = {role: name for role, name in ROLES.items() if role != EMPLOYER}
BUREAUS = "机构名称"
HEADINGS = [
    Heading("name", "姓名", "必填。", f"王敏{EXAMPLE_MARK}", 22, True),
    Heading("role", "角色", f"必填，可填：{'、'.join(STAFF.values())}。", "监督员", 12, True),
    Heading("bureau", "监管机构", "全称、简称或机构代码；留空时为本机构。", "", 32),
    Heading("badge", "执法证号", "监督员、监管科室没有执法证号就不能检查和销号；协管员留空。", "", 20),
    Heading("phone", "电话", "", "13800000000"),
    Heading("email", "邮箱", "用来收提醒和找回密码。", "", 24),
    Heading("username", "账号", "登录用；留空时用姓名的拼音。已有人员的账号不会改。", "", 16),
]
SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("人员姓名", "执法人员姓名", "执法人员", "监督员姓名", "监督员", "人员", "名字"),
    "role": ("岗位", "人员角色", "系统角色", "角色岗位", "岗位角色", "人员类别", "类别"),
    "bureau": ("单位", "单位名称", "所在单位", "所属单位", "工作单位", "机构", "所属机构", "执法单位", "执法机构", "执法主体"),
    "badge": ("执法证", "执法证编号", "证件号", "证件编号", "执法证件号", "行政执法证号", "执法证号码", "行政执法证编号", "证号"),
    "phone": ("手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "移动电话"),
    "email": ("电子邮箱", "邮件", "电子邮件", "邮箱地址"),
    "username": ("用户名", "登录账号", "登录名", "登陆账号"),
}  # fmt: skip
KINDS = {"badge": "code", "phone": "code", "username": "code"}
COLUMNS = [
    Column(item.key, item.heading, item.required, SYNONYMS[item.key], KINDS.get(item.key, "text"),
           spread=item.key in {"bureau", "role"})
    for item in HEADINGS
]  # fmt: skip
NOTES = [
    ("说明", "已有的人员按执法证号、账号或姓名加电话认出；更新时，留空的单元格保持原来的内容不变。"),
    ("说明", "一次最多 500 人。初始密码在导入以后显示一次，首次登录后必须修改。"),
]


async def code_sheets(user: User) -> Lists:
    """The bureaus within reach."""
    return {BUREAUS: [(name.strip("　"),) for _, name in await bureau_options(user)]}


def _drops(lists: Lists) -> Mapping[str, Drop]:
    drops: dict[str, Drop] = {"role": list(STAFF.values())}
    if lists.get(BUREAUS):
        drops["bureau"] = listed(lists, BUREAUS)
    return drops


LAYOUT = Layout("人员", HEADINGS, NOTES, {BUREAUS: ("名称",)}, {BUREAUS: (44,)}, _drops)
