"""An import as the tests make it."""

from tests.cast import ids
from tests.enterprises.tables import table
from webapp.accounts.login.sessions import load_user
from webapp.enterprises.imports import kind as imports
from webapp.jobs import runner


class Upload:
    def __init__(self, content):
        self.rest = content

    async def read(self, size=-1):
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


async def user(name="supervisor"):
    return await load_user(ids()[name])


async def run_all():
    while await runner.run_next():
        pass


async def preview(rows, who="supervisor", headings=None):
    person = await user(who)
    pk = await imports.begin(person, Upload(table(rows, headings)), "企业.xlsx")
    await run_all()
    return person, pk, await imports.import_for(person, pk)


async def finish(person, pk):
    await imports.confirm(person, pk)
    await run_all()
    return await imports.import_for(person, pk)
