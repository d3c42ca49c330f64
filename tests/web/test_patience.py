"""How many bodies may be arriving at once."""

import asyncio

from webapp.web.patience import MOST_PER_ADDRESS, Patience

END = {"type": "http.request", "body": b"", "more_body": False}


async def reads(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


class Upload:
    """A request whose body ends when it is told to."""

    def __init__(self, patience: Patience, address: str) -> None:
        self.said, self.pieces = 0, asyncio.Queue()
        scope = {"type": "http", "method": "PUT", "client": (address, 1)}
        self.task = asyncio.create_task(patience(scope, self.pieces.get, self.send))

    async def send(self, message):
        self.said = message.get("status", self.said)

    async def end(self) -> int:
        self.pieces.put_nowait(END)
        await self.task
        return self.said


async def test_one_address_may_send_so_many_at_once():
    patience = Patience(reads)
    held = [Upload(patience, "192.0.2.1") for _ in range(MOST_PER_ADDRESS)]
    more, other = Upload(patience, "192.0.2.1"), Upload(patience, "192.0.2.2")
    assert (await more.end(), await other.end()) == (429, 200)
    assert await held.pop().end() == 200
    assert await Upload(patience, "192.0.2.1").end() == 200
    assert {await one.end() for one in held} == {200}
    assert (patience.open, patience.by_address) == (0, {})
