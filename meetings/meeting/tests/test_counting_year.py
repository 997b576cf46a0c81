"""The stored years in which a meeting counts are those that its kinds, its day and its 所属年度 say."""

import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from core import audit
from meetings.enums import OF_THE_YEAR, MeetingKind
from meetings.meeting.models import Meeting, MeetingKindLink
from meetings.meeting.services import SaveMeetingRefused, hold_meeting, plan_meeting, save_meeting
from meetings.meeting.store_checks import counted_elsewhere
from meetings.tests.helpers import LECTURE, at, build, line

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in MeetingKind if kind not in {MeetingKind.GROUP, MeetingKind.LECTURE}]
YEARS = range(2023, 2028)


def asked(year: int) -> set[int]:
    """The naive reference: kinds, day and 所属年度 asked of every row."""

    def of(kinds) -> Exists:
        return Exists(MeetingKindLink.objects.filter(meeting=OuterRef("pk"), kind__in=kinds))

    others = [kind for kind in MeetingKind if kind not in OF_THE_YEAR]
    rows = Meeting.objects.filter(Q(of(OF_THE_YEAR), year=year) | Q(of(others), starts_at__year=year))
    return set(rows.values_list("pk", flat=True))


def stored(year: int) -> set[int]:
    found = set(Meeting.objects.in_year(year).values_list("pk", flat=True))
    assert set(Meeting.objects.listed_in(year).values_list("pk", flat=True)) == found
    return found


def some_day(rng: random.Random) -> tuple[str, int]:
    """A day near the turn of a year more often than not, and a 所属年度 that may go with it."""
    day = f"{rng.choice([2024, 2025, 2026])}-{rng.choice(['01-01', '01-15', '03-30', '06-30', '12-31'])}"
    return day, int(day[:4]) - rng.choice([0, 0, 1])


@pytest.mark.parametrize("seed", range(4))
def test_every_year_lists_what_its_kinds_and_days_say(cast, seed):
    rng = random.Random(seed)
    roll = [line(cast.people.secretary)]
    for _ in range(12):
        (day, year), kinds = some_day(rng), rng.sample(KINDS, rng.randint(1, 3))
        meeting = build(cast.branch, f"{day} {rng.choice(['00:10', '09:00', '23:50'])}", year=year)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("meetings.meeting.faults._chair_faults", lambda *_: [])
            try:
                if rng.random() < 0.3:
                    plan_meeting(meeting, kinds=kinds, by=None)
                else:
                    hold_meeting(meeting, kinds=kinds, roll=roll, by=None)
                if rng.random() < 0.5:
                    before = audit.snapshot(Meeting.objects.get(pk=meeting.pk))
                    meeting.starts_at += timedelta(days=rng.choice([-200, -1, 1, 200]))
                    rows = [] if meeting.is_planned else roll
                    save_meeting(meeting, before=before, kinds=rng.sample(KINDS, 1), roll=rows, by=None)
            except SaveMeetingRefused:
                continue
        assert list(Meeting.objects.miscounted()) == []
    assert Meeting.objects.exists()
    assert {year: stored(year) for year in YEARS} == {year: asked(year) for year in YEARS}


def test_one_that_is_combined_counts_in_two_years(cast):
    meeting = build(cast.branch, "2025-01-09", year=2024)
    hold_meeting(meeting, kinds=["ASSEMBLY", "LIFE"], roll=[line(cast.people.secretary)], by=None)
    assert (meeting.counts_in, meeting.counts_also_in) == (2025, 2024)
    assert stored(2024) == stored(2025) == {meeting.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.update(counts_also_in=2023)


def test_the_migration_fills_what_the_services_write(cast):
    roll = [line(cast.people.secretary)]
    for day, year, kinds in (
        ("2025-01-09", 2024, ["ASSEMBLY", "LIFE"]),
        ("2025-01-10 00:10", 2025, ["COMMITTEE"]),
        ("2025-02-10", 2024, ["LIFE", "APPRAISAL"]),
        ("2025-12-31 23:50", 2025, ["APPRAISAL", "LECTURE"]),
    ):
        hold_meeting(build(cast.branch, day, year=year, **LECTURE), kinds=kinds, roll=roll, by=None)
    build(cast.branch, "2025-05-05").save()
    told = list(Meeting.objects.order_by("pk").values_list("counts_in", "counts_also_in"))
    assert told == [(2025, 2024), (2025, None), (2024, None), (2025, None), (None, None)]
    Meeting.objects.update(counts_also_in=None)
    Meeting.objects.update(counts_in=None)
    import_module("meetings.migrations.0012_counting_year").fill(apps, None)
    assert list(Meeting.objects.order_by("pk").values_list("counts_in", "counts_also_in")) == told


def test_the_store_check_names_what_was_changed_past_the_services(cast):
    meeting = build(cast.branch, "2025-03-06")
    hold_meeting(meeting, kinds=["COMMITTEE"], roll=[line(cast.people.secretary)], by=None)
    assert list(counted_elsewhere()) == []
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at("2026-03-06"))
    (fault,) = counted_elsewhere()
    assert fault.endswith(f"会议 {meeting.pk}：存的计入年度是 2025，按类别和日期应是 2026")
    Meeting.objects.recount()
    assert list(counted_elsewhere()) == []


def test_the_history_says_nothing_of_them(cast):
    meeting = build(cast.branch, "2025-03-06")
    hold_meeting(meeting, kinds=["COMMITTEE"], roll=[line(cast.people.secretary)], by=None)
    (entry,) = audit.entries_of(meeting)
    assert not {"counts_in", "counts_also_in"} & set(entry.changes)
