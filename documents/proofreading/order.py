"""Numbers, repetition and weight: what only shows when lines are read together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from documents.claims import number_of
from documents.content import chinese_number

from .text import Known, Line, Remark, Topic

SAME_FROM = 12
# Shorter paragraphs are formulas, which are the same every year.
ALIKE, ALIKE_FROM = 0.8, 80
_SHORT = 24
_LABEL = re.compile(
    r"^(?:(?P<chinese>[一二三四五六七八九十]+)(?P<c_mark>[、.．,，])|(?P<paren>[（(][一二三四五六七八九十]+[）)])(?P<p_mark>[、.．]?)"
    r"|(?P<arabic>\d{1,2})(?P<a_mark>[、.．,，])(?!\d)|(?P<sub>[（(]\d{1,2}[）)])(?P<s_mark>[、.．]?)|(?P<is>[一二三四五六七八九十]+)是)"
)
_LEVELS = ("chinese", "paren", "arabic", "sub")
_INLINE = re.compile("(?:(?<=[。；：])|^)([一二三四五六七八九十]+)是(?!否)")


def numbering(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """Labels against GB/T 9704 (一、（一）1.（1）): their marks, their order, levels left out."""
    counts: dict[str, int] = {}
    for number, line in enumerate(lines):
        match = _LABEL.match(line.text)
        if match is None or match["is"]:
            yield from _inline(line, number)
            continue
        level = next(name for name in _LEVELS if match[name])
        yield from _mark(match, level, number)
        value = int(number_of(re.sub(r"[（()）]", "", match[level])) or 0)
        for deeper in _LEVELS[_LEVELS.index(level) + 1 :]:
            counts.pop(deeper, None)
        expected = counts.get(level, 0) + 1
        if value not in {expected, 1}:
            shown = chinese_number(expected) if level in {"chinese", "paren"} else str(expected)
            yield Remark(
                Topic.NUMBERING,
                match.group(),
                number,
                f"编号不连续，前面数到 {expected - 1}，这里应是“{shown}”",
            )
        counts[level] = value
        yield from _inline(line, number)


def _mark(match: re.Match[str], level: str, number: int) -> Iterator[Remark]:
    if level == "arabic" and match["a_mark"] not in ".．":
        yield Remark(Topic.NUMBERING, match.group(), number, "阿拉伯数字编号后用圆点", f"{match['arabic']}.")
    if level == "chinese" and match["c_mark"] != "、":
        yield Remark(Topic.NUMBERING, match.group(), number, "汉字编号后用顿号", f"{match['chinese']}、")
    if level in {"paren", "sub"} and match[f"{level[0]}_mark"]:
        yield Remark(Topic.NUMBERING, match.group(), number, "括号编号后不加标点", match[level])
    if level in {"paren", "sub"} and "(" in match[level]:
        right = match[level].replace("(", "（").replace(")", "）")
        yield Remark(Topic.NUMBERING, match[level], number, "编号的括号用全角", right)


def _inline(line: Line, number: int) -> Iterator[Remark]:
    """一是…二是… inside a line: each one more than the last."""
    values = [int(number_of(word) or 0) for word in _INLINE.findall(line.text)]
    for before, value in pairwise(values):
        if value not in {before + 1, 1}:
            yield Remark(
                Topic.NUMBERING,
                f"{chinese_number(value)}是",
                number,
                f"“{chinese_number(before)}是”后面应是“{chinese_number(before + 1)}是”",
            )


def repeated(lines: Sequence[Line], _known: Known) -> Iterator[Remark]:
    """The same sentence a second time, in whatever section."""
    first: dict[str, int] = {}
    for number, line in enumerate(lines):
        for sentence in re.split("(?<=[。！？])", _LABEL.sub("", line.text)):
            words = re.sub(r"\W", "", sentence)
            if len(words) < SAME_FROM:
                continue
            if words in first:
                place = lines[first[words]].section or f"第 {first[words] + 1} 段"
                yield Remark(Topic.REPEATED, sentence.strip()[:_SHORT], number, f"这一句在“{place}”已经写过")
            first.setdefault(words, number)


def pairs_of(text: str) -> Counter[str]:
    """How often each pair of neighbouring characters stands in a text; marks and digits apart."""
    words = re.sub(r"\W|\d", "", text)
    return Counter(words[n : n + 2] for n in range(len(words) - 1))


def like_last_year(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """Paragraphs that are nearly those of last year, by the pairs of characters they share."""
    old = [(pairs_of(text), text) for text in known.last_year if len(text) >= ALIKE_FROM]
    for number, line in enumerate(lines):
        mine = pairs_of(line.text)
        if line.is_heading or sum(mine.values()) < ALIKE_FROM:
            continue
        for theirs, text in old:
            total = sum(mine.values()) + sum(theirs.values())
            if 2 * sum((mine & theirs).values()) >= ALIKE * total:
                yield Remark(
                    Topic.LAST_YEAR, line.text[:_SHORT], number, f"与去年的“{text[:_SHORT]}”几乎一样"
                )
                break


def unlinked(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """Problems without a cause or a measure, and the reverse, as the records have them."""
    for words in known.unlinked:
        yield Remark(Topic.UNLINKED, words[:_SHORT], max(0, len(lines) - 1), words)


def weight(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """Sections that are empty or one sentence long, or of another length than the unit has agreed."""
    heads = [number for number, line in enumerate(lines) if line.is_heading]
    for head, end in pairwise([*heads, len(lines)]):
        body = "".join(line.text for line in lines[head + 1 : end])
        sentences = [one for one in re.split("[。！？]", body) if one.strip()]
        # A gap is remarked on by itself.
        if len(sentences) < 2 and "【待补充" not in body:
            told = "还没有内容" if not sentences else "只有一句话"
            yield Remark(Topic.WEIGHT, lines[head].text[:_SHORT], head, f"这一部分{told}")
            continue
        fewest, most = known.lengths.get(lines[head].kind, (0, 0))
        if most and not fewest <= (length := len(re.sub(r"\s", "", body))) <= most:
            told = f"这一部分 {length} 字，本单位定为 {fewest}–{most} 字"
            yield Remark(Topic.WEIGHT, lines[head].text[:_SHORT], head, told)
