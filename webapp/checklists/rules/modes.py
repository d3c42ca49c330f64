"""处罚模式: the words of the violation table (T1, T2 可 …) are for its authors; people read what they mean."""

from __future__ import annotations

from webapp.labels import Labelled


class Mode(Labelled):
    """How a violation is sanctioned: is a warning and a term to mend it the condition of a fine?"""

    T1 = "t1", "先责令改正，逾期不改才可罚款"
    T2_MAY = "t2_may", "责令限期改正，可以并处罚款"
    T2_MUST = "t2_must", "责令限期改正，应当并处罚款"
    ARTICLE_75 = "article_75", "责令限期治理，并处罚款"
    DECREE_352 = "decree_352", "使用有毒物品，处罚不以逾期为前提"
    OTHER = "other", "另行规定"
    NONE = "none", "无直接罚则"


def mode_of(mode: str, penalty_article: str) -> Mode:
    """The mode from the words of the violation table (T1, T2 可, T2 应并处, 同上 …) and the penalty article
    (75-(二)).

    The article decides before the words: 同上 in the table means article 75 only where the article says so.
    """
    article = penalty_article.strip().split("-")[0]
    words = mode.strip()
    if article == "75":
        return Mode.ARTICLE_75
    if words.startswith("T1"):
        return Mode.T1
    if words.startswith("T2"):
        return Mode.T2_MUST if "应" in words else Mode.T2_MAY
    said = next((one for one in Mode if one.label == words), None)
    return said or (Mode.OTHER if article or words else Mode.NONE)


# What a form offers for each mode; the table may say it in other words, which stay until somebody chooses.
KEPT = {Mode.T1: "T1", Mode.T2_MAY: "T2 可", Mode.T2_MUST: "T2 应并处"}


def mode_words(mode: str, penalty_article: str) -> str:
    """What a stored mode means; empty where neither it nor an article says anything."""
    return mode_of(mode, penalty_article).label if mode.strip() or penalty_article.strip() else ""


def mode_options(mode: str = "", penalty_article: str = "") -> list[tuple[str, str]]:
    """For a form: the modes in words, and what is stored, where that is said otherwise."""
    known = [("", "（无）"), *((text, one.label) for one, text in KEPT.items())]
    if mode and mode not in {value for value, _ in known}:
        words = mode_words(mode, penalty_article)
        known.append((mode, words if mode_of(mode, "") is not Mode.OTHER else f"{words}（{mode}）"))
    return known
