"""Who has talked with whom in a year: the pairs that rule M8 asks for, and which of them are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from branch.members.models import Member
from branch.members.name_order import PaperOrder
from branch.organisations.models import Organisation
from core.kept import kept

from .models import Talk

Days = dict[frozenset[int], date]


@dataclass(frozen=True)
class Meet:
    """Two people and the last day on which they talked; None when they have not."""

    one: Member
    other: Member
    day: date | None


@dataclass(frozen=True)
class MemberLine:
    """One member who is not on the committee: talks with each committee member, and with other members."""

    member: Member
    with_committee: tuple[Meet, ...]
    with_members: tuple[Meet, ...]

    @property
    def has_committee_talk(self) -> bool:
        """Whether some committee member has talked with the member."""
        return any(meet.day for meet in self.with_committee)

    @property
    def has_member_talk(self) -> bool:
        """Whether another member has talked with the member."""
        return bool(self.with_members)


@dataclass(frozen=True)
class TalkMatrix:
    """The committee, its pairs, and a line for every other member."""

    committee: tuple[Member, ...]
    pairs: tuple[Meet, ...]
    lines: tuple[MemberLine, ...]

    @property
    def pairs_missing(self) -> list[Meet]:
        """Committee pairs that have not talked."""
        return [meet for meet in self.pairs if not meet.day]

    @property
    def without_committee_talk(self) -> list[Member]:
        """Members with whom no committee member has talked; nobody where there is no committee post at all."""
        return [line.member for line in self.lines if not line.has_committee_talk] if self.committee else []

    @property
    def asks_members(self) -> bool:
        """Whether there are two members who could talk with each other."""
        return len(self.lines) > 1

    @property
    def without_member_talk(self) -> list[Member]:
        """Members who have talked with no other member."""
        return [line.member for line in self.lines if not line.has_member_talk] if self.asks_members else []

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """(label, done, needed) of the three requirements."""
        members = len(self.lines)
        by_committee = members if self.committee else 0
        by_members = members if self.asks_members else 0
        return [
            ("支委之间", len(self.pairs) - len(self.pairs_missing), len(self.pairs)),
            ("支委与党员", by_committee - len(self.without_committee_talk), by_committee),
            ("党员之间", by_members - len(self.without_member_talk), by_members),
        ]


def reference_day(year: int, today: date) -> date:
    """The day whose committee and roll count: today, or the last day of a past year."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def matrix_of(branch: Organisation, year: int, today: date, order: PaperOrder | None = None) -> TalkMatrix:
    """The matrix of a branch and a year, in three queries; names by pinyin, or in the order of a paper."""
    day = reference_day(year, today)
    rows, committee_ids = _people(branch, day)
    members = order.of_members(rows, day) if order else rows
    talks = Talk.objects.of_branch(branch).in_year(year).order_by("held_on")
    days = {frozenset(ids): held_on for *ids, held_on in talks.values_list("one_id", "other_id", "held_on")}
    return build(members, committee_ids, days)


@kept(256)
def _people(branch: Organisation, day: date) -> tuple[list[Member], set[int]]:
    """The roll of a day by pinyin and the keys of its committee, kept by themselves: they change seldom."""
    rows = Member.objects.on_roll(branch, day).in_pinyin_order()
    return list(rows), set(Member.objects.committee(branch, day).values_list("pk", flat=True))


def build(members: Sequence[Member], committee_ids: set[int], days: Days) -> TalkMatrix:
    """The matrix of members (in their order), the committee among them, and the days of their talks."""

    def meet(one: Member, other: Member) -> Meet:
        return Meet(one, other, days.get(frozenset((one.pk, other.pk))))

    committee = tuple(member for member in members if member.pk in committee_ids)
    others = [member for member in members if member.pk not in committee_ids]
    lines = tuple(
        MemberLine(
            member,
            tuple(meet(colleague, member) for colleague in committee),
            tuple(
                found
                for other in others
                if other is not member and (found := meet(member, other)).day is not None
            ),
        )
        for member in others
    )
    return TalkMatrix(committee, tuple(meet(*pair) for pair in combinations(committee, 2)), lines)
