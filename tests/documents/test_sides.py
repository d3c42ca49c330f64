"""Who opened an account delivers nothing to it: neither its consent nor its drawn signature counts for them."""

from tests.cast import ids
from tests.documents.scene import begun, submitted
from tests.documents.test_delivery import IMAGE
from tests.findings.test_sides import invented, reset
from tests.inspections.ready import who
from webapp.accounts.tables import Membership
from webapp.clock import now, today
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.tables import Consent, Delivery
from webapp.documents.verbs.delivering import deliveries_of
from webapp.documents.verbs.issuing import issue


async def alone() -> None:
    """The account that the inspector invented is the only one of the enterprise."""
    async with transaction():
        await Membership.update({Membership.ended_at: now()}).where(
            Membership.person.is_in([ids()["owner"], ids()["mate"]])
        )


async def consents(client) -> None:
    answer = await client.post(f"/documents/consent/{ids()['A']}", data={"name": "王假", "agree": "true"})
    assert answer.status_code == 303 and await Consent.count() == 1


async def test_an_invented_account_confirms_nothing_of_its_issuer(client_for):
    visit = await submitted()
    client = await invented(client_for)
    row = await issue(await who("inspector"), await begun(kinds.ORDER, visit))
    address = f"/documents/{row['id']}"
    for page in ((await client.get(address)).text, (await client.get(f"{address}/receipt")).text):
        assert "由签发这份文书的inspector同志开通" in page and "另一名监督人员当面或邮寄送达" in page
        assert "data-confirm" not in page and "确认收到</a>" not in page
    answer = await client.post(f"{address}/receipt", data={"name": "王假", "image": IMAGE})
    assert answer.status_code == 403 and "不能由同一人签发" in answer.text
    assert await Delivery.count() == 0
    assert "未送达" in (await (await client_for("inspector")).get(address)).text
    # Somebody else of the enterprise confirms as ever.
    owner = await client_for("owner")
    assert (await owner.post(f"{address}/receipt", data={"name": "张三", "image": IMAGE})).status_code == 303
    assert (await deliveries_of([row["id"]]))[row["id"]]["person"] == ids()["owner"]


async def test_another_badge_issues_and_the_same_account_confirms(client_for):
    visit = await submitted()
    client = await invented(client_for)
    row = await issue(await who("colleague"), await begun(kinds.ORDER, visit))
    answer = await client.post(f"/documents/{row['id']}/receipt", data={"name": "王假", "image": IMAGE})
    assert answer.status_code == 303 and await Delivery.count() == 1


async def test_a_reset_makes_a_known_account_one_of_ones_own(client_for):
    visit = await submitted()
    await reset(client_for, "inspector")
    row = await issue(await who("inspector"), await begun(kinds.ORDER, visit))
    owner = await client_for("owner")
    answer = await owner.post(f"/documents/{row['id']}/receipt", data={"name": "张三", "image": IMAGE})
    assert answer.status_code == 403 and await Delivery.count() == 0


async def test_the_consent_of_an_invented_account_delivers_nothing_of_its_issuer(client_for):
    """Neither at issue, nor by a confirmation without a signature; whoever issues knows it before."""
    visit = await submitted()
    await consents(await invented(client_for))
    inspector = await client_for("inspector")
    draft = await begun(kinds.ORDER, visit)
    assert (
        "由您开通（或重置过密码）：您签发的文书不算电子送达"
        in (await inspector.get(f"/documents/{draft}")).text
    )
    row = await issue(await who("inspector"), draft)
    assert await Delivery.count() == 0
    assert "inspector同志签发的文书不算电子送达" in (await inspector.get(f"/documents/{draft}")).text
    owner = await client_for("owner")
    answer = await owner.post(f"/documents/{row['id']}/receipt", data={"name": "张三", "image": ""})
    assert answer.status_code == 422 and "请手写签名" in answer.text
    page = (await (await client_for("colleague")).get(f"/documents/{draft}")).text
    assert "不算电子送达" in page
    # By another badge it is delivered.
    await issue(await who("colleague"), await begun(kinds.REPORT, visit))
    assert await Delivery.count() == 1


async def test_a_true_consent_does_not_deliver_to_invented_accounts_alone(client_for):
    visit = await submitted()
    await consents(await client_for("owner"))
    await invented(client_for)
    await alone()
    row = await issue(await who("inspector"), await begun(kinds.ORDER, visit))
    assert await Delivery.count() == 0
    staff = await client_for("inspector")
    note = {"method": "mail", "recipient": "贵池石料有限公司", "on": today().isoformat(), "note": "EMS 1"}
    assert (await staff.post(f"/documents/{row['id']}/delivery", data=note)).status_code == 303
    assert (await Delivery.select().first())["method"] == "mail"
