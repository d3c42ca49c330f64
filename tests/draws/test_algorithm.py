"""handbook-2 18.3 and 18.4 by number, and what has to hold for every draw."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from webapp.draws.rules.algorithm import (
    ALL,
    NUMBER,
    PERCENT,
    Candidate,
    Checker,
    Teams,
    drawn,
    following,
    ordered,
    pool_text,
    quota,
    rank_of,
    seed_of,
    sha256,
    unstaffed,
)

SECRET = bytes(range(32))
CODE, NUMBER_OF_THE_DAY = "D2025-0001", "双色球2025001期:01,05,09,17,24,30+08"
STRATA = dict(
    zip(("0011", "0022", "0033", "0044", "0055", "0066", "0077", "0088"), "丙丙乙乙乙甲甲丙", strict=True)
)
POOL = [Candidate(f"91340000MA0000{end}#1", stratum) for end, stratum in STRATA.items()]
PEOPLE = [Checker(badge) for badge in ("340001", "340002", "340003", "340004")]
QUOTAS = {"丙": 2, "乙": 1, "甲": 1}


def short(key: str) -> str:
    return key[14:18]


def seed() -> bytes:
    return seed_of(SECRET, CODE, sha256(pool_text(POOL)), NUMBER_OF_THE_DAY)


def teams(recused: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    asked = Teams(seed(), PEOPLE, recused, 2, specialist=True)
    return {short(one.key): asked.for_one(one.key) for one in drawn(ordered(seed(), POOL), QUOTAS)}


def test_vector_of_the_handbook() -> None:
    assert sha256(pool_text(POOL)) == "b002624dfcf354b4507aabf1a018448abef584321cbca8766e06a8409480d2f2"
    assert sha256(SECRET) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
    assert seed().hex() == "79d2e1e1033642af854cf4d5838ba85d24f086b48932b21ce2a0d6786adf30f5"
    order = {
        name: [(short(one.key), one.rank[:8]) for one in row] for name, row in ordered(seed(), POOL).items()
    }
    assert order == {
        "丙": [("0011", "0a8fe3a7"), ("0088", "8f4ef7e2"), ("0022", "d25e3b18")],
        "乙": [("0044", "0ccebe79"), ("0033", "150b2fd8"), ("0055", "509b426a")],
        "甲": [("0077", "43df0c6c"), ("0066", "987ed629")],
    }
    assert teams(((POOL[0].key, "340004"),)) == {
        "0011": ("340002", "340003"), "0044": ("340004", "340001"), "0077": ("340001", "340004"), "0088": ("340003", "340002"),
    }  # fmt: skip
    assert teams(())["0011"] == ("340004", "340002")


def test_quotas_of_the_handbook() -> None:
    assert [quota(PERCENT, *one) for one in ((5, 40), (20, 90), (50, 47))] == [2, 18, 24]
    assert quota(ALL, 0, 26) == 26
    assert (quota(PERCENT, 1, 3), quota(PERCENT, 20, 0), quota(NUMBER, 9, 4), quota(NUMBER, 2, 4)) == (
        1,
        0,
        4,
        2,
    )


def test_the_next_of_the_same_order() -> None:
    order = ordered(seed(), POOL)
    taken = [one.key for one in drawn(order, QUOTAS)]
    after = following(order, "乙", taken)
    assert after and short(after.key) == "0033"
    assert following(order, "甲", [one.key for one in POOL]) is None
    # Taking one out of the pool changes nobody else's rank.
    assert {one: rank_of(seed(), one) for one in taken}.items() <= {
        one.key: one.rank for row in order.values() for one in row
    }.items()


keys = st.from_regex(r"\A[0-9A-HJ-NPQRTUWXY]{18}#[1-3]\Z")
pools = st.dictionaries(keys, st.sampled_from(["甲", "乙", "丙"]), min_size=1, max_size=30)


@given(pools, st.randoms(use_true_random=False), st.binary(min_size=32, max_size=32))
def test_the_order_of_input_decides_nothing(pool: dict[str, str], chance: object, secret: bytes) -> None:
    first = [Candidate(*one) for one in pool.items()]
    second = first[:]
    chance.shuffle(second)  # type: ignore[attr-defined]
    assert pool_text(first) == pool_text(second)
    assert ordered(secret, first) == ordered(secret, second)


@given(pools, st.binary(min_size=32, max_size=32), st.data())
def test_recusal_is_never_violated_and_work_is_shared(
    pool: dict[str, str], secret: bytes, data: st.DataObject
) -> None:
    people = [Checker(f"{number:04}", number % 2 == 0) for number in range(6)]
    recused = data.draw(
        st.sets(
            st.tuples(st.sampled_from(sorted(pool)), st.sampled_from([one.badge for one in people])),
            max_size=20,
        )
    )
    impossible = set(unstaffed(pool, people, recused, 2, specialist=True))
    experts = {one.badge for one in people if one.specialist}
    asked = Teams(secret, people, recused, 2, specialist=True)
    for key in sorted(set(pool) - impossible, key=lambda one: rank_of(secret, one)):
        team = asked.for_one(key)
        assert len(set(team)) == 2
        assert experts & set(team)
        assert not {(key, badge) for badge in team} & recused
    if not recused and asked.given:
        counts = [asked.given[one.badge] for one in people]
        assert max(counts) - min(counts) <= 2


def test_ten_thousand_seeds_are_fair() -> None:
    """Chi-square over which are drawn, and over who goes, for seeds that are always the same."""
    pool = [Candidate(f"91340000MA{number:08}#1", "丙") for number in range(20)]
    places: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for number in range(10_000):
        one = seed_of(number.to_bytes(32), CODE, "", "")
        first = drawn(ordered(one, pool), {"丙": 5})
        places.update(each.key for each in first)
        people.update(Teams(one, PEOPLE, (), 2, specialist=True).for_one(first[0].key)[:1])
    # Five of twenty without putting back: the variance of a count is n·p·(1-p); 19 degrees of freedom, 99.9 % below 43.8.
    expected = 10_000 * 5 / 20
    assert sum((places[one.key] - expected) ** 2 for one in pool) / (expected * (1 - 5 / 20)) * 19 / 20 < 43.8
    assert sum((people[one.badge] - 2500) ** 2 / 2500 for one in PEOPLE) < 16.3


def test_a_hundred_thousand_objects_take_as_long_as_their_hashes() -> None:
    """Work is counted, not timed: the hashes of a draw are as many as there are objects."""
    pool = [Candidate(f"91340000{number:010}#1", "丙") for number in range(100_000)]
    order = ordered(SECRET, reversed(pool))
    assert len(order["丙"]) == 100_000
    assert len(drawn(order, {"丙": 500})) == 500
