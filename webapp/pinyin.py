"""Chinese names by their sound: initials to search by, with every usual reading, and the key by which lists are ordered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Any, cast

from webapp.folding import fold

# Characters with more than one usual reading, in words, names of people and places; each with the initials of all of them.
# From pypinyin's phrases, looked through by hand: its single readings hold many that nobody uses any more.
_USUAL = (
    "行xh 长cz 重zc 乐ly 调dt 传cz 朝zc 折zs 弹dt 奇qj 藏cz 暴bp 系xj 乘cs 便bp 参cs 率ls 校xj 降jx 省sx 宿sx 属sz 给gj 臭cx "
    "圈qj 盛sc 屏pb 畜cx 纤xq 卡kq 否fp 卒zc 贾jg 椎zc 辟pb 泊bp 蔓mw 壳kq 颤cz 澄cd 曾zc 扒bp 吁xy 裳cs 刹cs 堡bp 纶lg 蛤gh "
    "艾ay 粘nz 栅zs 咳kh 匙cs 耙pb 扛kg 磅pb 铛cd 吓xh 槛jk 恶ew 遗yw 阿ae 单dsc 解jx 仇cq 查cz 翟zd 尉wy 区qo 覃qt 圩wx 涡wg "
    "歙sx 铅qy 枞zc 厦sx 会hk 种zc 车cj 提td 陶ty 秘mb 泌mb 番fp 褚cz 句jg 隗wk 郇xh 祭jz 莘xs 浒hx 颉xj 佛fb 伽gjq 茄qj 漯lt "
    "蔚wy 繁fp 识sz 殖zs 召zs 轧zyg 咖kg 炮pb 强qj 巷xh 栖qx 侗dt 町td 柜gj 蕃fb 埔bp 瀑pb 逢fp 脯fp 万wm 瞿qj 荥xy 缉jq 亟jq "
    "荨qx 浚jx 掺cs 掸ds 禅cs 嘲cz 幢cz 撮cz 刨pb 鬲gl 骑qj 溃kh 冯fp"
)
USUAL = {one[0]: one[1:] for one in _USUAL.split()}
# So many readings that may differ at once are combined; what is typed is a part of a name.
TOGETHER = 4
MOST_SPELLINGS = 48
SORTED = 240

# How a sign sounds in names, where the dictionary of words says otherwise; for the order of lists alone.
_SOUNDS = {"长": "chang2长", "朝阳": "chao2朝yang2阳", "行": "hang2行"}

_RUNS = re.compile("[\x00-\x7f]+|[^\x00-\x7f]+")
_MARKS = re.compile("[^0-9A-Za-z]+")


def initials(text: str) -> str:
    """Pinyin initials, lower case, polyphones read in their phrase (重庆 is cq); Latin letters and digits
    stay.

    What has no reading (𠮷 in some fonts, emoji, punctuation) is left out.
    """
    return "".join(slot[0] for slot in _slots(fold(text)))


def spellings(text: str) -> list[str]:
    """The initials, and then those with the other usual readings of polyphones, also mixed (朝阳 is zy and cy)."""
    slots = _slots(fold(text))
    usual = [one[0] for one in slots]
    open_ = [at for at, letters in enumerate(slots) if len(letters) > 1]
    found = dict.fromkeys(["".join(usual)])
    found |= dict.fromkeys(islice(_others(slots, usual, open_), MOST_SPELLINGS * 4))
    return list(found)[:MOST_SPELLINGS]


def _others(slots: list[str], usual: list[str], open_: list[int]) -> Iterator[str]:
    for start in range(max(1, len(open_) - TOGETHER + 1)):
        some = open_[start : start + TOGETHER]
        for letters in product(*(slots[at] for at in some)):
            made = list(usual)
            for at, letter in zip(some, letters, strict=True):
                made[at] = letter
            yield "".join(made)


def _slots(folded: str) -> list[str]:
    """For each sign that has some, its initials: the one of its phrase first; a Latin letter or digit is itself."""
    slots: list[str] = []
    for run in _RUNS.findall(folded):
        slots += _MARKS.sub("", run) if run.isascii() else _slots_of_run(run)
    return slots


@lru_cache(maxsize=2_000)
def _slots_of_run(run: str) -> list[str]:
    """Of what stands between Latin letters, digits and marks; pypinyin reads phrase by phrase, and so do we."""
    # Its dictionary takes 57 MB, and a server that only receives inspections never asks for it.
    from pypinyin.seg.simpleseg import seg

    return [slot for phrase in seg(run) for slot in _slots_of_phrase(phrase)]


@lru_cache(maxsize=20_000)
def _slots_of_phrase(phrase: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(phrase, style=Style.FIRST_LETTER, errors=cast(Any, list))
    if len(read) != len(phrase):
        return tuple(_MARKS.sub("", "".join(lazy_pinyin(phrase, style=Style.FIRST_LETTER))))
    slots = []
    for sign, letter in zip(phrase, read, strict=True):
        if letter := _MARKS.sub("", letter):
            slots.append(letter + "".join(one for one in USUAL.get(sign, "") if one != letter))
    return tuple(slots)


def sort_key(text: str) -> str:
    """By what lists are ordered on both databases, byte by byte: sound and tone of each sign, then the sign itself."""
    runs = _RUNS.findall(fold(text))
    return "".join(run if run.isascii() else _sounds(run) for run in runs)[:SORTED]


def _mute(signs: str) -> list[str]:
    return [""] * len(signs)


@lru_cache(maxsize=2_000)
def _sounds(run: str) -> str:
    from pypinyin.seg.simpleseg import seg

    return "".join(_SOUNDS.get(phrase) or _sounds_of_phrase(phrase) for phrase in seg(run))


@lru_cache(maxsize=20_000)
def _sounds_of_phrase(phrase: str) -> str:
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(phrase, style=Style.TONE3, neutral_tone_with_five=True, errors=cast(Any, _mute))
    if len(read) != len(phrase):
        return phrase
    return "".join(f"{sound}{sign}" for sound, sign in zip(read, phrase, strict=True))
