"""What a year's problems lack, and which may have come back: how alike two are worded.

Wording is compared by pairs of neighbouring characters, after the phrases that every problem uses are taken out;
what is left is what the problem is about. A person decides whether it is the same problem.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

from branch.base import BranchRecord
from branch.organisations.models import Organisation
from core import records

from .models import Cause, Measure, Problem

Key = TypeVar("Key", bound=Hashable)

# Two problems are shown side by side from this likeness on (0 nothing in common, 1 the same words).
LIKELY = 0.3

# A text names a matter when so many neighbouring characters of its wording stand in it.
NAMED_BY = 4

# Stock phrases that say that something is wrong, not what. Longer ones first, so that they go as a whole.
STOCK_PHRASES = sorted(
    """
    还存在一定差距 存在一定差距 存在较大差距 还存在差距 存在差距 还有差距 还有很大距离 有差距 差距 存在的问题 存在问题 的问题
    问题 有待于进一步加强 有待进一步加强 有待于加强 有待加强 需要进一步加强 需进一步加强 需要加强 还需加强 进一步加强 进一步
    加强 不够深入 不够扎实 不够到位 不够充分 不够严格 不够 不足 不深 不实 不到位 不严格 不好 不强 不高 落实上 落实不 落实 方面 存在
    开展 工作 党支部 支部委员会 支委会 支部 支委 还需 还有 有时 个别 部分 针对 对照 以及 等方面 等
    """.split(),
    key=len,
    reverse=True,
)
_STOCK = re.compile("|".join(map(re.escape, STOCK_PHRASES)))
_NOT_WORDS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Likeness(Generic[Key]):
    """The earlier text that a text resembles most, and how much."""

    key: Key
    previous: Key
    score: float

    @property
    def percent(self) -> int:
        """The score as a whole percentage."""
        return round(self.score * 100)


def bigrams(text: str) -> Counter[str]:
    """How often each pair of neighbouring characters stands in the text, stock phrases and punctuation aside."""
    pairs: Counter[str] = Counter()
    for run in _NOT_WORDS.split(_STOCK.sub(" ", _NOT_WORDS.sub(" ", text))):
        pairs.update(run[place : place + 2] for place in range(len(run) - 1))
    return pairs


def likeness(first: str, second: str) -> float:
    """Cosine of the two texts' bigram counts: 0 nothing in common, 1 the same."""
    return _cosine(bigrams(first), bigrams(second))


def most_alike(
    texts: Mapping[Key, str], previous: Mapping[Key, str], *, threshold: float = LIKELY
) -> list[Likeness[Key]]:
    """For each text the most alike earlier one, if it is at least `threshold` alike; most alike first."""
    earlier = {key: bigrams(text) for key, text in previous.items()}
    found = []
    for key, text in texts.items():
        pairs = bigrams(text)
        scored = [(_cosine(pairs, counts), other) for other, counts in earlier.items()]
        score, other = max(scored, key=lambda row: row[0], default=(0.0, None))
        if other is not None and score >= threshold:
            found.append(Likeness(key, other, score))
    return sorted(found, key=lambda row: -row.score)


def names(text: str, wording: str) -> bool:
    """Whether a text names what a wording is about: NAMED_BY neighbouring characters of it, stock phrases aside."""
    said = _NOT_WORDS.sub("", text)
    runs = _NOT_WORDS.split(_STOCK.sub(" ", _NOT_WORDS.sub(" ", wording)))
    return any(
        run[place : place + NAMED_BY] in said for run in runs for place in range(len(run) - NAMED_BY + 1)
    )


def _cosine(first: Counter[str], second: Counter[str]) -> float:
    shared = sum(count * second[pair] for pair, count in first.items() if pair in second)
    if not shared:
        return 0.0
    return shared / (_length(first.values()) * _length(second.values()))


def _length(counts: Iterable[int]) -> float:
    return sqrt(sum(count * count for count in counts))


@dataclass(frozen=True)
class Gap:
    """One check: what it is, what to do about it, and the records that fail it."""

    code: str
    title: str
    advice: str
    rows: tuple[BranchRecord, ...]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Title and address of each record."""
        return [(str(row), records.url_of(row)) for row in self.rows]


@dataclass(frozen=True)
class RepeatSuggestion:
    """A problem that reads like one of the year before; a person decides."""

    problem: Problem
    previous: Problem
    percent: int


def gaps_of(branch: Organisation, year: int) -> list[Gap]:
    """Every check of the branch's year, those without failures included."""
    problems = Problem.objects.of_branch(branch).in_year(year)
    main = problems.main()
    causes = Cause.objects.of_branch(branch).in_year(year)
    measures = Measure.objects.of_branch(branch).in_year(year)
    named, unnamed = _named_by_measures(main.without_measure(), measures)
    return [
        _gap("problem_cause", "主要问题没有原因", "在原因里勾选它，或者补一条原因。", main.without_cause()),
        _gap("problem_measure", "主要问题没有措施", "没有一条措施提到它，请补一条措施。", unnamed),
        _gap("problem_named", "措施提到、还没有勾选的主要问题", "在提到它的措施里勾选它。", named),
        _gap("problem_item", "问题没有整改事项", "写明谁在什么时候以前改好。", problems.without_item()),
        _gap("cause_problem", "原因没有对应问题", "选择它造成了哪些问题。", causes.without_problem()),
        _gap("measure_problem", "措施没有针对问题", "选择它解决哪些问题。", measures.without_problem()),
    ]


def _named_by_measures(problems, measures) -> tuple[list[Problem], list[Problem]]:
    """Main problems without a linked measure, parted into those that some measure's text names and the others."""
    texts = [f"{measure.title} {measure.text}" for measure in measures]
    named: list[Problem] = []
    unnamed: list[Problem] = []
    for problem in problems:
        found = any(names(text, problem.title) for text in texts)
        (named if found else unnamed).append(problem)
    return named, unnamed


def suggested_repeats(branch: Organisation, year: int) -> list[RepeatSuggestion]:
    """Problems not yet compared by a person that read like one of the year before, most alike first.

    Titles are compared, and whole texts with their 具体表现; the higher likeness counts.
    """
    problems = list(
        Problem.objects.of_branch(branch)
        .in_year(year)
        .filter(repeats__isnull=True, repeat_ruled_out=False)
        .prefetch_related("points")
    )
    previous = list(Problem.objects.of_branch(branch).in_year(year - 1).prefetch_related("points"))
    by_pk = {problem.pk: problem for problem in [*problems, *previous]}
    best: dict[int, Likeness[int]] = {}
    for wording in (_title, _whole):
        for found in most_alike(_texts(problems, wording), _texts(previous, wording)):
            if found.key not in best or best[found.key].score < found.score:
                best[found.key] = found
    ranked = sorted(best.values(), key=lambda found: -found.score)
    return [RepeatSuggestion(by_pk[found.key], by_pk[found.previous], found.percent) for found in ranked]


def _gap(code: str, title: str, advice: str, rows) -> Gap:
    return Gap(code, title, advice, tuple(rows))


def _texts(problems: Sequence[Problem], wording) -> dict[int, str]:
    return {problem.pk: wording(problem) for problem in problems}


def _title(problem: Problem) -> str:
    return problem.title


def _whole(problem: Problem) -> str:
    points = " ".join(point.text for point in problem.points.all())
    return f"{problem.title} {problem.description} {points}"
