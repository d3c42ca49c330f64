"""The closed lists of this room, with the words people read."""

from webapp.labels import Labelled


class Kind(Labelled):
    """What sort of campaign; a SPECIAL one that nobody above ordered has to be approved (国办发〔2024〕54号)."""

    YEAR = "year", "执法年"
    SPECIAL = "special", "专项行动"
    REVIEW = "review", "回头看"
    PLAN = "plan", "日常监督计划"


class State(Labelled):
    DRAFT = "draft", "草稿"
    LOCKED = "locked", "名单已冻结"
    WAITING = "waiting", "待批准"
    RUNNING = "running", "进行中"
    ENDED = "ended", "已结束"
    STOPPED = "stopped", "已中止"


class Origin(Labelled):
    """How an enterprise came to the list."""

    SCOPE = "scope", "范围"
    ADDED = "added", "追加"


class Standing(Labelled):
    """How far an enterprise of the list is."""

    OPEN = "open", "未检"
    DONE = "done", "已检"
    CLOSED = "closed", "停业或搬迁"
    REMOVED = "removed", "已移出"
