"""What the migration makes of codes and resets that were there before: each with its issuer, for ever."""

import importlib.util
from datetime import timedelta

from tests.cast import ids
from tests.conftest import KIND
from webapp.accounts.login.reset import reset_member
from webapp.accounts.login.sessions import load_user
from webapp.accounts.members.activation import issue
from webapp.accounts.members.credentials import has_issued
from webapp.accounts.members.joining import activate
from webapp.accounts.members.rules import Signal
from webapp.accounts.tables import Activation, Credential, Person
from webapp.clock import now
from webapp.db import sql, transaction
from webapp.settings import PROJECT

PATH = PROJECT / "piccolo_migrations" / "webapp_2026_12_01t00_00_03_000000.py"


async def fill() -> None:
    """Run the migration's statements on what is there, as if nobody had kept a credential."""
    spec = importlib.util.spec_from_file_location("credentials_migration", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    async with transaction():
        await Credential.delete(force=True)
        for statement in (module.ACTIVATIONS.format(quick=module.QUICK[KIND]), module.RESETS):
            await sql(statement)


async def used(code: str, mobile: str) -> None:
    await activate(code, "王五", mobile, "correct-horse-7", device="phone", address="10.0.0.9")


async def test_old_codes_and_resets_have_their_issuers(db):
    inspector, assistant = ids()["inspector"], ids()["assistant"]
    await used(await issue(await load_user(inspector), ids()["A"]), "13900000001")
    await used(await issue(await load_user(ids()["colleague"]), ids()["B"]), "13900000002")
    await issue(await load_user(ids()["supervisor"]), ids()["A"])  # still open
    await reset_member(await load_user(inspector), ids()["A"], ids()["owner"])
    first, second, open_ = await Activation.select().order_by(Activation.id)
    async with transaction():
        await Activation.update({Activation.issued_by: assistant}).where(Activation.id == first["id"])
        await Activation.update({Activation.issued_at: now() - timedelta(days=2)}).where(
            Activation.id == second["id"]
        )
    kept = await Credential.select().order_by(Credential.id)
    await fill()
    rows = {row["activation"]: row for row in await Credential.select()}
    people = {row["username"]: row["id"] for row in await Person.select(Person.id, Person.username)}
    assert (rows[first["id"]]["person"], rows[first["id"]]["issued_by"]) == (people["13900000001"], assistant)
    assert rows[first["id"]]["signals"] == Signal.QUICK | Signal.ASSISTANT
    assert (rows[second["id"]]["issued_by"], rows[second["id"]]["signals"]) == (ids()["colleague"], 0)
    assert (rows[open_["id"]]["person"], rows[open_["id"]]["used_at"]) == (None, None)
    reset = rows[None]
    assert (reset["kind"], reset["person"], reset["issued_by"]) == ("reset", ids()["owner"], inspector)
    assert reset["enterprise"] == ids()["A"] and len(rows) == len(kept)
    assert abs(reset["issued_at"] - kept[-1]["issued_at"]) < timedelta(minutes=1)
    assert await has_issued(inspector, ids()["owner"]) and not await has_issued(inspector, ids()["mate"])
    await used(
        await issue(await load_user(inspector), ids()["B"]), "13900000003"
    )  # ids go on behind the rows
