"""The list, the table, one meeting's page, deleting and restoring."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core import audit
from core.testing import assert_flat_queries
from meetings.meeting import services
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from meetings.tests.helpers import at, build, hold, item, line

LIST = reverse("meetings:meeting_list")


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def year(cast):
    """A few meetings of 2025, and some that are not."""
    people = cast.people
    roll = [line(people.secretary), line(people.committee, "LEAVE", "出差"), line(people.probationary)]
    hold(cast.branch, "2025-03-31 23:30", "COMMITTEE", title="三月支委会", chair=people.secretary)
    hold(
        cast.branch,
        "2025-04-01 00:30",
        "ASSEMBLY",
        "LECTURE",
        roll=[*roll, line(people.member, "EXEMPT", "长期病休")],
        title="=四月大会",
        ends_at=at("2025-04-01 02:00"),
        agenda=[item("研究安全月", decision="办大讲堂", responsible=people.committee)],
    )
    hold(cast.branch, "2025-05-06", "GROUP", group=cast.group, title="五月小组会", minutes="谈到盾构机")
    hold(cast.branch, "2026-01-20", "LIFE", year=2025, title="年度组织生活会")
    services.plan_meeting(build(cast.branch, "2025-12-01", title="十二月计划"), kinds=["LECTURE"], by=None)
    hold(cast.branch, "2024-05-06", "ASSEMBLY", title="去年大会")
    hold(cast.other_branch, "2025-05-06", "ASSEMBLY", title="外支部大会")


ALL = {"三月支委会", "=四月大会", "五月小组会", "年度组织生活会", "十二月计划"}
FILTERS = {
    "": ALL,
    "kind=ASSEMBLY": {"=四月大会"},
    "period=2025-Q1": {"三月支委会"},
    "period=2025-04": {"=四月大会"},
    "period=2025": ALL,
    "period=2024": {"去年大会"},
    "period=2026-01": {"年度组织生活会"},
    "state=PLANNED": {"十二月计划"},
    "state=TOOK_PLACE": ALL - {"十二月计划"},
    "group=branch": ALL - {"五月小组会"},
    "q=盾构": {"五月小组会"},
    "q=大讲堂": {"=四月大会"},
    "q=没有这样的词": set(),
    "kind=NONSENSE&period=2025-13&group=999999&state=XX&page=99&sort=-nonsense": ALL,
}


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("query", FILTERS)
def test_list_filters(client, query):
    page = client.get(f"{LIST}?{query}").context["page"]
    assert {meeting.title for meeting in page} == FILTERS[query]


@pytest.mark.usefixtures("year")
def test_list_sorts_and_starts_with_the_newest(client):
    def titles(query):
        return [meeting.title for meeting in client.get(f"{LIST}?{query}").context["page"]]

    assert titles("")[0] == "年度组织生活会"
    assert titles("sort=starts_at") == titles("")[::-1]
    assert titles("sort=-present_count")[0] == "年度组织生活会"


def test_empty_list_says_what_to_do_first(client, client_of, cast):
    assert "先登记最近一次会议" in client.get(LIST).content.decode()
    assert reverse("meetings:meeting_create") not in client_of(cast.member).get(LIST).content.decode()


@pytest.mark.usefixtures("year")
def test_sheet_holds_what_is_filtered(client):
    response = client.get(f"{LIST}?format=xlsx&period=2025-Q2&state=TOOK_PLACE&sort=starts_at")
    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet["A1"].value == "甲项目党支部2025年第二季度会议台账"
    head = [cell.value for cell in sheet[2]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=3)]
    assert [row["名称"] for row in rows] == ["=四月大会", "五月小组会"]
    first = rows[0]
    assert (first["类别"], first["应到"], first["实到"], first["请假"], first["不计入应到"]) == (
        "支部党员大会、党课",
        3,
        2,
        1,
        1,
    )
    assert (first["到会率"], first["有表决权应到"], first["有表决权实到"]) == ("66.7%", 2, 1)
    assert first["请假缺席人员和事由"] == "钱试二（请假：出差）；周试五（不计入应到：长期病休）"
    assert (first["议题"], first["决定"]) == ("1. 研究安全月", "1. 办大讲堂")
    assert str(first["日期"])[:10] == "2025-04-01"


@pytest.mark.usefixtures("year")
def test_member_exports_only_what_a_member_sees(cast, client_of):
    response = client_of(cast.member, year=2025).get(f"{LIST}?format=xlsx")
    sheet = load_workbook(BytesIO(response.content)).active
    names = {row[5].value for row in sheet.iter_rows(min_row=3)}
    assert names == {"=四月大会", "五月小组会", "年度组织生活会", "十二月计划"}


def test_list_and_sheet_cost_the_same_for_more_rows(cast, client):
    def add(first: int, last: int) -> None:
        for day in range(first, last):
            hold(
                cast.branch,
                f"2025-06-{day:02d}",
                "ASSEMBLY",
                "LECTURE",
                agenda=[item(responsible=cast.people.member)],
                chair=cast.people.secretary,
            )

    add(1, 4)
    assert_flat_queries(lambda: client.get(LIST), lambda: add(4, 12))
    assert_flat_queries(lambda: client.get(f"{LIST}?format=xlsx"), lambda: add(12, 20))


def test_page_and_form_cost_the_same_for_a_longer_roll_and_agenda(cast, client):
    people = cast.people
    agenda = [item(f"议题{i}", decision="办", responsible=people.member) for i in range(10)]
    short = hold(cast.branch, "2025-06-01", "ASSEMBLY", roll=[line(people.secretary)], agenda=agenda[:1])
    long = hold(cast.branch, "2025-06-02", "ASSEMBLY", agenda=agenda)
    for name in ("meetings:meeting_detail", "meetings:meeting_update"):
        current = [short]
        assert_flat_queries(
            lambda name=name, current=current: client.get(reverse(name, args=[current[0].pk])),
            lambda current=current: current.__setitem__(0, long),
        )


@pytest.mark.usefixtures("cast", "year")
def test_page_shows_figures_roll_and_decisions(client):
    meeting = Meeting.objects.get(title="=四月大会")
    text = client.get(reverse("meetings:meeting_detail", args=[meeting.pk])).content.decode()
    for wanted in (
        "66.7%",
        "钱试二：出差",
        "周试五：长期病休",
        "预备党员",
        "办大讲堂",
        "钱试二负责",
        "学党章",
        "00:30—02:00",
    ):
        assert wanted in text


@pytest.mark.usefixtures("year")
def test_plan_shows_no_figures(client):
    meeting = Meeting.objects.get(title="十二月计划")
    response = client.get(reverse("meetings:meeting_detail", args=[meeting.pk]))
    assert "到会率" not in response.content.decode()
    assert "登记召开情况" in response.content.decode()


def test_what_was_typed_is_escaped(cast, client):
    script = "<script>alert(1)</script>"
    meeting = hold(cast.branch, "2025-03-07", "STUDY", title=script, minutes=script, agenda=[item(script)])
    for address in (LIST, reverse("meetings:meeting_detail", args=[meeting.pk])):
        assert script not in client.get(address).content.decode()


def test_deleting_asks_why_and_restoring_brings_back(cast, client, client_of):
    meeting = hold(cast.branch, "2025-03-07", "STUDY", by=cast.secretary)
    delete = reverse("core:record_delete", args=["meetings.meeting", meeting.pk])
    assert "请填写删除原因" in client.post(delete, {"reason": " "}).content.decode()
    assert Meeting.objects.alive().count() == 1
    assert client_of(cast.member).post(delete, {"reason": "不想要"}).status_code == 403
    client.post(delete, {"reason": "重复登记"})
    page = reverse("meetings:meeting_detail", args=[meeting.pk])
    assert client.get(page).status_code == 404
    client.post(reverse("core:record_restore", args=["meetings.meeting", meeting.pk]))
    assert client.get(page).status_code == 200
    assert meeting.roll.count() == 10
    assert [entry.action for entry in audit.entries_of(meeting)] == ["RESTORE", "DELETE", "CREATE"]


def test_confirmed_meeting_is_not_deleted(cast, client):
    meeting = hold(cast.branch, "2025-03-07", "STUDY")
    Meeting.objects.filter(pk=meeting.pk).update(state="CONFIRMED")
    delete = reverse("core:record_delete", args=["meetings.meeting", meeting.pk])
    assert client.post(delete, {"reason": "重复"}).status_code == 403
    assert Meeting.objects.alive().exists()


def test_open_decisions_are_those_of_meetings_held_that_someone_carries_out(cast):
    people = cast.people
    agenda = [
        item("甲", decision="办", responsible=people.member, due_on=date(2025, 5, 1)),
        item("乙", decision="办", responsible=people.committee),
        item("丙", decision="不用跟踪"),
        item("丁", responsible=people.member),
    ]
    held = hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=agenda)
    services.plan_meeting(
        build(cast.branch, "2025-12-01"), kinds=["ASSEMBLY"], agenda=[agenda[0]], by=cast.secretary
    )

    def open_titles():
        return [row.title for row in AgendaItem.objects.open()]

    assert open_titles() == ["甲", "乙"]
    services.finish_decision(item=held.agenda.get(title="甲"), on=date(2025, 4, 1), by=cast.member)
    assert open_titles() == ["乙"]
