"""A photo on a slow link: as long as bytes go, the phone does not give it up."""

import base64
import re
from typing import Any

from playwright.sync_api import Route

from tests.browser.conftest import Site, Visitor
from tests.inspections.visits import uuid7
from tests.upkeep.phone import SMALL, Phone

SEND = """async ([user, url, id, head]) => {
    const { send } = await import(document.querySelector("script[src*='/js/']").src.replace(/js\\/[^/]+$/, "js/transport.js"));
    const picture = Uint8Array.from(atob(head), (letter) => letter.charCodeAt(0));
    let said = 0;
    const request = { entries: [{ id, user, type: "application/octet-stream" }], method: "PUT", url };
    const answer = await send(request, new Blob([picture, new Uint8Array(1_000_000)]), () => said++);
    return [answer?.status, said];
}"""


def impatient(route: Route) -> None:
    """The real script, which gives up after two seconds instead of three minutes."""
    text = route.fetch().text()
    assert "180_000" in text
    route.fulfill(body=text.replace("180_000", "2_000"), content_type="text/javascript")


def test_a_photo_that_moves_is_not_given_up(site: Site, visitor: Visitor) -> None:
    server, made = site
    with Phone(server.url, made["A"]) as here:
        here.sign_in()
        visit = here.open()
        cookies: list[Any] = [
            {"name": name, "value": value, "url": server.url} for name, value in here.client.cookies.items()
        ]
    page = visitor("phone", service_workers="block")
    page.context.add_cookies(cookies)
    page.route(re.compile(r"/js/transport\.js"), impatient)
    page.goto(f"{server.url}/me")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000}
    wire.send("Network.emulateNetworkConditions", slow)
    photo = str(uuid7())
    url = f"{visit}/photos/{photo}?target=visit&kind=other"
    status, said = page.evaluate(SEND, [made["inspector"], url, photo, base64.b64encode(SMALL).decode()])
    assert status in {200, 201}
    assert said > 5
