"""The year in one line and by month: what is on it, in which order, narrowed by kind, area and person."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from activities.tests.helpers import make_activity, make_area
from activities.timeline import by_month, entries_of, month_days
from core.testing import assert_flat_queries
from meetings.tests.helpers import hold

LINE, CALENDAR = "activities:timeline", "activities:calendar"


@pytest.fixture
def year(cast):
    """Two meetings and two activities of 2025, the last held in the year after."""
    area = make_area(cast, kinds=["visit"], meeting_kinds=["ASSEMBLY"])
    hold(cast.branch, "2025-03-07", "ASSEMBLY", by=cast.secretary, chair=cast.people.secretary)
    make_activity(cast, "visit", happened_on=date(2025, 3, 2), work_area=area)
    make_activity(cast, "case_study", happened_on=date(2025, 11, 9), participants=[cast.people.member])
    hold(cast.branch, "2026-01-20", "LIFE", by=cast.secretary, chair=cast.people.secretary, year=2025)
    return area


def shown(client, name=LINE, **query):
    return client.get(reverse(name), query).context


def labels(context) -> list[str]:
    return [entry.label for month in context["months"] for entry in month.entries]


@pytest.mark.usefixtures("year")
def test_puts_meetings_and_activities_in_one_line_by_date(cast, client_of):
    context = shown(client_of(cast.secretary, year=2025))
    assert labels(context) == ["走访慰问帮扶", "支部党员大会", "廉政案例学习", "组织生活会"]
    assert [(m.first.year, m.first.month, len(m.entries)) for m in context["months"]] == [
        (2025, 3, 2),
        (2025, 11, 1),
        (2026, 1, 1),
    ]
    assert context["count"] == 4


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "m:ASSEMBLY"}, ["支部党员大会"]),
        ({"kind": "a:case_study"}, ["廉政案例学习"]),
        ({"kind": "a:joint"}, []),
        ({"kind": "falsch"}, ["走访慰问帮扶", "支部党员大会", "廉政案例学习", "组织生活会"]),
        ({"area": "AREA"}, ["走访慰问帮扶", "支部党员大会"]),
        ({"person": "MEMBER"}, ["支部党员大会", "廉政案例学习", "组织生活会"]),
        ({"person": "MEMBER", "kind": "m:LIFE"}, ["组织生活会"]),
    ],
)
def test_narrows(query, found, cast, year, client_of):
    names = {"AREA": str(year.pk), "MEMBER": str(cast.people.member.pk)}
    asked = {key: names.get(value, value) for key, value in query.items()}
    assert labels(shown(client_of(cast.secretary, year=2025), **asked)) == found


@pytest.mark.usefixtures("year")
def test_a_member_sees_only_what_he_or_she_took_part_in(cast, client_of):
    context = shown(client_of(cast.member, year=2025))
    assert "走访慰问帮扶" not in labels(context)
    assert "廉政案例学习" in labels(context)
    assert "person" not in context["form"].fields


@pytest.mark.usefixtures("year")
def test_the_sheet_has_a_row_for_each(cast, client_of):
    response = client_of(cast.secretary, year=2025).get(reverse(LINE), {"format": "xlsx", "kind": "m:LIFE"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[2][2] == "组织生活会"


@pytest.mark.usefixtures("year")
def test_the_calendar_shows_the_days_of_a_month(cast, client_of):
    context = shown(client_of(cast.secretary, year=2025), CALENDAR, month=3)
    filled = [(day.date.day, len(day.entries)) for day in context["days"] if day.entries]
    assert filled == [(2, 1), (7, 1)]
    assert (context["previous"], context["following"]) == (2, 4)


@pytest.mark.parametrize(
    ("year_", "month", "weeks"), [(2025, 3, 6), (2021, 2, 4), (2025, 2, 5), (2024, 12, 6), (2025, 12, 5)]
)
def test_the_calendar_has_whole_weeks(year_, month, weeks):
    days = month_days(year_, month, [])
    assert len(days) == weeks * 7
    assert days[0].weekday == "一"
    inside = [day.date for day in days if not day.is_outside]
    assert inside[0].day == 1
    assert len(inside) == len(set(inside))
    assert {day.month for day in inside} == {month}


@pytest.mark.usefixtures("year")
def test_a_month_that_is_none_shows_the_usual_one(cast, client_of):
    assert shown(client_of(cast.secretary, year=2025), CALENDAR, month="13")["month"] == 1


@pytest.mark.usefixtures("year")
def test_costs_the_same_with_more_rows(cast, client_of):
    client = client_of(cast.secretary, year=2025)

    def more():
        for day in range(1, 9):
            make_activity(cast, "service", happened_on=date(2025, 5, day))

    assert_flat_queries(lambda: shown(client), more)


@pytest.mark.usefixtures("year")
def test_the_restricted_reason_is_not_on_the_line(cast):
    entries = entries_of(cast.branch, 2025, cast.committee, _all())
    assert "家人住院" not in "".join(f"{one.title}{one.summary}{one.label}" for one in entries)
    assert [len(month.entries) for month in by_month(entries)] == [2, 1, 1]


def _all():
    from activities.timeline import Narrowing

    return Narrowing()


def test_a_dense_year_is_paged_and_every_month_is_reached(cast, client_of, monkeypatch):
    monkeypatch.setattr("activities.views.ON_THE_LINE", 5)
    for month in (2, 3, 7):
        for day in range(1, 5):
            make_activity(cast, "service", happened_on=date(2025, month, day), title=f"{month}月{day}日服务")
    client, found = client_of(cast.secretary, year=2025), []
    links = shown(client)["month_links"]
    assert [(link.anchor, link.page) for link in links] == [
        ("m202502", 1),
        ("m202503", 1),
        ("m202507", 2),
    ]
    for number in (1, 2, 3):
        context = shown(client, page=number)
        assert context["count"] == 12
        found += [entry.title for month in context["months"] for entry in month.entries]
    assert found == [f"{month}月{day}日服务" for month in (2, 3, 7) for day in range(1, 5)]
    page = client.get(reverse(LINE), {"kind": "a:service", "page": 1}).content.decode()
    assert 'href="#m202503"' in page
    assert 'href="?kind=a%3Aservice&amp;page=2#m202507"' in page
    sheet = client.get(reverse(LINE), {"format": "xlsx", "page": 2})
    assert len(list(load_workbook(io.BytesIO(sheet.content)).active.iter_rows())) == 12 + 2
    assert shown(client, page="99")["page"].number == 3
