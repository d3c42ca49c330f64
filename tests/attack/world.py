"""One world with everything in it that belongs to enterprise A and its county, made by the real verbs and pages.

`World.of(path, name)` gives the value of a parameter of a route; a parameter it does not know is a KeyError, so that a
new route has to be thought about here before the suite passes.
"""

import re
from typing import Any
from uuid import uuid4

from tests.campaigns.scene import begun as campaign_begun
from tests.campaigns.scene import press
from tests.cast import SHORT, TOKENS, ids, session_of
from tests.draws.scene import begun, frozen
from tests.duties.scene import entered
from tests.enterprises.tables import row, table
from tests.evidence.pictures import encoded
from tests.field.exports import opening, packed, upload
from tests.findings.reporting import DONE, report_url
from tests.inspections.ready import CLOSING, complete, shoot, who
from webapp.accounts.members import activation
from webapp.accounts.tables import Activation, Membership, Person, Session
from webapp.campaigns.tables import CampaignObject
from webapp.checklists.tables import ChecklistItem, ChecklistVersion
from webapp.clock import now, today
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.tables import DocumentLink, NumberSeries
from webapp.documents.verbs import drafting, issuing, linking
from webapp.draws.tables import Recusal
from webapp.duties.tables import DutyRecord
from webapp.evidence.tables import Photo
from webapp.field.verbs import Plan, make_day_list
from webapp.findings.tables import Finding, Report
from webapp.inspections.tables import DraftFinding, Receipt
from webapp.inspections.verbs.submission import submit
from webapp.jobs.runner import run_next
from webapp.reminders.tables import Notice

FACT = "秘密：破碎车间粉尘浓度超标"
REQUIREMENT = "秘密：安装布袋除尘器"
REPORTED = "秘密：除尘器已装好"
NOTE = "秘密：粉尘专项名单"
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
PHOTO = encoded("JPEG", "Portrait_3", 160)


class World:
    """Ids of things; `secrets` are texts that nobody outside may read."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, Any]] = {}
        self.secrets: set[str] = set()
        self.visit = self.draft = self.finding = self.report = None

    def fill(self, path: str) -> str:
        """An address of A's things."""
        return PARAMETER.sub(lambda match: str(self.of(path, match[1])), path)

    def of(self, path: str, name: str) -> Any:
        """The value of a parameter, by the longest prefix of the route that is known."""
        found = [prefix for prefix in self.values if path.startswith(prefix) and name in self.values[prefix]]
        if not found:
            raise KeyError(f"tests/attack/world.py does not know {{{name}}} of {path}")
        return self.values[max(found, key=len)][name]


async def otheradmin() -> int:
    """The administrator of the neighbouring county."""
    from webapp.accounts.login.passwords import hash_password

    person = Person(
        username="otheradmin", name="otheradmin同志", role="administrator", bureau=ids()["other"],
        password=await hash_password("x" * 12), created_at=now(),
    )  # fmt: skip
    async with transaction():
        ids()["otheradmin"] = (await Person.insert(person))[0]["id"]
    return ids()["otheradmin"]


