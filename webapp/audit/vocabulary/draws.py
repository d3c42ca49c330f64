"""What people read for the fields of draws 双随机 and recusals 回避."""

FIELDS = {
    "basis": "依据", "rule": "抽查范围", "strata": "各层名额", "pool_hash": "名录哈希", "objects_hash": "名录内容哈希",
    "people_hash": "检查人员哈希", "method_hash": "方法哈希", "secret_hash": "承诺的哈希", "commitment": "承诺", "hashes": "哈希",
    "seed": "种子", "result_hash": "结果哈希", "found": "名录户数", "drawn": "抽中户数", "names_on": "名单公布日",
    "frozen_at": "冻结时间", "committed_at": "承诺时间", "drawn_at": "抽取时间", "locked_at": "锁定时间", "abandoned_at": "放弃时间",
    "post": "职务", "people": "检查人员", "stratum": "层", "place": "次序", "rank": "排序值", "replaces": "替补", "closed": "关闭的单位",
    "draw": "抽查", "key": "编号", "at": "时间", "hash": "哈希", "declared_by": "申报人", "declared_at": "申报时间",
    "badge_until": "执法证有效期至", "away_until": "请假至", "specialist": "职业卫生专业", "unvisited": "自何日未检查", "cap": "本年次数上限",
    "by": "分层方式", "group": "每组人数", "relation": "关系", "pool": "名录", "objects": "名录内容", "algorithm": "算法",
}  # fmt: skip
HIDDEN = frozenset({"secret"})
