"""What makes the way in of an enterprise's account worth a look."""

from collections.abc import Mapping
from datetime import timedelta
from enum import IntFlag
from typing import Any

KINDS = {"activation": "激活码", "reset": "重置密码"}
QUICK = timedelta(minutes=10)


class Signal(IntFlag):
    """It may be right (opened together on the spot), or one person was on both sides. Stored as their sum."""

    BROWSER = 1
    DEVICE = 2
    ADDRESS = 4
    QUICK = 8
    ASSISTANT = 16

    @property
    def words(self) -> list[str]:
        """Each of them as people read it, the strongest first; a device on the same network says the address too."""
        told = self & ~Signal.ADDRESS if Signal.DEVICE in self else self
        return [words for one, words in WORDS.items() if one in told]


WORDS = {
    Signal.BROWSER: "同一个浏览器",
    Signal.DEVICE: "同型号设备、同一网络",
    Signal.ADDRESS: "同一网络地址",
    Signal.QUICK: "10 分钟内使用",
    Signal.ASSISTANT: "协管员发出",
}


def signals(row: Mapping[str, Any]) -> Signal:
    """Of a credential that was used: browser, device, address and time of its issue against those of its use.

    Devices call themselves alike by the thousand, so that a name counts only together with the address.
    """
    found = Signal(0)
    if row["issued_browser"] and row["issued_browser"] == row["used_browser"]:
        found |= Signal.BROWSER
    if row["issued_address"] and row["issued_address"] == row["used_address"]:
        found |= Signal.ADDRESS
        if row["issued_device"] and row["issued_device"] == row["used_device"]:
            found |= Signal.DEVICE
    if row["used_at"] is not None and row["used_at"] - row["issued_at"] <= QUICK:
        found |= Signal.QUICK
    return found
