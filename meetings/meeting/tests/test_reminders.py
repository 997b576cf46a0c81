"""Reminders on the work bench: from which day on, for whom, and to which page; at a constant cost."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from core.testing import count_queries
from meetings.meeting import services
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.reminders import reminders_for
from meetings.tests.helpers import build, hold, line

pytestmark = pytest.mark.django_db

TODAY = date(2025, 8, 20)


def day(days: int, time: str = "09:00") -> str:
    """A moment so many days from TODAY."""
    return f"{TODAY + timedelta(days=days)} {time}"


def plan(cast, days: int, *kinds: str, time: str = "09:00", **fields):
    meeting = build(cast.branch, day(days, time), **fields)
    return services.plan_meeting(meeting, kinds=kinds, by=cast.secretary)


def titles(cast, role: str) -> list[str]:
    return [one.title for one in reminders_for(getattr(cast, role), cast.branch, TODAY)]


def test_announces_a_meeting_three_days_before(cast):
    """From its third day before, midnight to midnight, to the end of its own day."""
    moments = [(-1, "23:59"), (0, "00:00"), (0, "23:59"), (3, "23:59"), (4, "00:00")]
    planned = [plan(cast, days, "THEME_DAY", time=time, place="三楼") for days, time in moments]
    rows = reminders_for(cast.member, cast.branch, TODAY)
    assert [(row.due_on, row.detail, row.url) for row in rows] == [
        (TODAY + timedelta(days=days), f"{time}　三楼", reverse("meetings:meeting_detail", args=[meeting.pk]))
        for (days, time), meeting in list(zip(moments, planned, strict=True))[1:4]
    ]
    assert {row.title for row in rows} == {f"参加{meeting}" for meeting in planned[1:4]}


def test_announces_it_to_those_who_will_be_due(cast):
    plan(cast, 1, "COMMITTEE", title="支委会")
    plan(cast, 2, "GROUP", title="一组会", group=cast.group)
    expected = {
        "secretary": ["参加支委会", "参加一组会"],
        "discipline": ["参加支委会"],
        "group_leader": ["参加一组会"],
        "member": ["参加一组会"],
        "probationary": [],
        "superior": [],
        "outsider": [],
        "administrator": [],
    }
    assert {role: titles(cast, role) for role in expected} == expected


# State of the meeting or of who was away from it, days from TODAY, what the keepers are asked.
FROM_WHICH_DAY = [
    ("PLANNED", 0, []),
    ("PLANNED", -1, ["登记会"]),
    ("PLANNED", -365, ["登记会"]),
    ("PLANNED", -366, []),
    ("HELD", -7, []),
    ("HELD", -8, ["会待签字确认"]),
    ("HELD", -365, ["会待签字确认"]),
    ("HELD", -366, []),
    ("AWAY", -14, ["会待签字确认"]),
    ("AWAY", -15, ["会待签字确认", "会待补学"]),
    ("AWAY", -366, []),
    ("CONFIRMED_AWAY", -14, []),
    ("CONFIRMED_AWAY", -15, ["会待补学"]),
    ("CONFIRMED_MADE_UP", -15, []),
    ("CONFIRMED_EXEMPT", -15, []),
]


def hold_in_state(cast, state: str, days: int) -> None:
    """A meeting of the second group, as a line of the table says."""
    if state == "PLANNED":
        plan(cast, days, "GROUP", group=cast.second_group, title="会")
        return
    attendance = "PRESENT" if state == "HELD" else "EXEMPT" if state.endswith("EXEMPT") else "LEAVE"
    roll = [line(cast.people.extra1, attendance, "" if attendance == "PRESENT" else "有事")]
    fields = {"roll": roll, "group": cast.second_group, "title": "会", "by": cast.secretary}
    hold(cast.branch, day(days), "GROUP", **fields)
    if state.startswith("CONFIRMED"):
        Meeting.objects.update(state="CONFIRMED")
    if state.endswith("MADE_UP"):
        RollEntry.objects.update(make_up_on=TODAY)


def test_asks_the_keepers_from_the_right_day_on(cast):
    asked, others = [], set()
    for state, days, _ in FROM_WHICH_DAY:
        with transaction.atomic():
            hold_in_state(cast, state, days)
            asked.append((state, days, titles(cast, "secretary")))
            # The leader of the other group, a plain member and the superior officer are not asked.
            others |= {
                title for role in ("group_leader", "member", "superior") for title in titles(cast, role)
            }
            transaction.set_rollback(True)
    assert asked == FROM_WHICH_DAY
    assert others == set()


def test_says_what_to_do_and_leads_there(cast, client_of):
    planned = plan(cast, -5, "ASSEMBLY", title="大会")
    roll = [line(cast.people.member, "LEAVE", "住院手术"), line(cast.people.extra1, "ABSENT")]
    held = hold(
        cast.branch, day(-20), "GROUP", roll=roll, by=cast.secretary, group=cast.group, title="一组会"
    )
    rows = reminders_for(cast.secretary, cast.branch, TODAY)
    assert [(row.title, row.due_on, row.detail, row.url, row.action) for row in rows] == [
        (
            "登记大会",
            date(2025, 8, 15),
            "计划的会议已过 5 天，未登记；改期的请改日期，不开的请删除。",
            reverse("meetings:meeting_update", args=[planned.pk]),
            "登记",
        ),
        (
            "一组会待签字确认",
            date(2025, 8, 7),
            "已召开 20 天，主持人和记录人签字后确认。",
            reverse("meetings:meeting_confirm", args=[held.pk]),
            "确认",
        ),
        (
            "一组会待补学",
            date(2025, 8, 14),
            "请假或缺席的 2 人还没有补学，补学后登记日期。",
            reverse("meetings:meeting_detail", args=[held.pk]) + "#roll-title",
            "登记补学",
        ),
    ]
    leader = reminders_for(cast.group_leader, cast.branch, TODAY)
    assert leader == rows[1:]
    for role, found in (("secretary", rows), ("group_leader", leader)):
        client = client_of(getattr(cast, role), year=2025)
        assert {client.get(row.url).status_code for row in found} == {200}


def test_many_of_one_thing_become_one_row_that_lists_them(cast, client_of):
    roll = [line(cast.people.member), line(cast.people.extra1, "ABSENT")]

    def meetings(*days: int) -> None:
        for number in days:
            hold(cast.branch, day(-number), "ASSEMBLY", roll=roll, by=cast.secretary, title=f"会{number}")

    meetings(30, 31, 240)
    meetings(32)
    with count_queries() as few:
        assert len(titles(cast, "secretary")) == 8
    meetings(33, 8, 250)
    with count_queries() as many:
        found = reminders_for(cast.secretary, cast.branch, TODAY)
    # As many queries; the first count also asked for the roles.
    assert len(many) <= len(few)
    assert [row.title for row in found] == [
        "会250待签字确认",
        "会240待签字确认",
        "2025年 5 次会议待签字确认",
        "会250待补学",
        "会240待补学",
        "2025年 4 次会议有人待补学",
    ]
    assert found[2].detail == "最早的是2025年7月18日的会33。"
    client = client_of(cast.secretary, year=2026)
    listed = {row.title: client.get(row.url).context["page"].paginator.count for row in (found[2], found[5])}
    # The list of those with make-up study open has the one of last week too.
    assert listed == {"2025年 5 次会议待签字确认": 5, "2025年 4 次会议有人待补学": 5}
