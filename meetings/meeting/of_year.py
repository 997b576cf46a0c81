"""The meetings of a year, loaded once for everything that tells of the year: rules, plan, reminders, figures, newest records."""

from datetime import date

from django.db.models import Count, Q

from branch.organisations.models import Organisation
from core.dates import day_starts, on_days
from core.kept import kept
from meetings.enums import COUNTS_AS_DUE, MAY_MAKE_UP, Attendance

from .models import LONG_TEXTS, Meeting, RollEntry


@kept(256)
def meetings_of(branch: Organisation, year: int) -> list[Meeting]:
    """What begins in a year or is booked to it, by date, plans too; with its kinds, and how many were due, present, and
    away without having made up for it. Three queries.
    """
    in_year = Q(year=year) | on_days("starts_at", date(year, 1, 1), date(year, 12, 31))
    rows = Meeting.objects.of_branch(branch).filter(in_year).defer(*LONG_TEXTS)
    meetings = list(rows.prefetch_related("kind_links").order_by("starts_at", "pk"))
    roll = (
        RollEntry.objects.filter(meeting__in=rows.order_by().values("pk")).order_by().values_list("meeting")
    )
    counts = {
        pk: numbers
        for pk, *numbers in roll.annotate(
            due=Count("pk", filter=Q(attendance__in=COUNTS_AS_DUE)),
            present=Count("pk", filter=Q(attendance=Attendance.PRESENT)),
            away=Count("pk", filter=Q(attendance__in=MAY_MAKE_UP, make_up_on__isnull=True)),
        )
    }
    for one in meetings:
        one.due_count, one.present_count, one.away_count = counts.get(one.pk, (0, 0, 0))
    return meetings


def held_in(branch: Organisation, year: int) -> list[Meeting]:
    """Those that took place and count in the year in at least one of their kinds, as `MeetingQuerySet.in_year`."""
    return [
        one
        for one in meetings_of(branch, year)
        if one.is_held and any(one.year_of(kind) == year for kind in one.kinds)
    ]


def meetings_since(branch: Organisation, first: date, last: date) -> list[Meeting]:
    """Those of the years of two days that begin on the first of them or later, by date."""
    found = {one.pk: one for year in range(first.year, last.year + 1) for one in meetings_of(branch, year)}
    since = day_starts(first)
    return sorted(
        (one for one in found.values() if one.starts_at >= since), key=lambda one: (one.starts_at, one.pk)
    )
