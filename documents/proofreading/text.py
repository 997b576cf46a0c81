"""What is proof-read, a line each, and what a remark on it says."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Topic(StrEnum):
    """The kinds of remarks; the value is the word on pages."""

    DOUBLED = "重复用词"
    MARKS = "标点"
    PAIRS = "括号引号"
    PLACEHOLDER = "未填内容"
    NUMBERING = "编号"
    VAGUE = "模糊数量"
    FIGURE = "数字与记录不符"
    DATE = "日期"
    PERSON = "人名职务"
    REPEATED = "重复句子"
    LAST_YEAR = "与去年雷同"
    UNLINKED = "问题原因措施"
    WEIGHT = "篇幅"
    TERM = "规范用语"
    DECIMALS = "小数位数"
    DIGITS = "全角半角"


@dataclass(frozen=True)
class Line:
    """A paragraph or heading as printed; `section` is the heading it stands under, `key` where the caller has it
    (section, paragraph)."""

    text: str
    section: str = ""
    is_heading: bool = False
    key: tuple[int, int] | None = None
    # Names the section, where lengths are agreed.
    kind: str = ""


@dataclass(frozen=True)
class Remark:
    """One remark: the words it is about, in which line, why, and what to write instead (empty: nobody but a person knows)."""

    topic: Topic
    text: str
    line: int
    reason: str
    suggestion: str = ""


@dataclass(frozen=True)
class Known:
    """What remarks may be checked against; everything may be missing, and then nothing is said of it.

    `figures`: what a count is called ({"党员大会": ("次", "4")}); `names`: the people of the register, `posts`: who holds
    which post; `last_year`: the paragraphs of last year's report; `unlinked`: problems without a cause or a measure and
    the reverse, in words; `terms`: the unit's own fixed terms, wrong → right; `lengths`: fewest and most characters of a
    section by the `kind` of its heading; `parts`: what a paragraph that names a part of the year (a study campaign) counts in it (党课1次).
    """

    year: int = 0
    figures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    names: Collection[str] = ()
    posts: Mapping[str, Collection[str]] = field(default_factory=dict)
    last_year: Sequence[str] = ()
    unlinked: Sequence[str] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[str, Collection[str]] = field(default_factory=dict)


Check = Callable[[Sequence[Line], Known], Iterator[Remark]]
