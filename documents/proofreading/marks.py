"""Marks, digits and words that slipped in twice: what can be seen in a line by itself."""

import re
from collections.abc import Iterator, Sequence

from .text import Known, Line, Remark, Topic

_HAN = "\u4e00-\u9fff"
_TWICE = re.compile(rf"([{_HAN}]{{2,8}})\1|([的了和在是对与及将把为从向被])\2")
# Said twice on purpose: 一步一步, 好好学习, 人人.
_ON_PURPOSE = re.compile(
    r"(?:一[步点项件个次]){2}|([讨研商思琢学])(.)\1\2|逐[条项个]逐[条项个]|方方面面"
    r"|时时|处处|人人|事事|年年|月月|天天|层层|面对面|点对点|一对一|日复一日"
)
_MARK_TWICE = re.compile(r"[，。、；：,;:]{2,}|[！？]{3,}|。[，、；]|[，、；][。！？]")
_HALF = re.compile(
    rf"(?<=[{_HAN}》”）])[,.;:!?](?=[{_HAN}《“（\s]|$)|(?<=[{_HAN}])[()](?=[{_HAN}\d])|(?<=[{_HAN}\d])[)](?=[{_HAN}，。])"
)
_FULL = str.maketrans(",.;:!?()", "，。；：！？（）")
_LEADING = re.compile(r"^[，。、；：！？]")
_STRAY = re.compile(rf"(?<=[{_HAN}])[ \u3000]+(?=[{_HAN}])|[#*`~|\\^_]+")
_PLACEHOLDER = re.compile(
    r"[XxＸｘ×]{2,}|【待补充[^】]*】|[_＿]{2,}"
    r"|[○〇●□]{2,}(?![一二三四五六七八九〇])|（此处[^）]*）|某某某?|(?<![\u4e00-\u9fff])待定(?![\u4e00-\u9fff])"
)
_FULL_DIGITS = re.compile(r"[０-９]+(?:[．.][０-９]+)?[％]?")
_PAIRS = {"（": "）", "《": "》", "“": "”", "【": "】", "‘": "’"}
_PERCENT = re.compile(r"\d+(\.\d+)?%")


def doubled(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """Words written twice in a row: 发挥发挥."""
    for number, line in enumerate(lines):
        for match in _TWICE.finditer(line.text):
            if not _ON_PURPOSE.search(match.group()):
                once = match[1] or match[2]
                yield Remark(Topic.DOUBLED, match.group(), number, f"“{once}”连写了两遍", once)


def marks(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """Marks that are doubled, half-width among Chinese, in front of a line, or no part of a text at all."""
    for number, line in enumerate(lines):
        for match in _MARK_TWICE.finditer(line.text):
            last = next((mark for mark in match.group() if mark in "。！？"), match.group()[-1]).translate(
                _FULL
            )
            yield Remark(Topic.MARKS, match.group(), number, "标点重复", last)
        for match in _HALF.finditer(line.text):
            around = line.text[max(0, match.start() - 4) : match.end() + 4]
            if _is_inside(match, _MARK_TWICE, line.text):
                continue
            right = _right_mark(line.text, match)
            yield Remark(
                Topic.MARKS,
                around,
                number,
                f"中文之间用了半角“{match.group()}”",
                around.replace(match.group(), right),
            )
        if leading := _LEADING.match(line.text):
            yield Remark(Topic.MARKS, line.text[:6], number, f"开头是“{leading.group()}”", line.text[1:6])
        for match in _STRAY.finditer(line.text):
            around = line.text[max(0, match.start() - 4) : match.end() + 4]
            yield Remark(Topic.MARKS, around, number, "夹有空格或符号", around.replace(match.group(), ""))


def _is_inside(match: re.Match[str], other: re.Pattern[str], text: str) -> bool:
    return any(found.start() <= match.start() < found.end() for found in other.finditer(text))


def _right_mark(text: str, match: re.Match[str]) -> str:
    """The full-width mark; nothing in the middle of words, where a dot stands by mistake (针对.疫情)."""
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 1]
    if (
        match.group() == "."
        and after
        and before in {"针对", "关于", "对于", "根据", "按照", "围绕", "通过", "结合"}
    ):
        return ""
    return match.group().translate(_FULL)


def pairs(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """Brackets and quotation marks without their other half."""
    closing = {end: start for start, end in _PAIRS.items()}
    for number, line in enumerate(lines):
        open_marks: list[tuple[str, int]] = []
        for position, character in enumerate(line.text):
            if character in _PAIRS:
                open_marks.append((character, position))
            elif character in closing:
                if open_marks and open_marks[-1][0] == closing[character]:
                    open_marks.pop()
                elif not re.match(r"^（?[一二三四五六七八九十\d]+[）]", line.text[: position + 1]):
                    yield Remark(
                        Topic.PAIRS,
                        line.text[max(0, position - 8) : position + 1],
                        number,
                        f"“{character}”前面没有“{closing[character]}”",
                    )
        for character, position in open_marks:
            yield Remark(
                Topic.PAIRS,
                line.text[position : position + 9],
                number,
                f"“{character}”后面没有“{_PAIRS[character]}”",
            )


def placeholders(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """What was to be filled in later: XX, 【待补充】."""
    for number, line in enumerate(lines):
        for match in _PLACEHOLDER.finditer(line.text):
            yield Remark(Topic.PLACEHOLDER, match.group(), number, "还没有填写")


def digits(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """Full-width digits."""
    for number, line in enumerate(lines):
        for match in _FULL_DIGITS.finditer(line.text):
            half = match.group().translate(str.maketrans("０１２３４５６７８９．％", "0123456789.%"))
            yield Remark(Topic.DIGITS, match.group(), number, "数字用了全角", half)


def decimals(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """Percentages of one sentence that are not rounded alike: 93.6% beside 95.25%."""
    for number, line in enumerate(lines):
        for sentence in re.split("[。！？]", line.text):
            found = list(_PERCENT.finditer(sentence))
            places = {len(match[1] or ".") - 1 for match in found if match.group() != "100%"} - {0}
            if len(places) > 1:
                shown = "、".join(match.group() for match in found)
                yield Remark(Topic.DECIMALS, found[-1].group(), number, f"同一句里小数位数不一：{shown}")
