"""A signature in a file of 导出未上传 is put in like every other entry, once."""

from tests.documents.on_phone import as_the_phone
from tests.documents.test_on_site import ENDED
from tests.documents.test_signing import drawn
from tests.field.exports import entry
from tests.inspections.ready import complete, who
from tests.inspections.visits import uuid7
from webapp.documents.tables import Signature
from webapp.field.unsent.arrivals import arrived
from webapp.field.unsent.entries import entry_in
from webapp.field.unsent.recognising import words
from webapp.field.unsent.replaying import replay


async def test_a_signature_is_put_in_once(client_for, tmp_path):
    made = await complete()
    phone = await as_the_phone(await client_for("inspector"), made, ENDED)
    fields = {**drawn(phone["sha"]), "ended_at": ENDED}
    row = entry(str(made), "PUT", f"/signatures/{uuid7()}", fields)
    read = entry_in(row, 1, [])
    assert words(read) == "笔录签名"
    assert await arrived({made: [read]}) == set()
    for _ in range(2):
        assert await replay(await who("inspector"), read, tmp_path, "device") == ""
    assert await arrived({made: [read]}) == {read.id}
    (kept,) = await Signature.select()
    assert kept["signed_sha256"] == phone["sha"]
