"""What the trail itself records."""

from webapp.audit.declared import Event, Thing

ROWS = Thing("rows", "各表的记录")

KEPT = Event("rows.kept", "登记记录的校验值", ROWS)
SETTLED = Event("rows.settled", "升级后登记记录的校验值", ROWS)
