"""Counting an appraisal: ballots issued, returned, valid and void, marks per member, and the limit for 优秀."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from branch.enums import ExcellentBase
from meetings.cycle.enums import Body, BodyGrade, Grade

from .models import FEWEST_BALLOTS, AppraisalEntry, AppraisalRound, PaperCount, PeerAssessment


@dataclass(frozen=True)
class Tally:
    """One member with the marks received; `marks` and `peers` follow the order of the grades.

    `abstained` valid ballots left the member out, or on paper said 弃权.
    """

    entry: AppraisalEntry
    marks: tuple[int, ...]
    peers: tuple[int, ...]
    abstained: int = 0

    @property
    def marks_words(self) -> str:
        """优秀 12、合格 6、弃权 1; what nobody gave is left out."""
        return _words((*self.marks, self.abstained))

    @property
    def peers_words(self) -> str:
        """The grades of the other members in the same way."""
        return _words(self.peers)


def _words(numbers: tuple[int, ...]) -> str:
    pairs = zip((*Grade.labels, "弃权"), numbers, strict=False)
    return "、".join(f"{label} {number}" for label, number in pairs if number)


@dataclass(frozen=True)
class BodyTally:
    """The branch or its committee with the marks received, in the order of the grades; others abstained."""

    body: Body
    marks: tuple[int, ...]
    abstained: int = 0

    @property
    def cells(self) -> list[tuple[str, int]]:
        """(grade, number) of every grade and of those who abstained."""
        return list(zip((*map(str, BodyGrade.labels), "弃权"), (*self.marks, self.abstained), strict=True))

    @property
    def told(self) -> list[tuple[str, int]]:
        """Those that somebody gave."""
        return [(label, number) for label, number in self.cells if number]


@dataclass(frozen=True)
class Results:
    """Everything that a round's page and sheet show of it. Until `is_counted`, marks, valid and void are nought."""

    issued: int
    returned: int
    valid: int
    void: int
    is_counted: bool
    why_not: str
    tallies: tuple[Tally, ...]
    limited_by: "Limit"
    bodies: tuple[BodyTally, ...] = ()

    @property
    def limit(self) -> int:
        """At most so many 优秀 as a rule."""
        return self.limited_by.most

    @property
    def excellent(self) -> int:
        """How many the committee graded 优秀."""
        return sum(tally.entry.grade == Grade.EXCELLENT for tally in self.tallies)

    @property
    def warning(self) -> str:
        """What to say when there are more 优秀 than usual; empty otherwise."""
        return self.limited_by.warning(self.excellent)


@dataclass(frozen=True)
class Limit:
    """How many 优秀 are usual: a third of certain members, rounded down; the unit says of which (product rule M7)."""

    members: int
    whose: str = ExcellentBase.GRADED.label

    @property
    def most(self) -> int:
        """⌊N/3⌋."""
        return self.members // 3

    @property
    def of_whom(self) -> str:
        """党员总数12人的, where it is not a third of those who are graded, of whom a paper has just told."""
        return "" if self.whose == ExcellentBase.GRADED.label else f"{self.whose}{self.members}人的"

    @property
    def words(self) -> str:
        """一般不超过评定等次的党员 20 人的三分之一（6 人）."""
        return f"一般不超过{self.whose} {self.members} 人的三分之一（{self.most} 人）"

    def warning(self, chosen: int) -> str:
        """What to say of too many 优秀; the rule says 一般, so it forbids nothing."""
        return f"评为优秀的有 {chosen} 人，{self.words}，请核对。" if chosen > self.most else ""


def limit_of(appraisal: AppraisalRound, entries: Iterable[AppraisalEntry] | None = None) -> Limit:
    """The limit of a round, by what its branch counts by; `entries` are all of the round, where they are at hand."""
    base = ExcellentBase(appraisal.branch.excellent_base)
    taking_part = appraisal.entries.all() if entries is None else entries
    counted = [one for one in taking_part if base is ExcellentBase.ALL or one.is_graded]
    return Limit(len(counted), str(base.label))


