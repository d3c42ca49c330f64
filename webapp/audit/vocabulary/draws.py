"""What people read for draws 双随机 and recusals 回避."""

ACTIONS = {
    "draw.created": "建立抽查",
    "draw.quotas_set": "设定抽查名额",
    "draw.frozen": "冻结抽查名单",
    "draw.committed": "公布抽查承诺",
    "draw.witnessed": "见证人输入",
    "draw.drawn": "抽取",
    "draw.locked": "锁定抽查结果",
    "draw.abandoned": "放弃抽查",
    "draw.supplemented": "关闭并补抽",
    "recusal.declared": "申报回避",
    "recusal.ended": "解除回避",
    "standing.set": "修改检查人员库",
}
THINGS = {"draw": "抽查", "recusal": "回避登记"}
FIELDS = {
    "basis": "依据", "rule": "抽查范围", "strata": "各层名额", "pool_hash": "名录哈希", "objects_hash": "名录内容哈希",
    "people_hash": "检查人员哈希", "method_hash": "方法哈希", "secret_hash": "承诺的哈希", "commitment": "承诺", "hashes": "哈希",
    "seed": "种子", "result_hash": "结果哈希", "found": "名录户数", "drawn": "抽中户数", "names_on": "名单公布日",
    "frozen_at": "冻结时间", "committed_at": "承诺时间", "drawn_at": "抽取时间", "locked_at": "锁定时间", "abandoned_at": "放弃时间",
    "post": "职务", "stratum": "层", "place": "次序", "rank": "排序值", "replaces": "替补", "closed": "关闭的单位",
    "draw": "抽查", "key": "编号", "at": "时间", "hash": "哈希", "declared_by": "申报人", "declared_at": "申报时间",
    "badge_until": "执法证有效期至", "away_until": "请假至", "specialist": "职业卫生专业", "unvisited": "自何日未检查", "cap": "本年次数上限",
    "by": "分层方式", "group": "每组人数", "relation": "关系", "pool": "名录", "objects": "名录内容", "algorithm": "算法",
}  # fmt: skip
HIDDEN = frozenset({"secret"})
