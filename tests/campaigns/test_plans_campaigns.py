"""What the pages of a campaign ask is found by an index."""

from tests.campaigns.scene import running
from tests.cast import ids
from tests.counting import statements
from tests.plans import scans


async def test_no_page_of_a_campaign_walks_through_a_table(client_for):
    chief, county = await client_for("chief"), await client_for("supervisor")
    pk = await running(chief)
    walked = {}
    for client in (chief, county):
        for path in (
            "",
            f"/{pk}",
            f"/{pk}?bureau={ids()['county']}",
            f"/{pk}/enterprises?standing=open&town=341702001",
        ):
            for statement in await statements(client.get(f"/campaigns{path}")):
                if statement.startswith("SELECT") and (steps := await scans(statement)):
                    walked[statement] = steps
    assert walked == {}
