"""What is missing between problems, causes, measures and items of a year, and problems that look like last year's."""

from collections.abc import Sequence
from dataclasses import dataclass

from branch.models import BranchRecord, Organisation
from core import records

from . import similarity
from .models.answers import Cause, Measure
from .models.problems import Problem


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
        found = any(similarity.names(text, problem.title) for text in texts)
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
    best: dict[int, similarity.Likeness[int]] = {}
    for wording in (_title, _whole):
        for found in similarity.most_alike(_texts(problems, wording), _texts(previous, wording)):
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
