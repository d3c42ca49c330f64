"""A mail server that keeps what it is given: enough of SMTP for one message at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message


class Inbox:
    """The messages that came, and the address for MASHANG_SMTP_URL; `refuse` answers every sender with an error."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.url = ""
        self.refuse = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 test")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.messages.append(message_from_bytes(body[:-3]))
                say("250 kept")
            elif word == b"QUIT":
                say("221 bye")
                break
            elif word == b"MAIL" and self.refuse:
                say("554 not today")
            else:
                say("250 ok")
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncIterator[Inbox]:
    inbox = Inbox()
    server = await asyncio.start_server(inbox.serve, "127.0.0.1", 0)
    inbox.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield inbox
