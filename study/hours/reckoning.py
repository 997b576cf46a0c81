"""The year's study hours of each member against rule P4, and the table that turns days into hours."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.members.models import Member
from branch.organisations.models import Organisation
from core import records
from core.kept import kept
from study.tasks.models import StudyAssignment
from study.trainings.models import Training

from .models import HoursExemption, HourUnit

# 党员教育管理工作条例 art. 20 and 23: hours a year for a member, and for secretaries and committee members.
MEMBER_HOURS = Decimal(32)
COMMITTEE_HOURS = Decimal(56)
# When a member is reminded: half a day short of an even pace, and in the last days of the year at any rate.
BEHIND_BY = Decimal(4)
LAST_DAYS = 60
EXEMPT = "不作硬性要求"
AT_HOME = "报原支部计学时"


def plain(hours: Decimal) -> str:
    """Hours without needless zeros: 2, 2.5."""
    return f"{hours:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Standing:
    """Where one member stands in a year: hours of completed tasks and of approved training elsewhere."""

    member: Member
    task_hours: Decimal
    training_hours: Decimal
    needed: Decimal
    is_committee: bool
    has_training: bool
    # 不作硬性要求: nothing is missing, and rule and rate leave the member out.
    is_exempt: bool = False
    # The 组织关系 stayed elsewhere: P4 is asked there, and the hours of here are reported to that branch.
    is_guest: bool = False

    @property
    def hours(self) -> Decimal:
        """All hours that count."""
        return self.task_hours + self.training_hours

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
        if self.is_exempt or self.is_guest:
            return EXEMPT if self.is_exempt else AT_HOME
        parts = []
        if self.hours < self.needed:
            parts.append(f"还差 {plain(self.needed - self.hours)} 学时")
        if self.is_committee and not self.has_training:
            parts.append("还差 1 次集中培训")
        return "，".join(parts)

    def is_behind(self, year: int, today: date) -> bool:
        """More than half a day's hours (4) short of an even pace through the year, or not reached in its last 60 days."""
        if self.is_reached or self.is_exempt or self.is_guest:
            return False
        passed = min(max((today - date(year, 1, 1)).days, 0), 365)
        return passed > 365 - LAST_DAYS or self.hours + BEHIND_BY < self.needed * passed / 365

    def reminder(self, year: int, today: date) -> str:
        """What is missing and how much time is left for it; empty once everything is reached."""
        if self.is_reached or self.is_exempt or self.is_guest:
            return ""
        left = (date(year, 12, 31) - today).days
        if left < 0:
            return f"{year} 年已经结束，{self.missing}。"
        text = f"离年底还有 {left} 天，{self.missing}"
        months = 13 - today.month if today.year == year else 12
        if self.hours < self.needed:
            text += f"，平均每月要学 {plain((self.needed - self.hours) / months)} 学时"
        return f"{text}。"


def register_day(year: int, today: date) -> date:
    """The day whose register counts for a year: today within it, else its nearest end."""
    return max(date(year, 1, 1), min(today, date(year, 12, 31)))


def standings(
    branch: Organisation, year: int, today: date, *, member_ids: Collection[int] | None = None
) -> list[Standing]:
    """Every member on the roll (or those named) with hours, in pinyin order.

    Six queries whatever the number of members; reckoned once for all who ask on a day.
    """
    people = _standings(branch, year, register_day(year, today))
    return [one for one in people if member_ids is None or one.member.pk in member_ids]


@kept(256)
def _standings(branch: Organisation, year: int, on: date) -> list[Standing]:
    hours = StudyAssignment.objects.hours_by_member(branch, year)
    done = StudyAssignment.objects.of_branch(branch, year).completed()
    trained = set(done.filter(task__is_training=True).values_list("member_id", flat=True))
    elsewhere: dict[int, Decimal] = defaultdict(Decimal)
    approved = Training.objects.of_branch(branch).in_year(year).approved()
    for member_id, gained, is_intensive in approved.values_list("member_id", "hours", "is_intensive"):
        elsewhere[member_id] += gained
        if is_intensive:
            trained.add(member_id)
    committee = set(Member.objects.committee(branch, on).values_list("pk", flat=True))
    exempt = set(HoursExemption.objects.of_branch(branch).in_year(year).values_list("member_id", flat=True))
    roll = Member.objects.attending(branch, on).select_related("group", "home_branch").in_pinyin_order()
    return [
        Standing(
            member=member,
            task_hours=hours.get(member.pk, Decimal(0)),
            training_hours=elsewhere.get(member.pk, Decimal(0)),
            needed=COMMITTEE_HOURS if member.pk in committee else MEMBER_HOURS,
            is_committee=member.pk in committee,
            has_training=member.pk in trained,
            is_exempt=member.pk in exempt,
            is_guest=member.is_guest,
        )
        for member in roll
    ]


def counting(people: Iterable[Standing]) -> list[Standing]:
    """Those of whom the year's hours are asked."""
    return [one for one in people if not (one.is_exempt or one.is_guest)]


# What most units count by; a branch that has not fixed its own table is offered this one.
STANDARD = (("小时", Decimal(1)), ("半天", Decimal(4)), ("天", Decimal(8)))
STANDARD_SOURCE = "通行算法，请按本单位规定核对"


def standard_units(branch: Organisation) -> list[HourUnit]:
    """The usual table, not stored."""
    return [
        HourUnit(branch=branch, name=name, hours=hours, source=STANDARD_SOURCE) for name, hours in STANDARD
    ]


def units_of(branch: Organisation) -> list[HourUnit]:
    """The branch's own table, or the usual one while it has none."""
    return list(HourUnit.objects.of_branch(branch)) or standard_units(branch)


def converted(unit: HourUnit, count: Decimal) -> tuple[Decimal, str]:
    """Hours, to one decimal, and in words how they were reckoned."""
    hours = (unit.hours * count).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return hours, f"{unit.name} × {plain(count)}，{unit}（{unit.source}）"[:200]


@transaction.atomic
def adopt_standard_units(*, branch: Organisation, by: AbstractBaseUser) -> list[HourUnit]:
    """Store the usual table as the branch's own, to be changed from there; nothing when it has one already."""
    Organisation.objects.select_for_update().get(pk=branch.pk)
    if HourUnit.objects.of_branch(branch).exists():
        return []
    units = standard_units(branch)
    for unit in units:
        unit.created_by_id = by.pk
        records.create(unit, by=by)
    return units
