"""The list: filters, order, sheet, deletion, flat queries; and the figures that lead to their rows."""

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from activities.kinds import registry
from activities.models import Activity
from activities.statistics import figure_url, year_statistics
from activities.tests.helpers import example_data, make_activity, make_area
from branch.members.models import Post
from core.testing import assert_flat_queries, count_queries
from meetings.meeting.models import Meeting

LIST = reverse("activities:activity_list")


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def register(cast):
    """Four activities that differ in everything a filter looks at."""
    area = make_area(cast)
    return {
        "visit": make_activity(cast, "visit", happened_on=date(2025, 1, 10), work_area=area, place="南区"),
        "case": make_activity(
            cast, "case_study", happened_on=date(2025, 3, 7), participants=[cast.people.member]
        ),
        "joint": make_activity(cast, "joint", happened_on=date(2025, 5, 20), summary="共同检查了消防通道"),
        "mood": make_activity(cast, "mood", happened_on=date(2025, 11, 30), outside_people="何丁（监理）"),
    }


def listed(client, register, query=""):
    page = client.get(f"{LIST}?{query}").context["page"]
    names = {activity.pk: name for name, activity in register.items()}
    return [names[activity.pk] for activity in page]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["mood", "joint", "case", "visit"]),
        ("sort=happened_on", ["visit", "case", "joint", "mood"]),
        ("kind=joint", ["joint"]),
        ("kind=nonsense", ["mood", "joint", "case", "visit"]),
        ("period=M3", ["case"]),
        ("period=Q1", ["case", "visit"]),
        ("period=Q3", []),
        ("period=M13", ["mood", "joint", "case", "visit"]),
        ("area=none", ["mood", "joint", "case"]),
        ("q=消防", ["joint"]),
        ("q=监理", ["mood"]),
        ("q=南区", ["visit"]),
        ("q=南区+冯甲", ["visit"]),
        ("q=南区+消防", []),
        ("sort=password", ["mood", "joint", "case", "visit"]),
        ("page=99", ["mood", "joint", "case", "visit"]),
    ],
)
def test_filters_and_sorts(query, expected, register, secretary):
    assert listed(secretary, register, query) == expected


def test_filters_by_area_and_person(register, cast, secretary):
    area = register["visit"].work_area
    assert listed(secretary, register, f"area={area.pk}") == ["visit"]
    assert listed(secretary, register, f"person={cast.people.member.pk}") == ["case"]
    assert listed(secretary, register, f"person={cast.people.secretary.pk}") == ["visit"]


@pytest.mark.usefixtures("register")
def test_shows_only_the_chosen_year(cast, client_of):
    assert "没有登记活动" in client_of(cast.secretary, year=2023).get(LIST).content.decode()


@pytest.mark.usefixtures("register")
def test_exports_what_is_filtered_with_the_kinds_columns(secretary):
    book = load_workbook(io.BytesIO(secretary.get(f"{LIST}?kind=visit&format=xlsx").content)).active
    rows = list(book.iter_rows(values_only=True))
    assert [field.label for field in registry.get("visit").fields] == list(rows[1][11:16])
    assert len(rows) == 3
    assert "冯甲" in rows[2]
    whole = load_workbook(io.BytesIO(secretary.get(f"{LIST}?format=xlsx").content)).active
    assert len(list(whole.iter_rows())) == 6


def test_deletes_and_restores(register, secretary):
    activity = register["visit"]
    secretary.post(
        reverse("core:record_delete", args=["activities.activity", activity.pk]), {"reason": "重复登记"}
    )
    assert listed(secretary, register) == ["mood", "joint", "case"]
    secretary.post(reverse("core:record_restore", args=["activities.activity", activity.pk]))
    assert listed(secretary, register) == ["mood", "joint", "case", "visit"]


