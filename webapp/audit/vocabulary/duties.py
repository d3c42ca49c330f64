"""What people read for the fields of duties 履责."""

FIELDS = {
    "done_on": "完成日期", "agency": "机构", "due": "应做数", "done": "已做数", "good": "达标数", "hours": "学时",
    "verification": "核实", "verified_by": "核实人", "verified_at": "核实时间", "doubt": "疑问", "replaced": "已更正",
}  # fmt: skip