async def build(client_for: Any) -> World:
    """Make it; what people do goes through the pages where that is short."""
    await otheradmin()
    world = World()
    visit = world.visit = await complete()
    async with transaction():
        await DraftFinding.update({DraftFinding.fact: FACT, DraftFinding.requirement: REQUIREMENT}).where(
            DraftFinding.inspection == visit
        )
    await submit(await who("inspector"), visit)
    draft = world.draft = await complete(conclusion="秘密：还没有结论")
    other = await shoot(draft, "1.1")
    finding = world.finding = (await Finding.select().where(Finding.inspection == visit).first())["id"]
    owner = await client_for("owner")
    report = world.report = uuid4()
    photo = uuid4()
    url = report_url(finding, report)
    assert (await owner.put(f"{url}/photos/{photo}?kind=after", content=PHOTO)).status_code == 201
    assert (await owner.post(url, data={**DONE, "text": REPORTED})).status_code == 303
    assert (await Report.select().where(Report.id == report).first())["state"] == "sent"
    supervisor, admin = await client_for("supervisor"), await client_for("admin")
    sent = await supervisor.post("/imports", files={"file": ("a.xlsx", table([row(1, name="秘密导入厂")]))})
    while await run_next():
        pass
    job = int(sent.headers["location"].rsplit("/", 1)[1])
    plan = Plan(today(), "routine", ids()["inspector"], ids()["colleague"], [ids()["A"]], NOTE)
    draw = await begun(supervisor, title="秘密抽查")
    assert (await frozen(supervisor, draw)).status_code == 303
    relation = {
        "person": ids()["inspector"],
        "enterprise": ids()["A"],
        "kind": "family",
        "since": "2026-01-05",
        "note": "秘密关系",
    }
    assert (await supervisor.post("/draws/recusals", data=relation)).status_code == 303
    recusal = await Recusal.select(Recusal.id).first()
    campaign = await campaign_begun(supervisor, title="秘密行动")
    assert (await press(supervisor, campaign, "list")).status_code == 303
    entry = await CampaignObject.select(CampaignObject.id).first()
    assert (await entered(await client_for("owner"), today(), agency="秘密检测机构")).status_code == 303
    duty = (await DutyRecord.select())[0]["id"]
    proof = await Photo.select().where(Photo.owner_kind == "duty").first()
    day_list = await make_day_list(await who("supervisor"), plan)
    code = await activation.issue(await who("inspector"), ids()["A"], note="秘密的激活码")
    issued = await Activation.select().where(Activation.enterprise == ids()["A"]).first()
    version = await ChecklistVersion.select().first()
    made = await admin.post(f"/checklists/{version['checklist']}/versions/{version['id']}/copy")
    assert made.status_code == 303, made.text
    new = await ChecklistVersion.select().where(ChecklistVersion.state == "draft").first()
    item = await ChecklistItem.select().where(ChecklistItem.version == new["id"]).first()
    await session_of("inspector")
    mine = await Session.select().where(Session.person == ids()["inspector"]).first()
    async with transaction():
        notice = await Notice.insert(
            Notice(person=ids()["inspector"], key="x", kind="x", title="秘密消息", created_at=now())
        )
    member = await Membership.select().where(Membership.person == ids()["owner"]).first()
    receipt = await Receipt.select().where(Receipt.inspection == visit).first()
    paper = await drafting.create(await who("inspector"), visit, kinds.ORDER)
    await issuing.issue(await who("inspector"), paper)
    series = await NumberSeries.select(NumberSeries.id).first()
    unsent = packed([opening(str(uuid4()), enterprise=ids()["A"])])
    kept = await upload(await client_for("inspector"), unsent)
    shared = await linking.make(await who("inspector"), paper, 7, "秘密转发")
    link = await DocumentLink.select(DocumentLink.id).first()
    drafted = await DraftFinding.select().where(DraftFinding.inspection == draft).first()
    shots = await Photo.select().where(Photo.owner_id == str(draft))
    before = (
        await Photo.select().where((Photo.owner_id == str(visit)) & Photo.target.like("finding:%")).first()
    )
    a = ids()["A"]
    world.secrets = {
        FACT, REQUIREMENT, REPORTED, NOTE, "秘密", "贵池石料有限公司", str(visit), str(draft), str(photo),
        str(before["id"]), receipt["mac"], receipt["record_sha256"], code, "13800000001",
        *(str(one["id"]) for one in shots),
    }  # fmt: skip
    world.values = {
        "/areas/": {"code": "341702001"},
        "/board/exports/": {"pk": job},
        "/bureaus/": {"pk": ids()["county"], "code": "341702"},
        "/campaigns/": {"pk": campaign, "entry": entry["id"], "question": 1},
        "/checklists/": {"pk": new["checklist"], "version": new["id"], "item": item["id"]},
        "/day-lists/": {"pk": day_list},
        "/check/": {"code": "AAAABBBBCCCC"},
        "/draws/": {"pk": draw},
        "/draws/people/": {"person": ids()["inspector"]},
        "/draws/recusals/": {"pk": recusal["id"]},
        "/duties/enterprises/": {"pk": a, "record": uuid4(), "photo": uuid4()},
        "/duties/records/": {"record": duty, "photo": proof["id"]},
        "/public/draws/": {"code": "D2026-999"},
        "/documents/": {"pk": paper, "sha256": "0" * 64},
        "/documents/{pk}/links/": {"link": link["id"]},
        "/documents/{pk}/refusals/": {"photo": uuid4()},
        "/documents/{pk}/signatures/": {"signature": uuid4()},
        "/documents/consent/": {"pk": a},
        "/documents/packs/": {"pk": job},
        "/documents/templates/": {"pk": ids()["county"], "kind": "order"},
        "/documents/registers/": {"pk": series["id"]},
        "/shared/": {"token": f"{shared[:-1]}!", "sha256": "0" * 64},
        "/enterprises/exports/": {"pk": job},
        "/enterprises/": {"pk": a, "code": issued["id"], "member": member["id"], "person": ids()["owner"]},
        "/field/import/": {"pk": int(kept.headers["location"].rsplit("/", 1)[1])},
        "/findings/": {"pk": finding, "photo": before["id"], "report": report},
        "/findings/{pk}/reports": {"photo": photo},
        "/imports/": {"pk": job},
        "/inbox/": {"pk": notice[0]["id"]},
        "/inspections/": {
            "pk": visit, "visit": draft, "photo": other, "finding": drafted["id"], "item": "1.1", "key": "sign:D001",
        },
        "/inspections/exports/": {"pk": job},
        "/inspections/{pk}/signatures/": {"signature": uuid4()},
        "/inspections/{visit}/rechecks": {"finding": finding},
        "/jobs/": {"pk": job},
        "/labels/batches/": {"pk": job, "part": 1},
        "/me/sessions/": {"session": mine["id"]},
        "/people/imports/": {"pk": job},
        "/people/": {"pk": ids()["inspector"]},
        "/q/": {"token": TOKENS["A"]},
        "/receipts/": {"serial": receipt["serial"]},
        "/reference/hazards/": {"code": "D001"},
        "/reference/signs/": {"code": "dust"},
        "/reference/violations/": {"code": "V01"},
        "/reset/": {"code": "x" * 32},
        "/static/": {"path": "../webapp/app.py"},
        "/{path}": {"path": "etc/passwd"},
    }  # fmt: skip
    assert SHORT["A"]
    return world


def everything(world: World) -> dict[str, Any]:
    """Fields that point into A and its county, for forms and query strings; many routes take some of them."""
    who_ = ids()
    return {
        "enterprise": who_["A"], "enterprises": who_["A"], "bureau": who_["county"], "area": "341702001", "lead": who_["inspector"],
        "second": who_["colleague"], "assignee": who_["inspector"], "to": who_["inspector"], "from": who_["colleague"],
        "responsible": who_["inspector"], "person": who_["inspector"], "finding": world.finding, "findings": world.finding,
        "report": str(world.report), "kind": "routine", "on": today().isoformat(), "started_at": "2026-03-05T09:30:00+08:00",
        "text": "改一改", "reason": "改一改原因", "note": "改一改", "result": "met", "title": "改一改", "do": "save",
        "fact": "改一改", "requirement": "改一改", "companion": "改一改", "conclusion": "改一改", "ended": "1", "old": 1, "new": 2,
        **{name: value for name, value in CLOSING.items() if name == "companion_post"},
    }  # fmt: skip
