"""The first administrator, made on the command line."""

from webapp.accounts.passwords import hash_password
from webapp.accounts.rules import ADMINISTRATOR, BUREAU_CODE, normal_username, password_problem
from webapp.accounts.tables import Bureau, BureauArea, Person
from webapp.areas.queries import area
from webapp.audit import SYSTEM, record
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Invalid


async def first_administrator(username: str, name: str, password: str, code: str, bureau_name: str) -> str:
    """Make an administrator, and the bureau `code` when it is missing; returns a sentence for the terminal.

    Raises Invalid when the password is too weak, the name is taken or the bureau cannot be made.
    """
    account = normal_username(username)
    problem = password_problem(password, account)
    if problem:
        raise Invalid(problem)
    hashed = await hash_password(password)
    async with transaction():
        if await Person.exists().where(Person.username == account):
            raise Invalid(f"账号 {account} 已存在。")
        bureau = await _bureau(code, bureau_name)
        row = await Person.insert(
            Person(
                username=account,
                name=name,
                role=ADMINISTRATOR,
                bureau=bureau,
                password=hashed,
                must_change=False,
                created_at=now(),
            )
        )
        await record(
            SYSTEM, "person.created", "person", row[0]["id"], after={"username": account}, bureau=bureau
        )
    return f"管理员 {account} 已建立。"


async def _bureau(code: str, name: str) -> int:
    existing = await Bureau.select(Bureau.id).where(Bureau.code == code).first() if code else None
    if existing:
        return int(existing["id"])
    if not code and (only := await Bureau.select(Bureau.id).order_by(Bureau.code).first()):
        return int(only["id"])
    if not BUREAU_CODE.fullmatch(code):
        raise Invalid("请用 --bureau 给出机构代码，例如 341702（县）、3417（市）、3417Z1（开发区）。")
    known = await area(code)
    row = await Bureau.insert(
        Bureau(code=code, name=name or f"{known['name'] if known else code}卫生健康委员会")
    )
    if known:
        await BureauArea.insert(BureauArea(bureau=row[0]["id"], area=code))
    return int(row[0]["id"])
