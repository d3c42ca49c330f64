"""What is recorded of draws 双随机, of recusals and of who may be drawn."""

from webapp.accounts.events import PERSON
from webapp.audit.declared import Event, Thing
from webapp.draws.words import State

DRAW = Thing("draw", "抽查", "/draws/{}", {"state": State})
RECUSAL = Thing("recusal", "回避登记")

CREATED = Event("draw.created", "建立抽查", DRAW)
QUOTAS_SET = Event("draw.quotas_set", "设定抽查名额", DRAW)
FROZEN = Event("draw.frozen", "冻结抽查名单", DRAW)
COMMITTED = Event("draw.committed", "公布抽查承诺", DRAW)
WITNESSED = Event("draw.witnessed", "见证人输入", DRAW)
DRAWN = Event("draw.drawn", "抽取", DRAW)
LOCKED = Event("draw.locked", "锁定抽查结果", DRAW)
ABANDONED = Event("draw.abandoned", "放弃抽查", DRAW)
SUPPLEMENTED = Event("draw.supplemented", "关闭并补抽", DRAW)
RECUSAL_DECLARED = Event("recusal.declared", "申报回避", RECUSAL)
RECUSAL_ENDED = Event("recusal.ended", "解除回避", RECUSAL)
STANDING_SET = Event("standing.set", "修改检查人员库", PERSON)
