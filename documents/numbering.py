"""Number labels of Chinese official writing: 一、（一）1. （1）① 一是 第一， 首先， 第一部分.

A label is only a guess until `runs` has found it in a sequence. All patterns are bounded, so that
no text can make them backtrack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class NumberStyle(StrEnum):
    """Styles, outermost first; the value is how the first number of a run looks."""

    PART = "第一部分"
    CHINESE = "一、"
    CHINESE_SPACE = "一 "
    CHINESE_PAREN = "（一）"
    CHINESE_HALF = "一）"
    ARABIC = "1."
    ARABIC_SPACE = "1 "
    MULTILEVEL = "1.1"
    ARABIC_PAREN = "（1）"
    ARABIC_HALF = "1）"
    CIRCLED = "①"
    LABELLED = "问题一："
    ORDINAL = "第一，"
    IS = "一是"
    MUST = "一要"
    OF_THEM = "其一，"
    FIRST = "首先，"
    FOREIGN = "A."
    BULLET = "●"


# A lone label of these styles says nothing; they count from two in order.
WEAK_STYLES = frozenset(
    {
        NumberStyle.CHINESE_SPACE,
        NumberStyle.ARABIC_SPACE,
        NumberStyle.MUST,
        NumberStyle.OF_THEM,
        NumberStyle.FIRST,
        NumberStyle.MULTILEVEL,
        NumberStyle.PART,
    }
)
_LISTLIKE = (NumberStyle.CHINESE, NumberStyle.ARABIC)
NEXT = 0  # value of “最后”: whatever comes next


@dataclass(frozen=True, slots=True)
class Number:
    """A label found in a text: `label` as typed, from `start` to `end` (blanks after included)."""

    style: NumberStyle
    value: int
    label: str
    start: int
    end: int


_B = r"[ \t\u3000\u00a0]{0,4}"
_C = r"[一二三四五六七八九十百〇零壹贰叁肆伍陆柒捌玖拾]{1,4}"
_A = r"[0-9０-９]{1,2}"
# “一、二季度”, “1、2号楼”: neighbours of a list, not a label.
_UNITS = "季度|月|级|线|楼|层|期|班|组|号|届|标|类|区|科|队|支部|等奖|、|至|和"
_NEIGHBOUR = re.compile(rf"{_B}({_C}|{_A})(?:{_UNITS})")
_NOT_DECIMAL = r"(?!\d(?!\d{3}年))"
_NOUN = r"(?:问题|原因|措施|差距|不足|意见|表现|任务|目标)"

_PATTERNS: dict[NumberStyle, str] = {
    NumberStyle.PART: rf"第{_B}(?P<v>{_C}|{_A}){_B}(?:部分|章(?!程)|篇){_B}[、，,：:.．]?",
    NumberStyle.LABELLED: rf"(?:存在|主要|具体)?{_NOUN}之?{_B}(?P<v>{_C}|{_A}){_B}[：:、.．，]",
    NumberStyle.ORDINAL: rf"第{_B}(?P<v>{_C}|{_A})(?:点|条|个?方面)?(?:[，,、：:.．]|是(?!否)"
    r"|(?=[ \t\u3000]))(?!第)",
    NumberStyle.FIRST: r"(?P<v>首先|其次|再次|最后)(?:[，,、：:]|是)?",
    NumberStyle.OF_THEM: rf"其(?P<v>{_C})(?:[，,、：:]|是)",
    NumberStyle.IS: rf"(?P<v>{_C}){_B}是(?!(?P=v)|否)[：:，,]?",
    NumberStyle.MUST: rf"(?P<v>{_C})(?=要(?![求点素闻塞领]))",
    NumberStyle.CHINESE_PAREN: rf"(?:[（(〔【\[]{_B}(?P<v>{_C}){_B}[）)〕】\]]|(?P<v2>[㈠-㈩]))"
    rf"{_B}[、丶.．，,：:]?",
    NumberStyle.CHINESE_HALF: rf"(?P<v>{_C}){_B}[）)]",
    NumberStyle.CHINESE: rf"(?P<v>{_C}){_B}(?:[、丶﹑､.．,，]|[：:](?!\d))",
    NumberStyle.MULTILEVEL: r"[0-9]{1,2}(?:[.．][0-9]{1,2}){0,4}[.．](?P<v>[0-9]{1,2})"
    r"(?:[、.．](?!\d)|[ \t\u3000]{1,8})(?=[\u4e00-\u9fff“《])",
    NumberStyle.ARABIC: rf"(?:(?P<v>{_A}){_B}(?:[.．,，]{_NOT_DECIMAL}|[、丶﹑､]|[：:](?!\d))"
    rf"|(?P<v2>[⒈-⒛]))",
    NumberStyle.ARABIC_PAREN: rf"(?:[（(〔【\[]{_B}(?P<v>{_A}){_B}[）)〕】\]]|(?P<v2>[⑴-⒇]))"
    rf"{_B}[、丶.．，,：:]?",
    NumberStyle.ARABIC_HALF: rf"(?P<v>{_A}){_B}[）)]",
    NumberStyle.CIRCLED: rf"(?P<v2>[①-⑳❶-❿➀-➉]){_B}[、.．]?",
    NumberStyle.CHINESE_SPACE: rf"(?P<v>{_C})[ \t\u3000]{{1,4}}(?=[\u4e00-\u9fff“《]{{2}})",
    NumberStyle.ARABIC_SPACE: rf"(?P<v>{_A})[ \t\u3000]{{1,4}}(?=[\u4e00-\u9fff“《]{{2}})",
}
_LEADING = {style: re.compile(pattern) for style, pattern in _PATTERNS.items()}
# Marks that stand before each entry of a list; - * + only before a blank. Private characters are those of Wingdings.
BULLETS = "※●○◆◇★☆■□▲△▶►➢➤✓✔✦❖•▪▫◎◦‣⁃\uf06c\uf06e\uf075\uf076\uf0a7\uf0b2\uf0b7\uf0d8\uf0fc"
_BULLET = re.compile(rf"(?:[{BULLETS}·]|[-*+–—](?=[ \t]))[ \t\u3000\u00a0]{{0,8}}")

_STRONG = "。！？；;：:!?… \t\u3000\u00a0"
_SOFT = _STRONG + "，,、）)”’》】—"
# What may stand before a label inside a paragraph; None: anything but a digit or a clause number.
_INLINE: dict[NumberStyle, str | None] = {
    NumberStyle.ORDINAL: _SOFT,
    NumberStyle.FIRST: _STRONG + "，,",
    NumberStyle.OF_THEM: _SOFT,
    NumberStyle.IS: _SOFT,
    NumberStyle.MUST: _STRONG + "，,",
    NumberStyle.CHINESE_PAREN: _STRONG + "，,、",
    NumberStyle.CHINESE: _STRONG,
    NumberStyle.ARABIC: _STRONG,
    NumberStyle.ARABIC_PAREN: None,
    NumberStyle.ARABIC_HALF: _STRONG + "，,、",
    NumberStyle.CIRCLED: None,
}
# Without one of these characters a text holds no label of the style.
_SIGNS = {
    NumberStyle.ORDINAL: "第",
    NumberStyle.FIRST: "首",
    NumberStyle.OF_THEM: "其",
    NumberStyle.IS: "是",
    NumberStyle.MUST: "要",
    NumberStyle.CHINESE_PAREN: "（(〔【[㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    NumberStyle.CHINESE: "、丶﹑､.．,，：:",
    NumberStyle.ARABIC: "0123456789０１２３４５６７８９⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    NumberStyle.ARABIC_PAREN: "（(〔【[⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    NumberStyle.ARABIC_HALF: "）)",
    NumberStyle.CIRCLED: "".join(chr(base + step) for base in (0x2460, 0x2776, 0x2780) for step in range(20)),
}
# Nor where its first word is missing.
_BEGUN = {NumberStyle.FIRST: "首先", NumberStyle.OF_THEM: "其一"}
_SIGNS_OF = {style: frozenset(signs) for style, signs in _SIGNS.items()}
# “主要表现在一是……；二是……”: the first of a run may follow such a word directly.
_BEFORE_FIRST = "在为括即有下点"
# “按（1）（2）条”: a reference to clauses, not a block.
_REFERENCE = re.compile(rf"[（(]{_B}(?:{_C}|{_A}){_B}[）)]|[①-⑳⑴-⒇条款项]")
_QUOTED = re.compile(r"“[^“”]{0,80}”|《[^《》]{0,80}》")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_STARTERS = frozenset(
    [*_DIGITS, *"十百拾0123456789０１２３４５６７８９（(〔【[第首其再最存主具问原措差不意表任目"]
    + [chr(base + step) for base in map(ord, "㈠⒈⑴①❶➀") for step in range(20)]
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": NEXT}
_SINGLE = {"㈠": 1, "⒈": 1, "⑴": 1, "①": 1, "❶": 1, "➀": 1}


def chinese_value(text: str) -> int:
    """The value of 十二, 二十三, 一〇, 12 or １２; -1 for what is no number."""
    if text.isdecimal():
        return int(text)
    text = text.replace("拾", "十")
    if "百" in text:
        return -1
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "十" in ones:
            return -1
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[char]) for char in text))


@lru_cache(maxsize=4096)
def leading_number(text: str) -> Number | None:
    """The label that `text` begins with, or None."""
    if bullet := _BULLET.match(text):
        if bullet.end() < len(text) and text[bullet.end()] not in BULLETS:
            return Number(NumberStyle.BULLET, NEXT, bullet[0].strip(" \t\u3000\u00a0"), 0, bullet.end())
        return None
    if text[:1] not in _STARTERS:
        return None
    for style, pattern in _LEADING.items():
        if match := pattern.match(text):
            number = _number(style, match)
            if number and number.end < len(text):
                return number
    return None


def label_number(label: str, fallback: int) -> Number:
    """A label computed by Word, which may lack punctuation (“1”, “一”); `fallback` its count."""
    found = leading_number(label + " 文字")
    if found is None:
        return Number(NumberStyle.FOREIGN, fallback, label, 0, 0)
    style = found.style
    if style is NumberStyle.CHINESE_SPACE:
        style = NumberStyle.CHINESE
    elif style is NumberStyle.ARABIC_SPACE:
        style = NumberStyle.ARABIC
    return Number(style, found.value, label, 0, 0)


def inline_numbers(text: str, start: int = 0) -> list[Number]:
    """All labels from `start` on that stand where a block may begin, in order."""
    chars = set(text)
    styles = [
        style
        for style, signs in _SIGNS_OF.items()
        if not signs.isdisjoint(chars) and _BEGUN.get(style, "") in text
    ]
    found = [number for style in styles for number in _inline_of(style, text, start)]
    if not found:
        return found
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return sorted(_outside(found, quoted), key=lambda number: (number.start, -number.end))


def _outside(numbers: list[Number], spans: list[tuple[int, int]]) -> Iterator[Number]:
    spans = [*spans, (len(numbers) + 10**9, 0)]
    place = 0
    for number in sorted(numbers, key=lambda one: one.start):
        while spans[place][1] and spans[place][1] <= number.start:
            place += 1
        if not spans[place][0] < number.start < spans[place][1]:
            yield number


def _inline_of(style: NumberStyle, text: str, start: int) -> Iterator[Number]:
    before = _INLINE[style]
    for match in _LEADING[style].finditer(text, start):
        at = match.start()
        previous = text[at - 1] if at > start else "。"
        number = _number(style, match)
        if number is None or number.end >= len(text):
            continue
        if before is None:
            referred = previous.isdecimal() or previous in "第条款项按见"
            if not referred and not _REFERENCE.match(text, number.end):
                yield number
        elif previous in before or (
            style is NumberStyle.IS and number.value == 1 and previous in _BEFORE_FIRST
        ):
            yield number


def _has_neighbour(match: re.Match[str], value: int) -> bool:
    found = _NEIGHBOUR.match(match.string, match.end())
    return found is not None and chinese_value(found.group(1)) == value + 1


def _number(style: NumberStyle, match: re.Match[str]) -> Number | None:
    groups = match.groupdict()
    if single := groups.get("v2"):
        base = max(first for first in _SINGLE if first <= single)
        value = ord(single) - ord(base) + _SINGLE[base]
    elif style is NumberStyle.FIRST:
        value = _WORDS[groups["v"]]
    else:
        value = chinese_value(groups["v"])
    if value < 0 or (value == 0 and style is not NumberStyle.FIRST):
        return None
    if style in _LISTLIKE and _has_neighbour(match, value):
        return None
    end, text = match.end(), match.string
    while end < len(text) and text[end] in " \t\u3000\u00a0":
        end += 1
    return Number(style, value, match.group().strip(" \t\u3000\u00a0"), match.start(), end)
