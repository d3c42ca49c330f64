"""What the tests of the submission share."""

from webapp.inspections.tables import Inspection

JSON = {"accept": "application/json"}


async def state_of(inspection):
    row = await Inspection.select(Inspection.state).where(Inspection.id == inspection).first()
    return row["state"]
