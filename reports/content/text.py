"""Pieces of text in official documents: their typefaces, what can be printed, and Chinese numbers."""

import re
from enum import Enum

BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
# Characters that XML cannot hold, or that no font draws and only confuse measuring a line.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)

_DIGITS = "零一二三四五六七八九"


class Role(Enum):
    """What a piece of text is, typographically; each role has one typeface (GB/T 9704-2012)."""

    TITLE = "title"  # 小标宋
    HEI = "hei"  # 黑体: first-level headings, 附件 labels
    KAI = "kai"  # 楷体: second-level headings
    FANG = "fang"  # 仿宋: body
    SONG = "song"  # 宋体: page numbers, tables


def clean_text(text: str) -> str:
    """One line of printable text: line breaks and tabs become one space, invisible characters go."""
    return INVISIBLE.sub("", BREAKS.sub(" ", text)).strip()


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十."""
    if not 1 <= number <= 99:
        raise ValueError(f"中文序号只支持 1 至 99：{number}")
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def numeral(number: int, level: int) -> str:
    """The number before a heading of a level: 一、 （一） 1. （1） (GB/T 9704-2012)."""
    match level:
        case 1:
            return f"{chinese_number(number)}、"
        case 2:
            return f"（{chinese_number(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"标题只有 1 至 4 级：{level}")
