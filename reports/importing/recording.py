"""Makes the branch's records of what an older report says; what the year has already is linked, not doubled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from activities.models.activity import WorkArea
from branch.models import Organisation, User
from core import audit, records
from rectification.enums import FrameworkAudience, ItemState, ProblemOwner
from rectification.models.answers import Cause, Measure
from rectification.models.framework import FrameworkItem
from rectification.models.items import RectificationItem
from rectification.models.problems import Problem
from rectification.services.framework import FrameworkLine, save_framework
from rectification.services.items import add_item
from rectification.services.problems import add_answer, add_problem

from .headline import MAX_NAME, Headline, finding, headline, past_problem, says_done, says_lasting
from .schema import ParsedItem, ParsedReport, SectionKind

RECORD_NAMES = {
    SectionKind.LAST_YEAR: "上年度问题及整改事项",
    SectionKind.FINDINGS: "查摆问题",
    SectionKind.WORK: "工作领域",
    SectionKind.PROBLEMS: "主要问题",
    SectionKind.CAUSES: "原因",
    SectionKind.MEASURES: "措施",
}

_LETTER = re.compile(r"\w")


def record_counts(parsed: ParsedReport) -> dict[SectionKind, int]:
    """How many items of each kind will become records."""
    counts = dict.fromkeys(RECORD_NAMES, 0)
    for section in parsed.sections:
        if section.kind in counts:
            counts[section.kind] += sum(_spoken(item) is not None for item in section.items)
    return counts


@dataclass
class Recorder:
    """Writes the records of one report through the services of the apps they belong to."""

    branch: Organisation
    year: int
    by: User | None
    _framework: dict[str, FrameworkItem] = field(default_factory=dict)

    def record(self, parsed: ParsedReport) -> None:
        """Every item of every section but 其他, in the order of the file."""
        self._write_framework(parsed)
        writers = {
            SectionKind.LAST_YEAR: self._last_year,
            SectionKind.FINDINGS: self._finding,
            SectionKind.WORK: self._work,
            SectionKind.PROBLEMS: self._main_problem,
            SectionKind.CAUSES: self._cause,
            SectionKind.MEASURES: self._measure,
        }
        for section in parsed.sections:
            for item in section.items if section.kind in writers else ():
                if spoken := _spoken(item):
                    writers[section.kind](spoken)

    def _write_framework(self, parsed: ParsedReport) -> None:
        """The 对照 clauses of section two join the year's items of the committee."""
        texts = [
            finding(spoken.text).aspect
            for section in parsed.sections
            if section.kind is SectionKind.FINDINGS
            for item in section.items
            if (spoken := _spoken(item))
        ]
        rows = FrameworkItem.objects.of_branch(self.branch).in_year(self.year)
        stored = list(rows.for_audience(FrameworkAudience.COMMITTEE).order_by("order", "pk"))
        known = {item.text for item in stored}
        fresh = [text for text in dict.fromkeys(texts) if text and text not in known]
        lines = [FrameworkLine(item.text, item.pk) for item in stored]
        lines += [FrameworkLine(text) for text in fresh]
        if fresh:
            stored = save_framework(
                branch=self.branch,
                year=self.year,
                audience=FrameworkAudience.COMMITTEE,
                lines=lines,
                by=self.by,
            )
        self._framework = {item.text: item for item in stored}

    def _last_year(self, item: ParsedItem) -> None:
        line = past_problem(item.text)
        problem = self._problem(line.title, year=self.year - 1, is_finding=True)
        result = _whole(item)
        if RectificationItem.objects.of_branch(self.branch).filter(problem=problem, result=result).exists():
            return
        add_item(
            RectificationItem(
                branch=self.branch,
                year=self.year - 1,
                problem=problem,
                content=headline(line.rest).title if line.rest else line.title,
                result=result,
                state=_state(result),
            ),
            by=self.by,
        )

    def _finding(self, item: ParsedItem) -> None:
        found = finding(item.text)
        self._problem(
            found.title,
            year=self.year,
            is_finding=True,
            description=found.rest,
            points=item.points,
            owner=ProblemOwner.COMMITTEE,
            framework_item=self._framework.get(found.aspect),
        )

    def _main_problem(self, item: ParsedItem) -> None:
        line = headline(item.text)
        self._problem(line.title, year=self.year, is_main=True, description=line.rest, points=item.points)

    def _problem(
        self,
        title: str,
        *,
        year: int,
        is_finding: bool = False,
        is_main: bool = False,
        points: Sequence[str] = (),
        **fields: object,
    ) -> Problem:
        known = Problem.objects.of_branch(self.branch).in_year(year).filter(title=title).first()
        if known:
            return self._mark(known, is_finding=is_finding, is_main=is_main)
        problem = Problem(
            branch=self.branch, year=year, title=title, is_finding=is_finding, is_main=is_main, **fields
        )
        return add_problem(problem, points=points, by=self.by)

    def _mark(self, problem: Problem, *, is_finding: bool, is_main: bool) -> Problem:
        """A problem that stands in the year already also takes the place that this report gives it."""
        before = audit.snapshot(problem)
        problem.is_finding |= is_finding
        problem.is_main |= is_main
        return records.save(problem, by=self.by, before=before)

    def _work(self, item: ParsedItem) -> None:
        line = headline(item.text, limit=MAX_NAME)
        summary = "\n".join(filter(None, [line.rest, *item.points]))
        areas = WorkArea.objects.of_branch(self.branch).in_year(self.year)
        known = areas.filter(name=line.title).first()
        if known and known.summary == summary:
            return
        area = WorkArea(
            branch=self.branch,
            year=self.year,
            order=max([0, *areas.values_list("order", flat=True)]) + 1,
            name=_free_name(line.title, set(areas.values_list("name", flat=True))),
            summary=summary,
            created_by=self.by,
        )
        records.create(area, by=self.by)

    def _cause(self, item: ParsedItem) -> None:
        line = _titled(item)
        if not self._has(Cause, line):
            cause = Cause(branch=self.branch, year=self.year, title=line.title, text=line.rest)
            add_answer(cause, by=self.by)

    def _measure(self, item: ParsedItem) -> None:
        line = _titled(item)
        if not self._has(Measure, line):
            measure = Measure(branch=self.branch, year=self.year, title=line.title, text=line.rest)
            add_answer(measure, by=self.by)

    def _has(self, model: type[Cause] | type[Measure], line: Headline) -> bool:
        rows = model.objects.of_branch(self.branch).in_year(self.year)
        return bool(rows.filter(title=line.title, text=line.rest).exists())


def _spoken(item: ParsedItem) -> ParsedItem | None:
    """The item with words to name it by: its own, else its first point's; None where there are none."""
    texts = (item.text, *item.points)
    first = next((place for place, text in enumerate(texts) if _LETTER.search(text)), None)
    return None if first is None else replace(item, text=texts[first], points=texts[first + 1 :])


def _titled(item: ParsedItem) -> Headline:
    line = headline(item.text)
    return Headline(line.title, "\n".join(filter(None, [line.rest, *item.points])))


def _whole(item: ParsedItem) -> str:
    return "\n".join(filter(None, [item.text, *item.points]))


def _state(result: str) -> str:
    """Only what the text claims: 已销号, 长期坚持, otherwise 整改中."""
    if says_done(result):
        return ItemState.CLOSED
    return ItemState.LONG_TERM if says_lasting(result) else ItemState.ACTIVE


def _free_name(name: str, taken: set[str]) -> str:
    """The name, numbered where the year has a work area of that name with another text."""
    numbered = (f"{name[: MAX_NAME - 4]}（{number}）" for number in range(2, 100))
    return next((one for one in (name, *numbered) if one not in taken), name)
