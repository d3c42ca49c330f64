"""What the column of who stands above a bureau changed for a database in which codes said it (decision 0008)."""

from webapp.accounts.bureaus.tree import above, in_order
from webapp.accounts.events import BUREAU_MOVED
from webapp.accounts.tables import Bureau
from webapp.audit import SYSTEM, record

PARENTS = "2026-12-01T00:00:02:000000"


async def regrouped() -> list[str]:
    """Sentences on the bureaus that lost somebody above them, or have no code as it should be; events of the former.

    In the transaction that migrated. Until then whoever's code began another's stood above it, so that 3417Z10 was below
    3417Z1. Nobody has come to stand above a bureau that did not before: parts of a code begin it too.
    """
    rows = in_order(await Bureau.select(Bureau.id, Bureau.code, Bureau.name, Bureau.parent))
    parents = {row["id"]: row["parent"] for row in rows}
    names = {row["id"]: f"{row['name']}（{row['code']}）" for row in rows}
    told: list[str] = []
    for row in rows:
        now = above(parents, row["id"])
        lost = [one for one in rows if row["code"].startswith(one["code"]) and one["id"] not in now]
        if not lost:
            continue
        under = (
            f"上级是{names[row['parent']]}"
            if row["parent"]
            else "上面没有机构，其管理员可以维护全系统共用的资料"
        )
        told.append(
            f"机构调整：{names[row['id']]}不再归{'、'.join(names[one['id']] for one in lost)}管，现在{under}。"
            "如果不对，请由双方共同上级的管理员在“监管机构”里调整。"
        )
        before, after = (
            {"parent": max(lost, key=lambda one: len(one["code"]))["id"]},
            {"parent": row["parent"]},
        )
        await record(SYSTEM, BUREAU_MOVED, row["id"], before=before, after=after, bureau=row["id"])
    tops = [names[row["id"]] for row in rows if row["level"] == 0]
    if len(tops) > 1:
        told.append(
            f"上面没有机构的有：{'、'.join(tops)}。它们互相看不到；要归到一起，请用 mashang user 建立上级机构。"
        )
    return told
