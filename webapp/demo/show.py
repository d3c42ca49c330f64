"""What `mashang demo` prints."""

from __future__ import annotations

import json

from webapp.accounts.rules import EMPLOYER
from webapp.demo.loaded import Loaded


def as_text(loaded: Loaded) -> str:
    """JSON for those who automate: password, accounts, enterprises with QR tokens, base_url."""
    fields = ("username", "role", "name", "bureau", "enterprise")
    return json.dumps(
        {
            "password": loaded.password,
            "base_url": loaded.base_url,
            "accounts": [{name: row[name] for name in fields} for row in loaded.accounts],
            "enterprises": loaded.enterprises,
        },
        ensure_ascii=False,
    )


def as_table(loaded: Loaded) -> str:
    """The accounts for people; of the employers only those with an easy name."""
    lines = [f"演示数据：{len(loaded.enterprises)} 家企业。所有账号的密码：{loaded.password}", ""]
    for row in loaded.accounts:
        if row["role"] != EMPLOYER or row["username"].startswith("owner"):
            place = row["bureau"] or row["enterprise"]
            lines.append(
                f"  {row['username']:<16}{_wide(row['role_name'], 12)}{_wide(row['name'], 10)}{place}"
            )
    return "\n".join(lines)


def _wide(text: str, width: int) -> str:
    """Padded for a terminal, where a Chinese character is two columns wide."""
    return text + " " * (width - sum(2 if ord(char) > 0x2E80 else 1 for char in text))
