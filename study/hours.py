"""The year's study hours of each member against rule P4 (党员教育培训工作规划)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from branch.models import Member, Organisation

from .models import StudyAssignment

# 党员教育培训工作规划: hours a year for a member, and for secretaries and committee members.
MEMBER_HOURS = Decimal(32)
COMMITTEE_HOURS = Decimal(56)


def plain(hours: Decimal) -> str:
    """Hours without needless zeros: 2, 2.5."""
    return f"{hours:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Standing:
    """Where one member stands in a year. `hours` are those of completed tasks."""

    member: Member
    hours: Decimal
    needed: Decimal
    is_committee: bool
    has_training: bool

    @property
    def is_reached(self) -> bool:
        """Hours reached, and for secretary and committee one 集中培训 as well."""
        return self.hours >= self.needed and (self.has_training or not self.is_committee)

    @property
    def percent(self) -> int:
        """Hours of those needed, in whole per cent up to 100."""
        return min(100, int(100 * self.hours / self.needed))

    @property
    def missing(self) -> str:
        """What is still to do, or an empty string."""
        parts = []
        if self.hours < self.needed:
            parts.append(f"还差 {plain(self.needed - self.hours)} 学时")
        if self.is_committee and not self.has_training:
            parts.append("还差 1 次集中培训")
        return "，".join(parts)


def register_day(year: int, today: date) -> date:
    """The day whose register counts for a year: today within it, else its nearest end."""
    return max(date(year, 1, 1), min(today, date(year, 12, 31)))


def standings(branch: Organisation, year: int, today: date) -> list[Standing]:
    """Every member on the roll with hours, in pinyin order; four queries whatever the number of members."""
    on = register_day(year, today)
    hours = StudyAssignment.objects.hours_by_member(branch, year)
    done = StudyAssignment.objects.of_branch(branch, year).completed()
    trained = set(done.filter(task__is_training=True).values_list("member_id", flat=True))
    committee = set(Member.objects.committee(branch, on).values_list("pk", flat=True))
    roll = Member.objects.on_roll(branch, on).select_related("group").in_pinyin_order()
    return [
        Standing(
            member=member,
            hours=hours.get(member.pk, Decimal(0)),
            needed=COMMITTEE_HOURS if member.pk in committee else MEMBER_HOURS,
            is_committee=member.pk in committee,
            has_training=member.pk in trained,
        )
        for member in roll
    ]
