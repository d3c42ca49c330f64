"""Two zones of a city whose codes begin alike, 3417Z1 and 3417Z10, with people, an enterprise and a seal in the second."""

from tests.cast import PASSWORD, ids
from webapp.accounts.events import BUREAU_EDITED
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.sessions import load_user
from webapp.accounts.tables import Bureau, Membership, Person
from webapp.audit import record
from webapp.clock import now
from webapp.db import transaction
from webapp.documents.verbs.sealing import put_seal
from webapp.enterprises.verbs import create_enterprise

CODE = "3417Z10"
NAME = "池州高新区建材有限公司"
TOWN = "341702401"


async def make(client_for, picture: bytes | None = None) -> None:
    """Add `ten` (the bureau), `tenadmin`, `teninspector`, `tenchief`, `tenowner`, the enterprise `T`, and `zoneadmin`."""
    admin = await client_for("admin")
    values = {"code": CODE, "name": "池州高新区卫生健康局", "short_name": "高", "kind": "zone"}
    answer = await admin.post("/bureaus/new", data=values)
    assert answer.status_code == 303, answer.text
    row = await Bureau.select().where(Bureau.code == CODE).first()
    ids()["ten"] = row["id"]
    hashed = await hash_password(PASSWORD)
    people = {
        "zoneadmin": ("administrator", ids()["zone"], ""),
        "zonechief": ("supervisor", ids()["zone"], "皖R0302"),
        "tenadmin": ("administrator", row["id"], ""),
        "teninspector": ("inspector", row["id"], "皖R0401"),
        "tenchief": ("supervisor", row["id"], "皖R0400"),
        "tenowner": ("employer", None, ""),
    }
    async with transaction():
        for name, (role, bureau, badge) in people.items():
            person = Person(
                username=name, name=f"{name}同志", role=role, bureau=bureau, badge=badge,
                password=hashed, created_at=now(),
            )  # fmt: skip
            ids()[name] = (await Person.insert(person))[0]["id"]
    city = await load_user(ids()["admin"])
    ids()["T"] = await create_enterprise(
        city,
        {"name": NAME, "no_code_reason": "x", "area": TOWN, "address": "x", "bureau": row["id"], "industry": "30",
         "size": "small", "workers": 9, "exposed_workers": 3},
    )  # fmt: skip
    async with transaction():
        await Membership.insert(Membership(person=ids()["tenowner"], enterprise=ids()["T"], since=now()))
        await record(city, BUREAU_EDITED, row["id"], after={"phone": "秘密电话"}, bureau=row["id"])
    if picture:
        await put_seal(await load_user(ids()["tenadmin"]), row["id"], picture, True)