def test_shows_the_meeting_participants_and_late_entry(cast, secretary):
    meeting = Meeting.objects.create(
        branch=cast.branch,
        title="三月党员大会",
        year=2025,
        starts_at=timezone.make_aware(timezone.datetime(2025, 3, 7, 9)),
    )
    activity = make_activity(cast, "relay", meeting=meeting, participants=[cast.people.member])
    page = secretary.get(reverse("activities:activity_detail", args=[activity.pk])).content.decode()
    assert reverse("meetings:meeting_detail", args=[meeting.pk]) in page
    assert "传达会议" in page
    assert "党员 1 人：周试五" in page
    assert "补录" in page


def test_pages_cost_the_same_with_more_rows(cast, secretary):
    area = make_area(cast, kinds=["visit"])

    def add_rows():
        for code in ("visit", "case_study", "mood"):
            for _ in range(6):
                make_activity(cast, code, work_area=area, participants=[cast.people.member])
                make_activity(cast, code, participants=[cast.people.secretary, cast.people.committee])

    add_rows()
    for address in (
        LIST,
        f"{LIST}?format=xlsx",
        f"{LIST}?kind=visit&figure=persons",
        reverse("activities:statistics"),
        reverse("activities:area_list"),
        reverse("activities:area_detail", args=[area.pk]),
    ):
        assert_flat_queries(lambda address=address: secretary.get(address), add_rows)


def test_figures_need_no_queries_once_loaded(cast):
    for code in ("visit", "joint", "relay"):
        make_activity(cast, code, participants=[cast.people.member])
    with count_queries() as loading:
        year_statistics(cast.branch, 2025, date(2026, 1, 5))
    assert len(loading) <= 6


@pytest.mark.no_cover
def test_every_figure_leads_to_exactly_its_rows(cast, secretary):
    people = cast.people
    Post.objects.filter(member=people.committee).update(duties="物资采购")
    for kind in registry.all_kinds():
        make_activity(cast, kind.code, participants=[people.member])
    make_activity(
        cast, "service", data=example_data("service", people) | {"done_on": "2025-04-01", "result": "已修好"}
    )
    for figures in year_statistics(cast.branch, 2025, date(2026, 1, 5)):
        for key, value in figures.values.items():
            page = secretary.get(figure_url(figures.code, key)).context["page"]
            assert {row.pk for row in page} == {row.pk for row in value.rows}, (figures.code, key)


def test_the_whole_behind_a_figure_comes_from_members_and_posts(cast):
    Post.objects.filter(member=cast.people.committee).update(duties="物资采购")
    make_activity(cast, "integrity_talk")
    make_activity(cast, "pledge")
    by_code = {one.code: one for one in year_statistics(cast.branch, 2025, date(2026, 1, 5))}
    assert by_code["integrity_talk"]["talked"].text == "1/1 人"
    assert by_code["pledge"]["pledged"].text == "1/10 人"
    assert by_code["double_duty"]["covered"].of == 3


def test_the_statistics_page_shows_figures_and_sentences(cast, secretary):
    make_activity(cast, "visit")
    page = secretary.get(reverse("activities:statistics")).content.decode()
    assert "走访慰问1次，看望和帮助1人。" in page
    assert f'href="{figure_url("visit")}"' in page
    assert "还没有记录" in page


def test_deleted_activities_do_not_count(cast):
    activity = make_activity(cast, "visit")
    Activity.objects.filter(pk=activity.pk).update(deleted_at=timezone.now())
    by_code = {one.code: one for one in year_statistics(cast.branch, 2025, date(2026, 1, 5))}
    assert by_code["visit"]["count"].value == 0


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "query",
    [
        "page=x&sort=--&q=%00",
        "kind=%00&figure=x",
        "kind=visit&figure=nonsense",
        "person=99999999999999999999&area=x&period=Q9",
        "q=" + "长" * 500,
        "format=pdf",
    ],
)
def test_a_strange_address_is_no_error(query, secretary):
    assert secretary.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["kind=visit&happened_on=x&meeting=x", "kind=visit&meeting=99999999999999999999"]
)
def test_a_strange_address_of_the_form_is_no_error(query, secretary):
    assert secretary.get(f"{reverse('activities:activity_create')}?{query}").status_code == 200