def results_of(appraisal: AppraisalRound) -> Results:
    """The results of a round, in few queries: the same whether the ballots were cast online or on paper."""
    entries = list(appraisal.entries.select_related("member"))
    rows = PeerAssessment.objects.filter(entry__appraisal=appraisal).values_list("entry_id", "grade")
    peers = Counter(rows)
    box = _paper_box(appraisal) if appraisal.is_on_paper else _online_box(appraisal, entries)
    why_not = _why_not(appraisal, box)
    counted = Counter() if why_not else box.marks
    valid = 0 if why_not else box.valid
    tallies = []
    for entry in entries:
        if entry.is_graded:
            marks = _by_grade(counted, entry)
            tallies.append(Tally(entry, marks, _by_grade(peers, entry), valid - sum(marks)))
    return Results(
        issued=box.issued,
        returned=box.returned,
        valid=valid,
        void=0 if why_not else box.returned - valid,
        is_counted=not why_not,
        why_not=why_not,
        tallies=tuple(tallies),
        limited_by=limit_of(appraisal, entries),
        bodies=tuple(_body_tally(counted, body, valid) for body in appraisal.bodies),
    )


def _body_tally(counter: Counter, body: Body, valid: int) -> BodyTally:
    marks = tuple(counter[(body.value, grade)] for grade in BodyGrade.values)
    return BodyTally(body, marks, valid - sum(marks))


@dataclass(frozen=True)
class _Box:
    """All ballots of a round: how many, and the marks as {(entry or body, grade): number}; too few valid ones are not kept."""

    issued: int
    returned: int
    valid: int
    marks: Counter
    is_kept: bool = True


def _online_box(appraisal: AppraisalRound, entries: list[AppraisalEntry]) -> _Box:
    papers = list(appraisal.ballots.all())
    marks = Counter(
        (int(key) if key.isdecimal() else key, grade)
        for paper in papers
        for key, grade in paper.marks.items()
    )
    returned = sum(entry.has_voted for entry in entries)
    valid = sum(paper.is_valid for paper in papers)
    return _Box(len(entries), returned, valid, marks, is_kept=len(papers) == returned)


def _paper_box(appraisal: AppraisalRound) -> _Box:
    counts = PaperCount.objects.filter(entry__appraisal=appraisal)
    marks = Counter(
        {
            (count.entry_id, grade): number
            for count in counts
            for grade, number in zip(Grade.values, count.marks, strict=True)
        }
    )
    for body in appraisal.body_counts.all() if appraisal.bodies else ():
        marks.update(
            {(body.body, grade): number for grade, number in zip(BodyGrade.values, body.marks, strict=True)}
        )
    return _Box(appraisal.paper_issued or 0, appraisal.paper_returned or 0, appraisal.paper_valid or 0, marks)


def _by_grade(counter: Counter, entry: AppraisalEntry) -> tuple[int, ...]:
    return tuple(counter[(entry.pk, grade)] for grade in Grade.values)


def _why_not(appraisal: AppraisalRound, box: _Box) -> str:
    if appraisal.is_on_paper and not appraisal.has_paper_counts:
        return "纸质测评票还没有录入计票结果。"
    if appraisal.is_open and appraisal.is_on_paper:
        return "计票结果已经录入，截止以后显示。"
    if appraisal.is_open:
        return "投票还在进行，截止以后才统计。"
    if box.returned < FEWEST_BALLOTS:
        return f"只收回 {box.returned} 票，为了不暴露投票人，少于 {FEWEST_BALLOTS} 票不统计。"
    if not box.is_kept or 0 < box.valid < FEWEST_BALLOTS:
        # Whoever handed in a void ballot knows that the marks are another's.
        return f"有效票不足 {FEWEST_BALLOTS} 张，为了不暴露投票人，不统计。"
    return ""
