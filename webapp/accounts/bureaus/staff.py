"""People of bureaus, as administrators manage them: within the own bureau and below."""

from collections.abc import Sequence
from typing import Any

from webapp.accounts.bureaus.tree import hold_badges
from webapp.accounts.events import PERSON_CREATED, PERSON_DISABLED, PERSON_EDITED, PERSON_ENABLED
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.reset import reset_password
from webapp.accounts.login.sessions import close_sessions_of
from webapp.accounts.people import User
from webapp.accounts.queries import badges, person_for
from webapp.accounts.reach import reaches_bureau
from webapp.accounts.rules import ADMINISTRATOR, new_code, normal_username
from webapp.accounts.tables import Bureau, Person
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, sql, transaction
from webapp.db.sql.references import resting_on
from webapp.errors import Conflict, Forbidden, Invalid
from webapp.folding import fold
from webapp.pinyin import sort_key

# What others can lay on somebody who has never signed in, as people call it here.
WORDS = {"day_list": "任务安排", "notice": "消息", "session": "登录"}
FIELDS = ("name", "role", "bureau", "badge", "phone", "email")


class Taken(Invalid):
    """The user name belongs to somebody else."""


class BadgeTaken(Invalid):
    """The 执法证号 belongs to somebody else."""


async def create_person(user: User, values: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Make a person of a bureau; returns (row, initial password). Raises Taken, Forbidden, Conflict."""
    password = new_code()
    hashed = await hash_password(password)
    person = await insert_person(user, values, hashed)
    account = normal_username(values["username"])
    return {"id": person, "name": values["name"], "username": account}, password


async def insert_person(user: User, values: dict[str, Any], hashed: str) -> int:
    """create_person with a password that was hashed already, which must be changed; returns the id."""
    account = normal_username(values["username"])
    _must_reach(user, values["bureau"])
    place = sort_key(values["name"])
    async with transaction():
        await _open_bureau(values["bureau"])
        await _own_badge(user, values["badge"])
        rows = await Person.insert(
            Person(
                username=account,
                password=hashed,
                must_change=True,
                created_at=now(),
                sort_key=place,
                **{field: values[field] for field in FIELDS},
            )
        ).on_conflict(target=Person.username, action="DO NOTHING")
        if not rows:
            raise Taken(f"账号“{account}”已经有人使用，请换一个。")
        after = {"username": account} | {field: values[field] for field in FIELDS}
        await record(user, PERSON_CREATED, rows[0]["id"], after=after, bureau=values["bureau"])
    return int(rows[0]["id"])


async def edit_person(user: User, person: int, values: dict[str, Any]) -> None:
    """Change name, role, bureau, badge, phone, e-mail of somebody in reach; takes effect at their next request."""
    row = await person_for(user, person)
    _must_reach(user, values["bureau"])
    if person == user.id and (values["role"], values["bureau"]) != (row["role"], row["bureau"]):
        raise Forbidden("不能更改自己的角色和机构，请由另一位管理员更改。")
    place = sort_key(values["name"])
    async with transaction():
        row = await _hold(user, person)
        changed = {field: values[field] for field in FIELDS if values[field] != row[field]}
        if not changed:
            return
        if "bureau" in changed:
            await _open_bureau(values["bureau"])
        if "badge" in changed and row["active"]:
            await _own_badge(user, values["badge"], person)
        columns = changed | {"sort_key": place}
        await Person.update({Person._meta.get_column_by_name(k): v for k, v in columns.items()}).where(
            Person.id == person
        )
        before = {field: row[field] for field in changed}
        await record(user, PERSON_EDITED, person, before=before, after=changed, bureau=values["bureau"])


async def set_active(user: User, person: int, active: bool) -> None:
    """Let somebody in, or out: their sessions end at once. Nobody can disable themselves."""
    if person == user.id:
        raise Forbidden("不能停用自己的账号，请由另一位管理员停用。")
    await person_for(user, person)
    async with transaction():
        row = await _hold(user, person)
        if row["active"] == active:
            return
        await Person.update({Person.active: active}).where(Person.id == person)
        if active:
            await _open_bureau(row["bureau"])
            await _own_badge(user, row["badge"], person)
        else:
            await close_sessions_of(person)
        event = PERSON_ENABLED if active else PERSON_DISABLED
        await record(user, event, person, bureau=row["bureau"])


async def reset_colleague(user: User, person: int) -> tuple[dict[str, Any], str]:
    """An initial password for somebody in reach; not for oneself, who has 修改密码."""
    if person == user.id:
        raise Forbidden("自己的密码请在“我的”里修改。")
    row = await person_for(user, person)
    return await reset_password(user, person, bureau=row["bureau"])


async def open_work(person: int) -> dict[str, int]:
    """What somebody still holds: drafts of visits, findings that are not ended."""
    rows = await sql(
        "SELECT (SELECT count(*) FROM inspection WHERE lead = {} AND state = 'draft') AS drafts, "
        "(SELECT count(*) FROM finding WHERE responsible = {} AND ended_at IS NULL) AS findings",
        person,
        person,
    )
    return {"drafts": int(rows[0]["drafts"]), "findings": int(rows[0]["findings"])}


async def leaned_on(people: Sequence[int]) -> list[str]:
    """What rests on people who have never signed in, as people read it."""
    held = await resting_on(Person, min(people), max(people), but=(), words=WORDS)
    names = (
        await Person.select(Person.id, Person.name).where(Person.id.is_in(list(people))).order_by(Person.id)
    )
    return [f"“{row['name']}”已有{'、'.join(held[row['id']])}" for row in names if row["id"] in held]


async def _own_badge(user: User, badge: str, person: int = 0) -> None:
    """Raise BadgeTaken when somebody else in use has this 执法证号, or one that looks the same, wherever they are."""
    if not badge:
        return
    await hold_badges()
    for row in await badges():
        if row["id"] != person and fold(row["badge"]) == fold(badge):
            who = (
                f"{row['name']}（{row['bureau_name']}）"
                if reaches_bureau(user, row["bureau"])
                else "别的机构的人"
            )
            raise BadgeTaken(f"执法证号“{badge}”已由{who}使用，请核对。")


def _must_reach(user: User, bureau: int) -> None:
    if not reaches_bureau(user, bureau):
        raise Forbidden("只能为本机构和下级机构管理人员。")


async def _hold(user: User, person: int) -> dict[str, Any]:
    """Lock both people, in one order; two administrators cannot lock each other out at the same time."""
    for key in sorted({user.id, person}):
        await lock(Person, key)
    me = await Person.select(Person.role, Person.active).where(Person.id == user.id).first()
    if me is None or not me["active"] or me["role"] != ADMINISTRATOR:
        raise Forbidden("您已经不是管理员。")
    return await person_for(user, person)


async def _open_bureau(bureau: int) -> None:
    await lock(Bureau, bureau)
    row = await Bureau.select(Bureau.active).where(Bureau.id == bureau).first()
    if row is None or not row["active"]:
        raise Conflict("这个机构已停用，不能再安排人员。")
