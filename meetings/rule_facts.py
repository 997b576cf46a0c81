"""What the rules of organisation life look at: the year's meetings of a branch, loaded once."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from branch.enums import MembershipStatus
from branch.models import MemberStatus, Organisation, PartyGroup
from core.dates import covers
from core.rules import Period

from .enums import OF_THE_YEAR
from .models import Meeting


@dataclass(frozen=True)
class MeetingFact:
    """What the rules need to know of a meeting; a planned one does not count, but is mentioned."""

    day: date
    year: int
    group_id: int | None
    kinds: frozenset[str]
    is_planned: bool


@dataclass(frozen=True)
class MeetingFacts:
    """A branch with its meetings of the year, its groups, and the spans of full membership."""

    branch: Organisation
    meetings: tuple[MeetingFact, ...]
    groups: tuple[PartyGroup, ...]
    full_spans: tuple[tuple[date, date | None], ...]

    def full_members_on(self, day: date) -> int:
        """How many 正式党员 the branch had on a day."""
        return sum(covers(*span, day) for span in self.full_spans)

    def counted_in(self, kind: str, period: Period, group_id: int | None) -> list[MeetingFact]:
        """Meetings of a kind that belong to a period, plans too: by date, 组织生活会 and 民主评议 by 所属年度."""
        return [
            fact
            for fact in self.meetings
            if kind in fact.kinds
            and fact.group_id == group_id
            and (fact.year == int(period.key) if kind in OF_THE_YEAR else period.covers(fact.day))
        ]


def load_facts(branch: Organisation, year: int, today: date) -> MeetingFacts:
    """Everything M1 to M7 look at, in four queries whatever the number of meetings."""
    in_year = Q(year=year) | Q(starts_at__date__range=(date(year, 1, 1), date(year, 12, 31)))
    rows = Meeting.objects.of_branch(branch).filter(in_year).order_by("starts_at")
    meetings = tuple(
        MeetingFact(
            timezone.localtime(row.starts_at).date(),
            row.year,
            row.group_id,
            frozenset(row.kinds),
            row.is_planned,
        )
        for row in rows.prefetch_related("kind_links")
    )
    groups = tuple(
        PartyGroup.objects.alive()
        .filter(branch=branch, founded_on__lte=date(year, 12, 31))
        .exclude(dissolved_on__lt=date(year, 1, 1))
        .order_by("founded_on", "pk")
    )
    spans = MemberStatus.objects.filter(
        member__branch=branch, member__deleted_at__isnull=True, status=MembershipStatus.FULL
    ).values_list("starts_on", "ends_on")
    return MeetingFacts(branch, meetings, groups, tuple(spans))
