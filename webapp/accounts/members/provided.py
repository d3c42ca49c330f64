"""Which enterprises have a way in already: somebody's account, or a code that nobody has used yet."""

from collections.abc import Collection

from webapp.accounts.members.activation import ACTIVATE
from webapp.clock import now
from webapp.db import sql
from webapp.db.sql.statement import marks

HAS_ACCOUNT = "已有企业账号"
HAS_CODE = "已有没用过的激活码"


async def provided(enterprises: Collection[int]) -> dict[int, str]:
    """Of these enterprises those that have a way in, and which."""
    if not enterprises:
        return {}
    these, among = sorted(enterprises), marks(enterprises)
    codes = await sql(
        f"SELECT DISTINCT enterprise FROM activation WHERE enterprise IN ({among}) AND purpose = {{}} "  # noqa: S608
        "AND used_at IS NULL AND revoked_at IS NULL AND expires_at > {}",
        *these,
        ACTIVATE,
        now(),
    )
    members = await sql(
        f"SELECT DISTINCT enterprise FROM membership WHERE ended_at IS NULL AND enterprise IN ({among})",  # noqa: S608
        *these,
    )
    found = {row["enterprise"]: HAS_CODE for row in codes}
    return found | {row["enterprise"]: HAS_ACCOUNT for row in members}
