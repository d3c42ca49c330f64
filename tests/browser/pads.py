"""A line across a pad for signatures, as a finger draws it."""

from playwright.sync_api import Locator, expect


def draw(canvas: Locator) -> None:
    expect(canvas).to_have_attribute("data-ready", "")
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), canvas.page.mouse
    assert box
    mouse.move(box["x"] + 30, box["y"] + 40)
    mouse.down()
    for step in range(8):
        mouse.move(box["x"] + 30 + step * 25, box["y"] + 40 + step % 2 * 50)
    mouse.up()
