"""What people read for the fields of campaigns 行动."""

FIELDS = {
    "upper": "由上级部署", "focus": "重点检查内容", "goal": "目标完成率（%）", "report_on": "总结报送日", "phases": "阶段",
    "approved_by": "批准机关", "approved_on": "批准日期", "filed_no": "备案号", "public_url": "公布网址", "deployed_at": "部署时间",
    "campaign": "行动", "no": "序号", "starts_on": "开始日期", "ends_on": "结束日期", "inspects": "可以检查", "work": "阶段任务",
    "told_at": "通知时间", "accepted_at": "接收时间", "accepted_by": "接收人", "asked_by": "询问人", "asked_at": "询问时间",
    "added_by": "加入人", "added_at": "加入时间", "removed_at": "移出时间", "removed_why": "移出理由", "visited_on": "检查日期",
}  # fmt: skip
