"""Bureaus of 池州市, and how many enterprises of which kind each supervises (handbook, appendix A)."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "3417"


@dataclass(frozen=True)
class Place:
    """A bureau, its areas by default, the mix of its enterprises, and where they lie (degrees, WGS 84).

    `counts`: building materials, chemicals, others. `towns`: townships in which the enterprises lie.
    `industries`: when given, the only ones there.
    """

    code: str
    name: str
    short: str
    kind: str
    say: str
    areas: tuple[str, ...]
    counts: tuple[int, int, int]
    centre: tuple[float, float]
    towns: tuple[str, ...]
    industries: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.counts)


CITY_BUREAU = Place(
    CITY, "池州市卫生健康委员会", "池", "authority", "池州市", (CITY,), (0, 0, 0), (30.6648, 117.4914), ()
)

# 177 enterprises: 贵池 30, 东至 54, 石台 7, 青阳 60, 九华山 2, 江南 12, 经开 12; building 81, chemicals 26, others 70.
PLACES = (
    Place(
        "341702", "池州市贵池区卫生健康委员会", "贵", "authority", "贵池区", ("341702",), (12, 3, 15),
        (30.6570, 117.4890),
        ("341702100", "341702101", "341702102", "341702103", "341702104", "341702106", "341702107", "341702005",
         "341702006", "341702007"),
    ),
    Place(
        "341721", "东至县卫生健康委员会", "东", "authority", "东至县", ("341721",), (21, 14, 19),
        (30.0960, 117.0210),
        ("341721100", "341721101", "341721102", "341721104", "341721107", "341721106", "341721108", "341721110"),
    ),
    Place(
        "341722", "石台县卫生健康委员会", "石", "authority", "石台县", ("341722",), (3, 0, 4),
        (30.2100, 117.4860), ("341722100", "341722101", "341722103", "341722104"),
    ),
    Place(
        "341723", "青阳县卫生健康委员会", "青", "authority", "青阳县", ("341723",), (41, 2, 17),
        (30.6400, 117.8570),
        ("341723100", "341723101", "341723102", "341723103", "341723104", "341723105", "341723109", "341723200"),
    ),
    Place(
        "3417Z1", "九华山风景区卫生健康局", "九", "zone", "九华山", ("341723203",), (0, 0, 2),
        (30.4830, 117.8040), ("341723203",), ("15", "811"),
    ),
    Place(
        "3417Z2", "池州市江南新兴产业集中区卫生健康局", "江", "zone", "江南产业集中区", ("341702404",),
        (3, 3, 6), (30.7560, 117.6650), ("341702404",),
    ),
    Place(
        "3417Z3", "池州经济技术开发区卫生健康局", "经", "zone", "池州经开区", ("341702401",), (1, 4, 7),
        (30.7010, 117.5420), ("341702401",),
    ),
)  # fmt: skip
