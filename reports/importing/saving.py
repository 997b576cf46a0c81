"""Stores an older report as records and text; what the year has already is linked, not doubled."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from activities.models import WorkArea
from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import attachments, audit, records
from core.enums import AuditAction
from core.models import Record
from core.refusals import Refused
from documents.reading.files import ReportFile
from rectification.enums import FrameworkAudience, ItemState, ProblemOwner
from rectification.items.models import RectificationItem
from rectification.items.services import add_item
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from rectification.problems.services import AnswerT, FrameworkLine, add_answer, add_problem, save_framework
from reports.report.document import SourceRef
from reports.report.models import AnnualReport
from reports.report.services import store_report
from reports.report.tree import DraftParagraph, DraftSection, support_of
from reports.year_records import refs

from .arrangement import arrange
from .headings import MAX_NAME, Headline, finding, headline, past_problem, says_done, says_lasting
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
# Fewer letters may stand anywhere by chance.
LEAST_SAID = 4


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(text))


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
    # What each item of the file said, in letters and figures alone, and the records that hold it now.
    _held: list[tuple[SectionKind, str, tuple[SourceRef, ...]]] = field(default_factory=list)

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
                    made = writers[section.kind](spoken)
                    self._held.append((section.kind, _letters(_whole(item)), refs(made)))

    def backed(self, section: DraftSection) -> DraftSection:
        """The section with each sentence pointing to the records that were made of it."""
        return replace(section, paragraphs=tuple(self._backed(section, one) for one in section.paragraphs))

    def _backed(self, section: DraftSection, paragraph: DraftParagraph) -> DraftParagraph:
        sentences = []
        for one in paragraph.sentences:
            sources = tuple(self._sources(section.kind, _letters(one.text)))
            sentences.append(replace(one, sources=sources, support=support_of(one.text, sources)))
        return replace(paragraph, sentences=tuple(sentences))

    def _sources(self, kind: str, said: str) -> Iterable[SourceRef]:
        """The records of the item that says this; of a label or a row of a table, all those whose items stand in it."""
        if not said:
            return ()
        own = [(text, made) for of_kind, text, made in self._held if of_kind == kind]
        if within := next((made for text, made in own if said in text), ()):
            return within
        inside = [made for text, made in own if len(text) >= LEAST_SAID and text in said]
        return dict.fromkeys(source for made in inside for source in made)

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

    def _last_year(self, item: ParsedItem) -> list[Record]:
        line = past_problem(item.text)
        problem = self._problem(line.title, year=self.year - 1, is_finding=True)
        result = _whole(item)
        rows = RectificationItem.objects.of_branch(self.branch)
        if known := rows.filter(problem=problem, result=result).first():
            return [problem, known]
        added = add_item(
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
        return [problem, added]

    def _finding(self, item: ParsedItem) -> list[Record]:
        found = finding(item.text)
        problem = self._problem(
            found.title,
            year=self.year,
            is_finding=True,
            description=found.rest,
            points=item.points,
            owner=ProblemOwner.COMMITTEE,
            framework_item=self._framework.get(found.aspect),
        )
        return [problem, problem.framework_item] if problem.framework_item else [problem]

    def _main_problem(self, item: ParsedItem) -> list[Record]:
        line = headline(item.text)
        problem = self._problem(
            line.title, year=self.year, is_main=True, description=line.rest, points=item.points
        )
        return [problem]

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

    def _work(self, item: ParsedItem) -> list[Record]:
        line = headline(item.text, limit=MAX_NAME)
        summary = "\n".join(filter(None, [line.rest, *item.points]))
        areas = WorkArea.objects.of_branch(self.branch).in_year(self.year)
        known = areas.filter(name=line.title).first()
        if known and known.summary == summary:
            return [known]
        area = WorkArea(
            branch=self.branch,
            year=self.year,
            order=max([0, *areas.values_list("order", flat=True)]) + 1,
            name=_free_name(line.title, set(areas.values_list("name", flat=True))),
            summary=summary,
            created_by=self.by,
        )
        return [records.create(area, by=self.by)]

    def _cause(self, item: ParsedItem) -> list[Record]:
        return [self._answer(Cause, _titled(item))]

    def _measure(self, item: ParsedItem) -> list[Record]:
        return [self._answer(Measure, _titled(item))]

    def _answer(self, model: type[AnswerT], line: Headline) -> AnswerT:
        rows = model.objects.of_branch(self.branch).in_year(self.year)
        known: AnswerT | None = rows.filter(title=line.title, text=line.rest).first()
        fresh = model(branch=self.branch, year=self.year, title=line.title, text=line.rest)
        return known or add_answer(fresh, by=self.by)


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


FIRST_YEAR = 1950
# A report of some ten pages has less than two hundred.
MAX_PARAGRAPHS = 3000


def proposed_title(branch: Organisation, year: int | str) -> str:
    """The title of a report whose file has none."""
    return f"{branch.name}{year}年度工作报告"


def check_year(year: int) -> None:
    """Raises Refused for a number that is no year of a report."""
    last = localdate().year + 1
    if not FIRST_YEAR <= year <= last:
        raise Refused(f"所属年度“{year}”不对，请填 {FIRST_YEAR} 到 {last} 之间的四位数字。")


def check_free(branch: Organisation, year: int) -> None:
    """Raises Refused where the year has its report already."""
    if AnnualReport.objects.of_branch(branch).in_year(year).annual().exists():
        raise Refused(
            f"{branch}的 {year} 年度已有报告，不能再导入。请核对年度；确实要换成这份，请先把原来的报告移入回收站。"
        )


def check_length(parsed: ParsedReport) -> None:
    """Raises Refused for a file far longer than any annual report."""
    if (count := len(parsed.paragraphs)) > MAX_PARAGRAPHS:
        raise Refused(
            f"文件有 {count} 段，超过 {MAX_PARAGRAPHS} 段，不像一份年度报告。请检查是否选错了文件，或只留报告正文后再导入。"
        )


@transaction.atomic
def import_report(
    *, branch: Organisation, year: int, parsed: ParsedReport, by: User | None, source: ReportFile
) -> AnnualReport:
    """Store the records and the text of an older report; the file itself becomes an attachment.

    Raises Refused for a year that has a report or is none, and for an endless file; then nothing is stored.
    """
    check_year(year)
    check_length(parsed)
    check_free(branch, year)
    layout = arrange(parsed, proposed_title=proposed_title(branch, year))
    report = AnnualReport(
        branch=branch,
        year=year,
        title=layout.title,
        salutation=layout.salutation,
        signer=layout.signer,
        signed_on=layout.signed_on,
        created_by=by,
    )
    recorder = Recorder(branch, year, by)
    recorder.record(parsed)
    store_report(report, sections=[recorder.backed(section) for section in layout.sections], by=by)
    digest = hashlib.sha256(source.data).hexdigest()
    audit.record(
        actor=by,
        action=AuditAction.IMPORT,
        obj=report,
        changes={
            "file": {"label": "文件", "old": "", "new": source.name, "restricted": False},
            "sha256": {"label": "文件摘要（SHA-256）", "old": "", "new": digest, "restricted": False},
        },
    )
    _attach(report, source, by)
    return report


def _attach(report: AnnualReport, source: ReportFile, by: User | None) -> None:
    """Keep the file with the report; one that attachments do not take is named in the history only."""
    upload = SimpleUploadedFile(source.name, source.data)
    try:
        attachments.add(record=report, upload=upload, by=by)
    except Refused:
        return
