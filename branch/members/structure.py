"""The make-up of a branch on a day: age, gender, titles, retirement, and health as coarse counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from branch.enums import Gender, HealthClass, MembershipStatus, TechnicalTitle
from branch.organisations.models import Organisation
from core.dates import years_between

from .models import Member

# Upper ends of the age bands, as personnel statistics draw them.
AGE_BANDS = ((35, "35 岁及以下"), (45, "36—45 岁"), (55, "46—55 岁"), (200, "56 岁及以上"))
RETIRING_WITHIN_YEARS = 5
# A count of fewer people would point at somebody.
SMALLEST_HEALTH_COUNT = 3


@dataclass(frozen=True)
class Share:
    """A part of the branch: how many people, and the percentage of the whole, rounded."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class HealthCount:
    """How many people live with an illness of a class; `count` is None where the number must stay hidden."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Structure:
    """What the structure page shows; `retiring` is in the order of the dates."""

    total: int
    ages: tuple[Share, ...]
    genders: tuple[Share, ...]
    titles: tuple[Share, ...]
    statuses: tuple[Share, ...]
    retiring: tuple[Member, ...]
    health: tuple[HealthCount, ...]
    average_age: int | None


def structure_of(branch: Organisation, day: date, *, sees_health: bool) -> Structure:
    """The make-up of the members on the roll on a day.

    Without `sees_health` a health class is counted only from three people on, so that no one can be named by it.
    """
    members = list(Member.objects.on_roll(branch, day).with_status(day).in_pinyin_order())
    ages = [age for member in members if (age := member.age_on(day)) is not None]
    return Structure(
        total=len(members),
        ages=_ages(ages, len(members)),
        genders=_shares(Gender.choices, (member.gender for member in members)),
        titles=_shares(TechnicalTitle.choices, (member.technical_title for member in members)),
        statuses=_shares(MembershipStatus.choices, (member.status_on for member in members)),
        retiring=_retiring(members, day),
        health=_health(members, sees_health),
        average_age=round(sum(ages) / len(ages)) if ages else None,
    )


def _ages(ages: list[int], total: int) -> tuple[Share, ...]:
    counts = Counter(next(label for upper, label in AGE_BANDS if age <= upper) for age in ages)
    counts["未填出生日期"] = total - len(ages)
    labels = [label for _, label in AGE_BANDS] + ["未填出生日期"] * (total > len(ages))
    return tuple(_share(label, counts[label], total) for label in labels)


def _shares(choices: Iterable[tuple[str, str]], values: Iterable[str]) -> tuple[Share, ...]:
    """The choices that occur, in their own order."""
    counts = Counter(values)
    total = sum(counts.values())
    return tuple(_share(label, counts[value], total) for value, label in choices if counts[value])


def _share(label: str, count: int, total: int) -> Share:
    return Share(label, count, round(100 * count / total) if total else 0)


def _retiring(members: list[Member], day: date) -> tuple[Member, ...]:
    """Those whose expected retirement lies within the next five years, or has passed."""
    due = [
        member
        for member in members
        if member.expected_retirement_on
        and (
            member.expected_retirement_on <= day
            or years_between(day, member.expected_retirement_on) < RETIRING_WITHIN_YEARS
        )
    ]
    return tuple(sorted(due, key=lambda member: member.expected_retirement_on or day))


def _health(members: list[Member], sees_health: bool) -> tuple[HealthCount, ...]:
    counts = Counter(member.health_class for member in members)
    shown = []
    for value in (HealthClass.CHRONIC, HealthClass.SERIOUS):
        is_open = sees_health or counts[value] >= SMALLEST_HEALTH_COUNT
        shown.append(HealthCount(str(value.label), counts[value] if is_open else None))
    return tuple(shown)
