"""Ballots of 民主评议 on paper: the count made at the meeting, typed in as totals for each member.

Only numbers are kept, of papers and of grades: no paper, and nobody who handed one in, is known to the system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from branch.accounts.models import User
from core import records
from core.dates import chinese_date
from core.refusals import Refused
from meetings.cycle.enums import Body, BodyGrade, Grade

from .models import AppraisalEntry, AppraisalRound, BodyCount, PaperCount

GRADE_FIELDS = tuple(grade.lower() for grade in Grade.values)
BODY_FIELDS = tuple(grade.lower() for grade in BodyGrade.values)


@dataclass(frozen=True)
class RatedBody:
    """The branch or its committee as a row among the members'."""

    pk: Body

    def __str__(self) -> str:
        return str(self.pk.label)


@dataclass(frozen=True)
class Papers:
    """How many papers were issued, returned and valid."""

    issued: int
    returned: int
    valid: int


@dataclass(frozen=True)
class Line:
    """What the valid papers say of a member, or a body: so many of each grade in their order, so many abstained."""

    entry: AppraisalEntry | RatedBody
    marks: tuple[int, ...]
    abstained: int = 0

    @property
    def total(self) -> int:
        """All papers that are told of."""
        return sum(self.marks) + self.abstained


@dataclass(frozen=True)
class Fault:
    """Something that does not add up: the papers as a whole, or the line of a member or body."""

    field: str
    message: str
    entry: AppraisalEntry | RatedBody | None = None


class RecordPapersRefused(Refused):
    """The count cannot be stored like this; `faults` says what is wrong, one by one."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("".join(fault.message for fault in faults))
        self.faults = tuple(faults)


def faults_of(papers: Papers, lines: Sequence[Line]) -> list[Fault]:
    """What does not add up in a count; empty when it is right."""
    if papers.issued < 1:
        return [Fault("issued", "请填写发出票数：会上一共发了多少张测评票。")]
    if papers.returned > papers.issued:
        return [Fault("returned", f"收回 {papers.returned} 张，多于发出的 {papers.issued} 张，请核对。")]
    if papers.valid > papers.returned:
        return [Fault("valid", f"有效 {papers.valid} 张，多于收回的 {papers.returned} 张，请核对。")]
    return [
        Fault("marks", _sum_message(line, papers.valid), line.entry)
        for line in lines
        if line.total != papers.valid
    ]


def _sum_message(line: Line, valid: int) -> str:
    difference = valid - line.total
    gap = f"还差 {difference} 张" if difference > 0 else f"多了 {-difference} 张"
    return f"{line.entry}的各等次和弃权合计 {line.total} 张，有效票 {valid} 张，{gap}，请核对。"


@transaction.atomic
def record_papers(
    *, appraisal: AppraisalRound, papers: Papers, lines: Sequence[Line], by: User, on: date
) -> AppraisalRound:
    """Store or correct the count; `appraisal` carries the version that the person saw.

    Raises RecordPapersRefused with everything that is wrong, or StaleRecord when someone else saved first.
    """
    stored = AppraisalRound.objects.select_for_update().get(pk=appraisal.pk)
    if not stored.is_on_paper:
        raise RecordPapersRefused([Fault("", "这次民主评议是网上投票，没有纸质票可以录入。")])
    if on < stored.opens_on:
        raise RecordPapersRefused(
            [Fault("", f"民主评议从{chinese_date(stored.opens_on)}开始，开始以后再录入计票结果。")]
        )
    graded = {*stored.entries.filter(is_graded=True).values_list("pk", flat=True), *stored.bodies}
    if {line.entry.pk for line in lines} != graded or len(lines) != len(graded):
        raise RecordPapersRefused([Fault("", "名单和参加评议的党员不一致，请刷新页面后再录入。")])
    if faults := faults_of(papers, lines):
        raise RecordPapersRefused(faults)
    stored.lock_version = appraisal.lock_version
    with records.audited(stored, by=by):
        stored.paper_issued, stored.paper_returned = papers.issued, papers.returned
        stored.paper_valid = papers.valid
        _write(stored, lines)
    return stored


def _write(appraisal: AppraisalRound, lines: Sequence[Line]) -> None:
    bodies = [line for line in lines if isinstance(line.entry, RatedBody)]
    for line in bodies:
        marks = dict(zip(BODY_FIELDS, line.marks, strict=True)) | {"abstained": line.abstained}
        BodyCount.objects.update_or_create(appraisal=appraisal, body=line.entry.pk, defaults=marks)
    PaperCount.objects.bulk_create(
        [
            PaperCount(
                entry=line.entry,
                abstained=line.abstained,
                **dict(zip(GRADE_FIELDS, line.marks, strict=True)),
            )
            for line in lines
            if isinstance(line.entry, AppraisalEntry)
        ],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=[*GRADE_FIELDS, "abstained"],
    )
