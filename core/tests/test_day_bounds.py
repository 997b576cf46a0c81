"""`on_days`: the same rows as Django's `__date` finds, by bounds that an index answers; and nobody asks by `__date`."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from core.dates import day_starts, on_days
from core.models import AuditEntry
from core.testing import make_organisation
from meetings.meeting.models import Meeting

DAYS = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 2)]
# A moment before, at and behind the beginning and the end of a day.
MOMENTS = [
    day_starts(day) + step
    for day in DAYS
    for step in (
        timedelta(microseconds=-1),
        timedelta(0),
        timedelta(hours=8),
        timedelta(hours=23, minutes=59),
    )
]
# A lookup, as a keyword or in a string.
FORBIDDEN = re.compile(r"__date(?:__\w+)?(?=\s*=[^=]|[\"'])")


@pytest.fixture
def moments():
    branch = make_organisation("alpha")
    return Meeting.objects.bulk_create(
        Meeting(branch=branch, year=2025, title=str(moment), starts_at=moment) for moment in MOMENTS
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("moments")
@pytest.mark.parametrize("first", [None, *DAYS])
@pytest.mark.parametrize("last", [None, *DAYS])
def test_finds_what_the_calendar_day_finds(first, last):
    asked = {"starts_at__date__gte": first, "starts_at__date__lte": last}
    expected = Meeting.objects.filter(**{name: day for name, day in asked.items() if day})
    assert set(Meeting.objects.filter(on_days("starts_at", first, last))) == set(expected)


@pytest.mark.django_db
@pytest.mark.usefixtures("moments")
def test_the_first_and_the_last_day_there_is_bound_nothing():
    assert Meeting.objects.filter(on_days("starts_at", date.min, date.max)).count() == len(MOMENTS)
    assert Meeting.objects.filter(on_days("starts_at", date(1, 1, 3), date(9999, 12, 29))).count() == len(
        MOMENTS
    )


def test_a_day_begins_at_midnight_here():
    assert day_starts(date(2025, 1, 1)) == datetime(2024, 12, 31, 16, tzinfo=UTC)


@pytest.mark.django_db
def test_an_index_answers():
    rows = Meeting.objects.filter(on_days("starts_at", DAYS[0], DAYS[1]), branch=1).order_by()
    if connection.vendor == "sqlite":
        assert "USING INDEX meetings_by_time (branch_id=? AND starts_at>? AND starts_at<?)" in rows.explain()
        by_date = Meeting.objects.filter(starts_at__date=DAYS[0], branch=1).order_by()
        assert "starts_at>" not in by_date.explain()
    assert not AuditEntry.objects.filter(on_days("at", DAYS[0], DAYS[1])).exists()


def lookups(source: str) -> list[str]:
    return FORBIDDEN.findall(source)


def test_no_query_asks_for_the_date_of_a_moment():
    """But the bench, which measures what that would cost."""
    root = Path(settings.BASE_DIR)
    sources = [
        path
        for path in root.glob("*/**/*.py")
        if not {"tests", "migrations", "node_modules", "var", "script"} & set(path.relative_to(root).parts)
        and not path.relative_to(root).parts[0].startswith(".")
    ]
    assert len(sources) > 300
    assert {
        str(path.relative_to(root)): found for path in sources if (found := lookups(path.read_text()))
    } == {}


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("rows.filter(starts_at__date__gte=day)", True),
        ("rows.filter(meeting__starts_at__date = day)", True),
        ("rows.values_list('starts_at__date')", True),
        ('{"at__date__range": days}', True),
        ("rows.filter(birth_date=day)", False),
        ("rows.filter(founded_on__lte=date(2025, 1, 1))", False),
        ("form.__dates == 3", False),
    ],
)
def test_tells_a_lookup_of_a_date(source, is_found):
    assert bool(lookups(source)) is is_found
