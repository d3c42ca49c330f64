"""What is recorded of people, codes and bureaus."""

from webapp.areas.events import AREA
from webapp.audit.declared import Event, Thing

PERSON = Thing("person", "人员")
ACTIVATION = Thing("activation", "激活码")
BUREAU = Thing("bureau", "监管机构")

PERSON_CREATED = Event("person.created", "建立账号", PERSON)
PERSON_EDITED = Event("person.edited", "修改人员资料", PERSON)
PERSON_ENABLED = Event("person.enabled", "启用账号", PERSON)
PERSON_DISABLED = Event("person.disabled", "停用账号", PERSON)
LOGGED_IN = Event("person.logged_in", "登录", PERSON)
PASSWORD_CHANGED = Event("person.password_changed", "修改密码", PERSON, icon="key")
PASSWORD_RESET = Event("person.password_reset", "重置密码", PERSON, icon="key")
RESET_ASKED = Event("person.reset_asked", "申请重置密码", PERSON, icon="key")
SESSION_ENDED = Event("session.ended", "退出一台设备", PERSON)
OTHERS_ENDED = Event("session.others_ended", "退出其他设备", PERSON)
MEMBER_ADDED = Event("membership.added", "加入用人单位", PERSON, icon="user")
MEMBER_REMOVED = Event("membership.ended", "移出用人单位", PERSON, icon="user")
CODE_ISSUED = Event("activation.issued", "发激活码", ACTIVATION, icon="key")
CODE_REVOKED = Event("activation.revoked", "作废激活码", ACTIVATION, icon="key")
CODE_USED = Event("activation.used", "使用激活码", ACTIVATION, icon="user")
BUREAU_CREATED = Event("bureau.created", "建立机构", BUREAU)
BUREAU_EDITED = Event("bureau.edited", "修改机构", BUREAU)
BUREAU_MOVED = Event("bureau.moved", "调整上级机构", BUREAU)
BUREAU_RELEASED = Event("bureau.released", "划出下级机构", BUREAU)
BUREAU_ENABLED = Event("bureau.enabled", "启用机构", BUREAU)
BUREAU_DISABLED = Event("bureau.disabled", "停用机构", BUREAU)
AREA_CLAIMED = Event("bureau.area_added", "加入辖区", BUREAU)
AREA_RELEASED = Event("bureau.area_removed", "移出辖区", BUREAU)
TOWNSHIP_ADDED = Event("area.added", "加入乡镇", AREA)
TOWNSHIP_REMOVED = Event("area.removed", "删除乡镇", AREA)
