"""Who gives out an enterprise's account, and what the trail tells of it; an assistant does not."""

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import ids
from tests.conftest import ClientFor
from tests.findings.test_sides import INVENTED, PASSWORD, invented, issued
from webapp.accounts.rules import issuers
from webapp.accounts.tables import Credential, Membership, Person
from webapp.audit.queries import history
from webapp.db import transaction


async def test_the_trail_tells_who_opened_the_account_and_how(client_for: ClientFor) -> None:
    inspector = await client_for("inspector")
    await invented(client_for, client=inspector)  # in the very browser of the inspector
    [row] = await Credential.select()
    used = (await history("activation", row["activation"]))[-1]
    assert used["action"] == "activation.used"
    assert "inspector同志" in used["after"] and "同一个浏览器" in used["after"]
    admin = await client_for("countyadmin")
    trail = (await admin.get("/audit", params={"action": "activation.used"})).text
    assert "账号由谁开通" in trail and "同一个浏览器" in trail


async def test_a_code_of_an_assistant_opens_nothing(client_for: ClientFor) -> None:
    assistant = await client_for("assistant")
    answer = await assistant.post(f"/enterprises/{ids()['A']}/activation", data={"note": ""})
    assert answer.status_code == 403
    code = await issued(await client_for("inspector"))
    async with transaction():  # as one that was given out before
        await Person.update({Person.role: "assistant", Person.badge: ""}).where(
            Person.id == ids()["inspector"]
        )
    form = {"code": code, "name": "王假", "mobile": INVENTED, "password": PASSWORD, "again": PASSWORD}
    answer = await (await client_for("")).post("/activate", data=form)
    assert answer.status_code == 409 and "不再有效" in answer.text
    assert not await Person.exists().where(Person.username == INVENTED)


async def test_an_assistant_finds_no_button_and_no_way(client_for: ClientFor) -> None:
    inspector, assistant = await client_for("inspector"), await client_for("assistant")
    await issued(inspector)
    [code] = await Credential.select()
    member = await Membership.select().where(Membership.person == ids()["owner"]).first()
    place = f"/enterprises/{ids()['A']}"
    page = (await assistant.get(f"{place}/activation")).text
    for words in ("发激活码</button>", "重置密码", "作废</button>", "移出</button>"):
        assert words not in page and words in (await inspector.get(f"{place}/activation")).text
    assert "协管员不能办理" in page
    at_it = (await assistant.get(place)).text
    assert f"{place}/activation" not in at_it, "发激活码 stands in its history only"
    for path in (
        "/activation",
        f"/activation/{code['activation']}/revoke",
        f"/members/{member['id']}/end",
        f"/people/{ids()['owner']}/reset",
    ):
        assert (await assistant.post(place + path, data={"note": ""})).status_code == 403, path


ROWS = st.lists(
    st.fixed_dictionaries({"issued_by": st.none() | st.integers(1, 5), "issued_at": st.datetimes()})
)


@given(ROWS, ROWS)
def test_an_issuer_stays_one(first, later):
    """Whatever comes later and in whatever order: nobody is ever taken out, and nobody is in it who did not issue."""
    assert issuers(first) <= issuers([*first, *later]) == issuers(first) | issuers(later)
    assert issuers(first) == {row["issued_by"] for row in first} - {None}
