"""Breaking a title into lines: words whole, in the shape of a trapezoid or a lozenge; names in columns.

GB/T 9704-2012 asks that a title of several lines keeps words together, is well balanced and takes the
shape 梯形 or 菱形. The words of titles are few and known, so a table of them and one cost per shape
settle it; anything not in the table (a place, a company's name) is never cut inside.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from unicodedata import east_asian_width

from documents.content import NAME_GAP, NameList

from . import page

# The last word of an organisation's or a unit's name: the name before it stays with it.
NAME_ENDINGS = frozenset(
    """
    有限责任公司 股份有限公司 有限公司 集团公司 总公司 分公司 公司 集团 项目经理部 项目部 指挥部 经理部 机关 委员会 党委
    党总支 总支部 党支部 支部 支部委员会 党小组
    """.split()
)
WORDS = NAME_ENDINGS | frozenset(
    """
    中共 中国共产党 支委会 全体 党员大会 党员 组织生活会 民主生活会 民主评议 年度 上半年 下半年 季度
    工作 报告 工作报告 工作总结 工作计划 工作要点 总结 计划 方案 实施方案 通知 通报 情况 整改 整改情况 整改台账 整改清单
    台账 清单 问题 查摆 对照检查 对照检查材料 检查 材料 学习教育 学习 教育 主题 主题教育 主题党日 专题 专题会 开展 召开 关于
    落实 贯彻 党建 党建工作 党风廉政建设 支部建设 三会一课 会议 会议记录 记录 纪实 谈心谈话 测评 统计表 汇总表 花名册 名册
    登记表 明细表 一览表 附件 名单
    """.split()
)
# A line does not begin with these: they belong to what stands before them …
CLINGING = frozenset("的之和与及了、，。：；）》”")
# … nor end with these.
OPENING = ("（", "《", "“", "关于", "中共")
# A name with its endings is one piece up to this width; beyond it may break before an ending.
LONGEST_NAME = 14

_OTHER_SCRIPT = re.compile(r"[0-9A-Za-z.%-]+")
_LONGEST = max(map(len, WORDS))

SHORT_LAST_LINE = 4
MOST_LINES = 4


@cache
def title_lines(title: str, limit: float) -> tuple[str, ...]:
    """Break a title into as few lines as it needs, each at most ``limit`` characters wide.

    A single word longer than a line is cut where the line ends. A title of more than MOST_LINES lines has
    no shape any more: its lines are simply filled.
    """
    words = [piece for word in title_words(title) for piece in _fitting(word, limit)]
    if width(title) <= limit:
        return (title,)
    needed = int(-(-width(title) // limit))
    for lines in range(needed, MOST_LINES + 1):
        choices = [_joined(words, cuts) for cuts in combinations(range(1, len(words)), lines - 1)]
        fitting = [choice for choice in choices if all(width(line) <= limit for line in choice)]
        if fitting:
            return min(fitting, key=_ugliness)
    return tuple(_filled(words, limit))


def title_words(title: str) -> list[str]:
    """The pieces of a title between which a line may end."""
    words: list[str] = []
    before = ""
    for token in _tokens(title):
        if words and _belongs(words[-1], before, token):
            words[-1] += token
        else:
            words.append(token)
        before = token
    return words


def width(text: str) -> float:
    """Width in full characters: Latin letters and digits count half."""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def _tokens(title: str) -> Iterable[str]:
    """Known words, runs of digits and letters, and runs of characters in no known word."""
    unknown = ""
    position = 0
    while position < len(title):
        token = _token_at(title, position)
        if token:
            if unknown:
                yield unknown
            yield token
            unknown = ""
        else:
            unknown += title[position]
        position += len(token) or 1
    if unknown:
        yield unknown


def _token_at(title: str, position: int) -> str:
    if match := _OTHER_SCRIPT.match(title, position):
        return match.group()
    lengths = range(min(_LONGEST, len(title) - position), 1, -1)
    candidates = (title[position : position + length] for length in lengths)
    return next((word for word in candidates if word in WORDS), "")


def _belongs(piece: str, before: str, token: str) -> bool:
    """Whether a token must stay on the line of the piece before it, whose last token is ``before``."""
    in_name = before in NAME_ENDINGS or (before not in WORDS and not before.isascii())
    closes_name = token in NAME_ENDINGS and in_name and width(piece + token) <= LONGEST_NAME
    counts = before.isascii() and (token not in WORDS or token in {"年度", "季度"})
    return closes_name or counts or token[0] in CLINGING or piece.endswith(OPENING)


def _fitting(word: str, limit: float) -> Iterable[str]:
    """The word itself, or slices of it that fit a line."""
    if width(word) <= limit:
        return [word]
    size = max(int(limit), 1)
    return [word[start : start + size] for start in range(0, len(word), size)]


def _filled(words: Sequence[str], limit: float) -> Iterable[str]:
    """Words in lines, each as full as it will go."""
    line = ""
    for word in words:
        if line and width(line + word) > limit:
            yield line
            line = ""
        line += word
    yield line


def _joined(words: Sequence[str], cuts: Sequence[int]) -> tuple[str, ...]:
    edges = [0, *cuts, len(words)]
    return tuple("".join(words[start:end]) for start, end in pairwise(edges))


def _ugliness(lines: Sequence[str]) -> tuple[float, float]:
    """Lower is better: first no forbidden shape, then steps between lines near two characters."""
    widths = [width(line) for line in lines]
    steps = [after - before for before, after in pairwise(widths)]
    waist = any(left < 0 < right for left, right in pairwise(steps))
    forbidden = waist + any(step == 0 for step in steps) + (widths[-1] < SHORT_LAST_LINE)
    return forbidden, sum((abs(step) - 2) ** 2 for step in steps)


# 左空二字.
INDENT = 2


def hanging(names: NameList) -> float:
    """Characters from the left edge to the first name, which later lines begin under."""
    return INDENT + width(names.label)


def name_lines(names: NameList) -> Iterator[str]:
    """The names in lines, every line but the last with the space before the next name."""
    # The space at a line's end needs its place too: Word does not let it hang out.
    limit = page.CHARACTERS_PER_LINE - hanging(names) - width(NAME_GAP)
    line = ""
    for name in names.names:
        if line and width(line + NAME_GAP + name) > limit:
            yield line + NAME_GAP
            line = name
        else:
            line = line + NAME_GAP + name if line else name
    if line:
        yield line
