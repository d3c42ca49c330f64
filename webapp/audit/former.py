"""Words for what earlier versions recorded and no room records any more: databases still have such events."""

FORMER = {
    "day_list.created": "新建任务",
    "finding.extension_granted": "批准延期",
}
