"""What is recorded of enterprises and of the catalogue of hazards."""

from webapp.audit.declared import Event, Thing
from webapp.enterprises.rules import Severity, Size, Status
from webapp.subjects import Subject

ENTERPRISE = Thing(
    "enterprise",
    "用人单位",
    "/enterprises/{}",
    {"subject": Subject, "status": Status, "size": Size, "severity": Severity},
)
FACTOR = Thing("hazard_factor", "危害因素")
SIGN_GROUP = Thing("sign_group", "标识要求")

CREATED = Event("enterprise.created", "登记用人单位", ENTERPRISE, icon="building")
EDITED = Event("enterprise.edited", "修改用人单位资料", ENTERPRISE, icon="edit")
CONTACT_CHANGED = Event("enterprise.contact_changed", "单位修改联系方式", ENTERPRISE, icon="edit")
IMPORTED = Event("enterprise.imported", "导入用人单位", ENTERPRISE, icon="upload")
FACTOR_ADDED = Event("hazard_factor.added", "加入危害因素", FACTOR)
FACTOR_EDITED = Event("hazard_factor.edited", "修改危害因素", FACTOR)
SIGN_GROUP_EDITED = Event("sign_group.edited", "修改标识要求", SIGN_GROUP)
