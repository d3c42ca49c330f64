"""The text that somebody of the bureau copies into WeChat."""

from __future__ import annotations

from typing import Any

from webapp.findings.rules import State
from webapp.settings import settings

MOST = 20


def reminder_text(name: str, rows: list[dict[str, Any]]) -> str:
    """What is to do, until when, where to report it and whom to call; plain text, no markup."""
    live = [row for row in rows if row["state"] == State.OPEN.value]
    if not live:
        return f"{name}：您单位目前没有待整改的职业卫生问题。"
    lines = [f"【职业卫生整改提醒】{name}：您单位有 {len(live)} 项问题待整改。"]
    for number, row in enumerate(live[:MOST], 1):
        lines.append(
            f"{number}. {row['requirement']}（期限 {row['due_on']:%Y年%-m月%-d日}，{row['shown'].text}）"
        )
    if len(live) > MOST:
        lines.append(f"其余 {len(live) - MOST} 项请登录查看。")
    lines.append(f"整改完成后，请登录 {settings().base_url}/findings 提交整改情况和照片。")
    phone = live[0]["responsible_phone"] or live[0]["bureau_phone"]
    lines.append(f"联系人：{live[0]['bureau_name']} {live[0]['responsible_name']} {phone}".rstrip())
    return "\n".join(lines)
