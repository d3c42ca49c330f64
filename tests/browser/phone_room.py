"""Work put into a phone's outbox by a test, through the module that the page itself uses."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.people import sign_in
from tests.browser.server import Server

# window.phone: the modules of the page that is open, once the page itself has come whole.
MODULES = """async () => {
  const { app } = document.querySelector("script[data-app]").dataset;
  const near = (name) => import(app.replace("app.js", name));
  await import(app);
  window.phone = { ...(await near("outbox.js")), ...(await near("sync.js")), ids: await near("ids.js") };
}"""
PUT = """async ({ bytes, ...entry }) => {
  const data = bytes ? Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)).buffer : null;
  return (await phone.put({ ...entry, bytes: data })).id;
}"""
# What was sent by these visits was sent so many days ago.
AGE = """async ([names, days]) => {
  const database = await phone.open();
  for (const entry of await database.getAll("sent")) {
    if (names.includes(entry.inspection)) await database.put("sent", { ...entry, last: true, at: new Date(Date.now() - days * 86400000).toISOString() });
  }
  localStorage.removeItem("mashang-tidied");
}"""


ONE_VISIT = """async () => {
  for (const until = Date.now() + 60000; Date.now() < until;) {
    const database = await phone.open();
    if ((await database.count("visits")) === 1) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""
# The phone's database takes and gives nothing more on the page that is open.
NO_MORE = """() => {
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException("", "InvalidStateError");
  };
}"""
STARTED = datetime.now(timezone(timedelta(hours=8))).isoformat(timespec="seconds")


class Phone:
    """A page of one person whose outbox can be filled."""

    def __init__(self, page: Page, server: Server, user: int, path: str = "/field/sync") -> None:
        self.page, self.server, self.user = page, server, user
        page.goto(server.url + path)
        page.evaluate(MODULES)

    def put(self, at: str, rest: str, fields: Any = None, method: str = "PUT", **more: Any) -> str:
        entry = {
            "user": self.user,
            "inspection": at,
            "method": method,
            "url": f"/inspections/{at}{rest}",
            "fields": fields,
        }
        return str(self.page.evaluate(PUT, {**entry, **more}))

    def opens(self, name: str = "", **where: Any) -> str:
        """A visit begun at an enterprise, or at a code; returns its id."""
        visit: str = self.page.evaluate("phone.ids.uuid7()")
        fields = {"kind": "routine", "started_at": STARTED, **where}
        self.put(visit, "", fields, stamp="sent_at", visit={"name": name, "started_at": STARTED})
        return visit

    def photo(self, visit: str, data: bytes, target: str = "item:5.1") -> str:
        photo: str = self.page.evaluate("phone.ids.uuid7()")
        rest = f"/photos/{photo}?target={target}&kind=other"
        return self.put(visit, rest, id=photo, type="image/jpeg", bytes=base64.b64encode(data).decode())

    def waits(self) -> int:
        return int(self.page.evaluate("async (user) => (await phone.counts(user))[0]", self.user))

    def offline(self, off: bool = True) -> None:
        self.page.context.set_offline(off)


def without_signal(visitor: Visitor, server: Server, ids: dict[str, int]) -> Phone:
    """An inspector in 同步中心, without signal; every question is answered with yes."""
    page = visitor("phone")
    sign_in(page, server, "inspector")
    page.on("dialog", lambda dialog: dialog.accept())
    made = Phone(page, server, ids["inspector"])
    made.offline()
    return made
