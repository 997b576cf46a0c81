"""次数: the n-th meeting of its kind in its year; a number on a confirmed record or on paper never moves."""

from datetime import date
from random import Random

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import records
from meetings.documents.collecting import meeting_minutes
from meetings.documents.minutes import record_document
from meetings.documents.minutes_summary import summary_document
from meetings.meeting.models import Meeting
from meetings.meeting.numbering import numbers_for, said_in
from meetings.meeting.services import confirm_meeting, plan_meeting
from meetings.tests.helpers import build, hold, item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2025年第3次支委会", 3),
        ("2025年第十二次党员大会会议记录", 12),
        ("第 7 次", 7),
        ("第一季度第2次党员大会", None),
        ("3月第2次支委会", None),
        ("第3季度党员大会", None),
        ("第三党小组会", None),
        ("第0次会议", None),
        ("第十十次会议", None),
        ("", None),
    ],
)
def test_reads_what_a_title_says(text, number):
    assert said_in(text) == number


@given(st.lists(st.none() | st.integers(1, 30), max_size=20))
def test_fixed_numbers_stay_and_the_others_are_free_and_follow_the_days(fixed):
    numbers = numbers_for(fixed)
    assert [number for number, said in zip(numbers, fixed, strict=True) if said] == [
        one for one in fixed if one
    ]
    given_out = [number for number, said in zip(numbers, fixed, strict=True) if said is None]
    assert len(set(given_out)) == len(given_out)
    assert not set(given_out) & set(fixed)
    before = [0, *numbers]
    assert all(numbers[at] > before[at] for at, said in enumerate(fixed) if said is None)
    if not any(fixed):
        assert numbers == list(range(1, len(fixed) + 1))


def committee(cast, day: str, **fields) -> Meeting:
    chair = {"chair": cast.people.secretary, "recorder": cast.people.committee, "place": "会议室"}
    return hold(
        cast.branch, day, "COMMITTEE", by=cast.secretary, agenda=[item(decision="照办")], **chair | fields
    )


def confirm(cast, meeting: Meeting) -> None:
    fresh = Meeting.objects.get(pk=meeting.pk)
    confirm_meeting(meeting=fresh, by=cast.secretary, on=date(2025, 12, 31))


def numbers(*meetings: Meeting) -> list[int | None]:
    return [Meeting.objects.get(pk=one.pk).number for one in meetings]


def test_open_records_follow_the_days_and_confirmed_ones_stay(cast):
    march, february = committee(cast, "2025-03-05"), committee(cast, "2025-02-05")
    assert numbers(february, march) == [1, 2]
    confirm(cast, february)
    late = committee(cast, "2025-01-08")
    assert numbers(late, february, march) == [2, 1, 3], "what is entered late takes the next free number"
    confirm(cast, march)
    later = committee(cast, "2025-04-05")
    assert numbers(late, february, march, later) == [2, 1, 3, 4]
    records.soft_delete(Meeting.objects.get(pk=late.pk), by=cast.secretary, reason="重复")
    assert numbers(february, march, later) == [1, 3, 4]
    records.restore(Meeting.objects.get(pk=late.pk), by=cast.secretary)
    assert numbers(late, later) == [2, 4]


def test_kinds_groups_and_years_are_numbered_apart(cast):
    first = committee(cast, "2025-01-05")
    both = hold(cast.branch, "2025-01-15", "THEME_DAY", "STUDY", by=cast.secretary)
    group = hold(cast.branch, "2025-01-20", "GROUP", group=cast.group, by=cast.secretary)
    other = hold(cast.branch, "2025-01-21", "GROUP", group=cast.second_group, by=cast.secretary)
    next_year = committee(cast, "2026-01-05")
    yearly = hold(cast.branch, "2025-01-22", "LIFE", year=2024, by=cast.secretary)
    plan = plan_meeting(build(cast.branch, "2027-01-05"), kinds=["COMMITTEE"], by=cast.secretary)
    assert numbers(first, both, group, other, next_year, yearly, plan) == [1, 1, 1, 1, 1, None, None]
    words = [Meeting.objects.get(pk=one.pk).number_words for one in (first, both, group, next_year, yearly)]
    assert words == [
        "2025年第1次支委会",
        "2025年第1次主题党日",
        "2025年第1次党小组会",
        "2026年第1次支委会",
        "",
    ]


def test_what_the_paper_says_is_kept_and_the_next_one_follows(cast, client_of):
    said = committee(cast, "2025-03-05", number=5)
    earlier, later = committee(cast, "2025-02-05"), committee(cast, "2025-04-05")
    assert numbers(earlier, said, later) == [1, 5, 6]
    client = client_of(cast.secretary, year=2025)
    address = reverse("meetings:meeting_update", args=[later.pk])
    form = client.get(address).context["form"]
    assert form["number"].value() is None
    assert form.fields["number"].widget.attrs["placeholder"] == "按日期为第6次"
    assert (
        client.get(reverse("meetings:meeting_update", args=[said.pk])).context["form"]["number"].value() == 5
    )


def test_page_list_and_papers_tell_it(cast, client_of):
    meeting = committee(cast, "2025-03-05", number=5)
    client = client_of(cast.secretary, year=2025)
    assert "2025年第5次支委会" in client.get(records.url_of(meeting)).content.decode()
    assert "第 5 次" in client.get(reverse("meetings:meeting_list")).content.decode()
    (minutes,) = meeting_minutes(Meeting.objects.all(), cast.secretary)
    for paper in (record_document(minutes), summary_document(minutes)):
        assert "2025年第5次支委会" in "\n".join(paper.plain_paragraphs())


def test_any_order_of_entering_gives_the_same_numbers(cast):
    days = [f"2025-{month:02}-05" for month in range(1, 7)]
    for seed in range(3):
        Meeting.objects.all().delete()
        order = Random(seed).sample(days, len(days))
        made = {day: committee(cast, day) for day in order}
        assert numbers(*(made[day] for day in days)) == [1, 2, 3, 4, 5, 6]
