"""The fixed cast: who plays in the tests, in which bureau, with which enterprises.

    city 3417     admin, chief (supervisor)
    county 341702 supervisor, inspector, colleague (both with badge), assistant, countyadmin
    county 341721 outsider (inspector), outsupervisor
    zone 3417Z1   zoneinspector
    enterprises   A 贵池石料 and B 贵池化工 (341702), C 东至建材 (341721)
    employers     owner and mate (A), neighbour (B), stranger (C)

All passwords are PASSWORD. Names of bureaus, people, enterprises map to ids in `ids()`.
"""

from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.sessions import open_session
from webapp.accounts.tables import Bureau, BureauArea, Membership, Person
from webapp.clock import now
from webapp.db import transaction
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.rules.values import keys
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, QrCode
from webapp.pinyin import sort_key

KEY = "5e" * 32
PASSWORD = "正确的-horse-battery"

BUREAUS = {
    "city": ("3417", "池州市卫生健康委员会", "池", "3417", ""),
    "county": ("341702", "贵池区卫生健康委员会", "贵", "341702", "city"),
    "other": ("341721", "东至县卫生健康委员会", "东", "341721", "city"),
    "zone": ("3417Z1", "池州经济技术开发区卫生健康局", "经开", "", "city"),
    "town": ("341702100", "梅村镇卫生监督协管站", "梅", "341702100", "county"),
}
PEOPLE = {
    "admin": ("administrator", "city", ""),
    "chief": ("supervisor", "city", "皖R0001"),
    "countyadmin": ("administrator", "county", ""),
    "supervisor": ("supervisor", "county", "皖R0100"),
    "inspector": ("inspector", "county", "皖R0101"),
    "colleague": ("inspector", "county", "皖R0102"),
    "assistant": ("assistant", "county", ""),
    "outsider": ("inspector", "other", "皖R0201"),
    "outsupervisor": ("supervisor", "other", "皖R0200"),
    "zoneinspector": ("inspector", "zone", "皖R0301"),
}
EMPLOYERS = {
    "owner": ("13800000001", "A"),
    "mate": ("13800000002", "A"),
    "neighbour": ("13800000003", "B"),
    "stranger": ("13800000004", "C"),
}
ENTERPRISES = {
    "A": ("贵池石料有限公司", "91341702MA0000001M", "county", "341702001", ("D001", "P001")),
    "B": ("贵池化工有限公司", "91341702MA00000020", "county", "341702001", ("C001",)),
    "C": ("东至建材有限公司", "91341721MA00000010", "other", "341721100", ("D001",)),
}
TOKENS = {"A": "tokenAAAAAAAAAAAAAAAAAA", "B": "tokenBBBBBBBBBBBBBBBBBB", "C": "tokenCCCCCCCCCCCCCCCCCC"}
SHORT = {"A": "", "B": "", "C": ""}

_ids: dict[str, int] = {}


def ids() -> dict[str, int]:
    """Ids by the names above."""
    return _ids


async def make() -> None:
    """Put everybody into an empty, migrated database."""
    from random import Random

    from webapp.enterprises.rules.credit_codes import make_credit_code
    from webapp.enterprises.rules.short_codes import new_short_code

    chance = Random(7)
    hashed = await hash_password(PASSWORD)
    async with transaction():
        for name, (code, full, short, area, above) in BUREAUS.items():
            made = Bureau(code=code, name=full, short_name=short, parent=_ids[above] if above else None)
            _ids[name] = (await Bureau.insert(made))[0]["id"]
            if area:
                await BureauArea.insert(BureauArea(bureau=_ids[name], area=area))
        for name, (role, bureau, badge) in PEOPLE.items():
            person = Person(
                username=name,
                name=f"{name}同志",
                sort_key=sort_key(f"{name}同志"),
                role=role,
                bureau=_ids[bureau],
                badge=badge,
                password=hashed,
                created_at=now(),
            )
            _ids[name] = (await Person.insert(person))[0]["id"]
        for name, (full, code, bureau, area, factors) in ENTERPRISES.items():
            credit = make_credit_code(code[:17])
            enterprise = Enterprise(
                name=full,
                credit_code=credit,
                search=search_text(full, credit),
                **keys(full),
                area=area,
                address="工业园 1 号",
                bureau=_ids[bureau],
                industry="30",
                size="small",
                legal_person="张三",
                contact="李四",
                phone="0566-2000000",
                workers=120,
                exposed_workers=40,
                created_at=now(),
                updated_at=now(),
                latitude=30.66,
                longitude=117.49,
            )
            _ids[name] = (await Enterprise.insert(enterprise))[0]["id"]
            for factor in factors:
                await EnterpriseHazard.insert(
                    EnterpriseHazard(enterprise=_ids[name], factor=factor, exposed=10)
                )
            SHORT[name] = new_short_code(chance.choice)
            await QrCode.insert(
                QrCode(enterprise=_ids[name], token=TOKENS[name], short_code=SHORT[name], created_at=now())
            )
        for name, (mobile, enterprise_name) in EMPLOYERS.items():
            person = Person(
                username=mobile, name=name, role="employer", phone=mobile, password=hashed, created_at=now()
            )
            _ids[name] = (await Person.insert(person))[0]["id"]
            await Membership.insert(
                Membership(person=_ids[name], enterprise=_ids[enterprise_name], since=now())
            )


async def session_of(name: str) -> str:
    """A session token for somebody of the cast."""
    async with transaction():
        return await open_session(_ids[name], "tests", "127.0.0.1")
