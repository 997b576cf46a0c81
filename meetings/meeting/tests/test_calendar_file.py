"""The calendar file: read back field by field, valid by the letter of RFC 5545, and nobody else's meetings in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from branch.members.models import Post
from core import audit
from core.testing import assert_flat_queries
from meetings.meeting import services
from meetings.meeting.calendar import calendar_of, due_ahead, planned_ahead, uid_of
from meetings.meeting.models import Meeting, MeetingKindLink
from meetings.tests.helpers import at, build, hold, item

pytestmark = pytest.mark.django_db

LONG = "二〇二五年十二月“学条例、守规矩、作表率”主题党日暨基层联系点调研；第一、第二党小组,联合开展\\现场教学"
FILE = reverse("meetings:calendar_file")


@pytest.fixture(autouse=True)
def today(monkeypatch, settings):
    """Nine in the morning of 1 December 2025; the site has a public address."""
    settings.SITE_URL = "https://zhibu.example"
    monkeypatch.setattr(timezone, "now", lambda: at("2025-12-01"))


def plan(branch, day: str, *kinds: str, **fields) -> Meeting:
    by = fields.pop("by", None)
    agenda = fields.pop("agenda", ())
    return services.plan_meeting(build(branch, day, **fields), kinds=kinds, agenda=agenda, by=by)


def read(response) -> Calendar:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def titles(response) -> list[str]:
    return [str(event["summary"]) for event in read(response).walk("VEVENT")]


def test_says_of_a_meeting_what_the_record_says(cast, client_of):
    meeting = plan(
        cast.branch,
        "2025-12-18 14:30",
        "THEME_DAY",
        "LECTURE",
        title=LONG,
        place="三楼会议室,东侧;请带笔记本",
        ends_at=at("2025-12-18 16:00"),
        chair=cast.people.secretary,
        agenda=[item("不进日历的议题")],
        minutes="不进日历的记录",
    )
    response = client_of(cast.member).get(reverse("meetings:meeting_calendar", args=[meeting.pk]))
    (event,) = read(response).walk("VEVENT")
    url = f"https://zhibu.example/meetings/{meeting.pk}/"
    assert {name: str(event[name]) for name in ("uid", "summary", "location", "description", "url")} == {
        "uid": uid_of(meeting),
        "summary": LONG,
        "location": "三楼会议室,东侧;请带笔记本",
        "description": f"甲项目党支部\n类别：党课、主题党日\n主持人：赵试一\n{url}",
        "url": url,
    }
    assert event["dtstart"].dt == at("2025-12-18 14:30")
    assert event["dtend"].dt == at("2025-12-18 16:00")
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event["dtstamp"].dt == meeting.updated_at.astimezone(UTC).replace(microsecond=0)
    assert event["sequence"] == 0
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(days=-1))
    assert "不进日历" not in response.content.decode().replace("\r\n ", "")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_keeps_the_letter_of_the_format(cast):
    meeting = plan(cast.branch, "2025-12-18 14:30", "THEME_DAY", title=LONG, place="一\x0b楼")
    content = calendar_of([meeting], "甲项目党支部会议")
    lines = content.split(b"\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert len(LONG.encode()) > 75
    for line in lines:
        line.decode()  # no character is cut in two
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:" + LONG.replace("\\", "\\\\").replace(",", "\\,") in unfolded
    assert "LOCATION:一楼\r\n" in unfolded
    for line in (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Zhibu Jishi//Meetings//ZH\r\n",
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\n",
        "TZOFFSETTO:+0800\r\n",
        "DTSTART;TZID=Asia/Shanghai:20251218T143000\r\n",
        "DTEND;TZID=Asia/Shanghai:20251218T153000\r\n",  # an hour, where no end is known
    ):
        assert line in unfolded


def test_an_entry_is_changed_not_doubled(cast, settings):
    meeting = plan(cast.branch, "2025-12-18", "THEME_DAY")
    uid = uid_of(meeting)
    before = audit.snapshot(meeting)
    meeting.starts_at, meeting.ends_at = at("2025-12-19"), at("2025-12-19")
    services.save_meeting(meeting, before=before, kinds=["THEME_DAY"], roll=[], by=cast.secretary)
    settings.SITE_URL = "http://10.0.0.8"
    stored = Meeting.objects.get(pk=meeting.pk)
    (event,) = Calendar.from_ical(calendar_of([stored], "会议")).walk("VEVENT")
    assert (event["uid"], event["sequence"]) == (uid, 1)
    assert event["dtstart"].dt == at("2025-12-19")
    assert event["dtend"].dt == at("2025-12-19 10:00")
    assert uid_of(plan(cast.branch, "2025-12-18", "THEME_DAY")) != uid


def test_each_gets_what_concerns_them(cast, client_of):
    plan(cast.branch, "2025-12-01 08:00", "ASSEMBLY", title="今天的大会")
    plan(cast.branch, "2025-12-03", "COMMITTEE", title="支委会")
    plan(cast.branch, "2025-12-04", "GROUP", title="一组", group=cast.group)
    plan(cast.branch, "2025-12-05", "GROUP", title="二组", group=cast.second_group)
    plan(cast.branch, "2025-11-30", "ASSEMBLY", title="过去的计划")
    hold(cast.branch, "2025-12-01", "ASSEMBLY", title="开过的", by=cast.secretary)
    deleted = plan(cast.branch, "2025-12-06", "ASSEMBLY", title="删掉的")
    Meeting.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())
    plan(cast.other_branch, "2025-12-06", "ASSEMBLY", title="别的支部的")
    everything = ["今天的大会", "支委会", "一组", "二组"]
    own_group, other_group = ["今天的大会", "一组"], ["今天的大会", "二组"]
    found = {
        role: titles(client_of(getattr(cast, role)).get(FILE))
        for role in ("secretary", "committee", "superior", "group_leader", "member", "probationary")
    }
    assert found == {
        "secretary": everything,
        "committee": everything,
        "superior": everything,
        # A leader sees the branch's meetings, 支委会 among them, as the list of meetings shows them.
        "group_leader": ["今天的大会", "支委会", "一组"],
        "member": own_group,
        "probationary": other_group,
    }
    assert titles(client_of(cast.outsider).get(FILE)) == ["别的支部的"]
    due = {
        role: [str(meeting) for meeting in due_ahead(getattr(cast, role), timezone.localdate())]
        for role in ("secretary", "group_leader", "member", "probationary", "superior")
    }
    assert due == {
        "secretary": ["今天的大会", "支委会", "一组"],
        "group_leader": own_group,
        "member": own_group,
        "probationary": other_group,
        "superior": [],
    }


def test_sees_a_meeting_that_slips_in(cast, client_of, monkeypatch):
    """Negative control: without `visible_to` the member's file holds the committee's meeting."""
    plan(cast.branch, "2025-12-03", "COMMITTEE", title="支委会")
    client = client_of(cast.member)
    assert titles(client.get(FILE)) == []
    monkeypatch.setattr("meetings.meeting.models.MeetingQuerySet.visible_to", lambda self, user: self.alive())
    assert titles(client.get(FILE)) == ["支委会"]


def test_is_due_by_post_and_status_of_the_day(cast):
    on = timezone.localdate()
    plan(cast.branch, "2025-12-03", "COMMITTEE", title="支委会")
    plan(cast.branch, "2025-12-04", "ASSEMBLY", title="大会")
    assert [str(one) for one in due_ahead(cast.committee, on)] == ["支委会", "大会"]
    Post.objects.filter(member=cast.people.committee).update(ends_on=on - timedelta(days=1))
    assert [str(one) for one in due_ahead(cast.committee, on)] == ["大会"]
    cast.people.committee.statuses.update(ends_on=on - timedelta(days=1))
    assert [str(one) for one in due_ahead(cast.committee, on)] == []
    assert [str(one) for one in planned_ahead(cast.committee, on)] == ["支委会", "大会"]


def test_only_a_plan_has_a_file_and_its_page_offers_it(cast, client_of):
    client = client_of(cast.member, year=2025)
    held = hold(cast.branch, "2025-12-01", "ASSEMBLY", by=cast.secretary)
    refused = client.get(reverse("meetings:meeting_calendar", args=[held.pk]))
    assert refused.status_code == 403
    assert "只有计划中的会议可以加入日历" in refused.content.decode()
    planned = plan(cast.branch, "2025-12-18", "THEME_DAY")
    link = reverse("meetings:meeting_calendar", args=[planned.pk])
    offered = {
        page: [link in client.get(page).content.decode(), FILE in client.get(page).content.decode()]
        for page in (
            reverse("meetings:meeting_detail", args=[planned.pk]),
            reverse("meetings:meeting_detail", args=[held.pk]),
            reverse("meetings:meeting_list"),
            reverse("overview:home"),
        )
    }
    assert list(offered.values()) == [[True, False], [False, False], [False, True], [False, True]]


def test_costs_the_same_with_many_meetings(cast, client_of):
    client = client_of(cast.secretary)
    plan(cast.branch, "2025-12-02", "THEME_DAY", chair=cast.people.secretary)

    def more():
        starts = datetime(2025, 12, 3, 9, tzinfo=UTC)
        rows = Meeting.objects.bulk_create(
            Meeting(
                branch=cast.branch,
                year=2025,
                title=f"计划{day}",
                state="PLANNED",
                group=cast.group if day % 2 else None,
                chair=cast.people.member,
                starts_at=starts + timedelta(days=day),
            )
            for day in range(10)
        )
        MeetingKindLink.objects.bulk_create(MeetingKindLink(meeting=row, kind="THEME_DAY") for row in rows)

    assert_flat_queries(lambda: client.get(FILE), more)
