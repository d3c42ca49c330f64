"""The first administrator, made on the command line."""

from webapp.accounts.bureaus.territory import claim
from webapp.accounts.bureaus.tree import hold_tree, parent_by_code
from webapp.accounts.events import BUREAU_CREATED, BUREAU_MOVED, PERSON_CREATED
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.rules import ADMINISTRATOR, BUREAU_CODE, normal_username, password_problem
from webapp.accounts.tables import Bureau, Person
from webapp.areas.queries import area
from webapp.audit import SYSTEM, record
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Invalid
from webapp.folding import visible
from webapp.pinyin import sort_key


async def first_administrator(username: str, name: str, password: str, code: str, bureau_name: str) -> str:
    """Make an administrator, and the bureau `code` when it is missing; returns a sentence for the terminal.

    Raises Invalid when the password is too weak, the name is taken or the bureau cannot be made.
    """
    account, name, bureau_name = (
        normal_username(username),
        visible(name).strip(),
        visible(bureau_name).strip(),
    )
    problem = password_problem(password, account)
    if problem:
        raise Invalid(problem)
    hashed = await hash_password(password)
    async with transaction():
        if await Person.exists().where(Person.username == account):
            raise Invalid(f"账号 {account} 已存在。")
        bureau, placed = await _bureau(code, bureau_name)
        row = await Person.insert(
            Person(
                username=account,
                name=name,
                sort_key=sort_key(name),
                role=ADMINISTRATOR,
                bureau=bureau,
                password=hashed,
                must_change=False,
                created_at=now(),
            )
        )
        await record(SYSTEM, PERSON_CREATED, row[0]["id"], after={"username": account}, bureau=bureau)
    return "".join([f"管理员 {account} 已建立。", *placed])


async def _bureau(code: str, name: str) -> tuple[int, list[str]]:
    """The bureau, made when it is missing, and sentences of where it stands.

    Nobody in the program stands above a topmost bureau: who works on the server puts it below a new one by making that.
    """
    existing = await Bureau.select(Bureau.id).where(Bureau.code == code).first() if code else None
    if existing:
        return int(existing["id"]), []
    if not code and (only := await Bureau.select(Bureau.id).order_by(Bureau.code).first()):
        return int(only["id"]), []
    if not BUREAU_CODE.fullmatch(code):
        raise Invalid("请用 --bureau 给出机构代码，例如 341702（县）、3417（市）、3417Z1（开发区）。")
    known = await area(code)
    full = name or f"{known['name'] if known else code}卫生健康委员会"
    await hold_tree()
    rows = await Bureau.select(Bureau.id, Bureau.code, Bureau.name, Bureau.parent)
    bureaus = {row["code"]: int(row["id"]) for row in rows}
    parent = parent_by_code(code, bureaus)
    made = (await Bureau.insert(Bureau(code=code, name=full, parent=parent)))[0]["id"]
    after = {"code": code, "name": full, "parent": parent}
    await record(SYSTEM, BUREAU_CREATED, made, after=after, bureau=made)
    told = [f"它的上级机构是{one['name']}。" for one in rows if one["id"] == parent]
    for one in rows:
        if one["parent"] is None and parent_by_code(one["code"], {**bureaus, code: made}) == made:
            await Bureau.update({Bureau.parent: made}).where(Bureau.id == one["id"])
            before, after = {"parent": None}, {"parent": made}
            await record(SYSTEM, BUREAU_MOVED, one["id"], before=before, after=after, bureau=one["id"])
            told.append(f"{one['name']}（{one['code']}）从现在起是它的下级。")
    if known:
        await claim(made, code)
    return made, told
