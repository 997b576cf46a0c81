"""Counting an appraisal: ballots issued, returned, valid and void, marks per member, and the limit for 优秀."""

from collections import Counter
from dataclasses import dataclass

from .enums_cycle import Grade
from .models import AppraisalEntry, AppraisalRound, PeerAssessment

# Fewer ballots than this would tell who wrote them.
FEWEST_BALLOTS = 3


@dataclass(frozen=True)
class Tally:
    """One member with the marks received; `marks` and `peers` follow the order of the grades."""

    entry: AppraisalEntry
    marks: tuple[int, ...]
    peers: tuple[int, ...]


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

    @property
    def limit(self) -> int:
        """At most so many 优秀 as a rule: a third of the graded members, rounded down."""
        return excellent_limit(len(self.tallies))

    @property
    def excellent(self) -> int:
        """How many the committee graded 优秀."""
        return sum(tally.entry.grade == Grade.EXCELLENT for tally in self.tallies)

    @property
    def warning(self) -> str:
        """What to say when there are more 优秀 than usual; empty otherwise."""
        return limit_warning(self.excellent, len(self.tallies))


def excellent_limit(members: int) -> int:
    """⌊N/3⌋ of the members who are graded."""
    return members // 3


def limit_warning(chosen: int, members: int) -> str:
    """The warning for too many 优秀 among the graded members; the rule says 一般, so it forbids nothing."""
    limit = excellent_limit(members)
    if chosen <= limit:
        return ""
    return f"评为优秀的有 {chosen} 人，一般不超过评定等次党员 {members} 人的三分之一（{limit} 人），请核对。"


def results_of(appraisal: AppraisalRound) -> Results:
    """The results of a round, in three queries."""
    entries = list(appraisal.entries.select_related("member"))
    papers = list(appraisal.ballots.all())
    rows = PeerAssessment.objects.filter(entry__appraisal=appraisal).values_list("entry_id", "grade")
    why_not = _why_not(appraisal, len(papers))
    marks = Counter((int(pk), grade) for paper in papers for pk, grade in paper.marks.items())
    counted, peers = Counter() if why_not else marks, Counter(rows)
    valid = 0 if why_not else sum(paper.is_valid for paper in papers)
    return Results(
        issued=len(entries),
        returned=len(papers),
        valid=valid,
        void=0 if why_not else len(papers) - valid,
        is_counted=not why_not,
        why_not=why_not,
        tallies=tuple(
            Tally(entry, _by_grade(counted, entry), _by_grade(peers, entry))
            for entry in entries
            if entry.is_graded
        ),
    )


def _by_grade(counter: Counter, entry: AppraisalEntry) -> tuple[int, ...]:
    return tuple(counter[(entry.pk, grade)] for grade in Grade.values)


def _why_not(appraisal: AppraisalRound, ballots: int) -> str:
    if appraisal.is_open:
        return "投票还在进行，截止以后才统计。"
    if ballots < FEWEST_BALLOTS:
        return f"只收回 {ballots} 票，为了不暴露投票人，少于 {FEWEST_BALLOTS} 票不统计。"
    return ""
