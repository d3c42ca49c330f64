"""A small SMTP server that keeps what it is given; `answers` are what it says to RCPT, one after another."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import Message


class Mailbox:
    """`greet` is awaited with the number of a connection (from 1) before it is greeted; False hangs up."""

    def __init__(self) -> None:
        self.connections = 0
        self.greet: Callable[[int], Awaitable[bool]] | None = None
        self.mails: list[Message] = []
        self.recipients: list[str] = []
        self.refuse: set[str] = set()
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        self.connections += 1
        if self.greet and not await self.greet(self.connections):
            writer.close()
            return
        say("220 mailbox")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "DATA":
                say("354 go on")
                data = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(message_from_bytes(data[:-5], policy=policy.default))
                say("250 kept")
            elif verb == "RCPT":
                address = line.split("<")[1].split(">")[0]
                self.recipients.append(address)
                say("550 no such box" if address in self.refuse else "250 fine")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                say("250 mailbox" if verb in {"EHLO", "HELO"} else "250 fine")
        writer.close()


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
