"""Recording a meeting: kinds, frozen roll, agenda, history, and what is refused."""

from datetime import date

import pytest

from branch.members import services as branch_services
from branch.members.models import Post
from core import audit
from core.testing import make_member
from meetings.meeting import services
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.roll import due_members
from meetings.meeting.services import SaveMeetingRefused
from meetings.tests.helpers import build, hold, item, line

DAY = date(2025, 3, 7)


def names(members) -> set[str]:
    return {member.name for member in members}


def test_writes_kinds_roll_agenda_and_one_entry(cast):
    people = cast.people
    roll = [
        line(people.secretary),
        line(people.committee, "LEAVE", "出差"),
        line(people.discipline, "ABSENT"),
    ]
    meeting = hold(
        cast.branch,
        "2025-03-07 14:30",
        "COMMITTEE",
        "STUDY",
        roll=roll,
        agenda=[item(decision="四月底前完成", responsible=people.committee, due_on=date(2025, 4, 30))],
        by=cast.secretary,
        title="2025年3月支委会",
        chair=people.secretary,
    )
    assert meeting.kind_labels == "支委会、集中学习"
    assert meeting.state == "HELD"
    counted = Meeting.objects.with_counts().get()
    assert (counted.due_count, counted.present_count, counted.leave_count, counted.absent_count) == (
        3,
        1,
        1,
        1,
    )
    (entry,) = audit.entries_of(meeting)
    assert entry.actor_name == "赵试一"
    assert entry.changes["kinds"]["new"] == "支委会、集中学习"
    assert entry.changes["roll"]["new"] == "到会：赵试一；请假：钱试二（出差）；缺席：孙试三"
    assert "决定：四月底前完成；责任人：钱试二；期限：2025-04-30" in entry.changes["agenda"]["new"]


def test_leaves_exempt_members_out_of_the_due(cast):
    people = cast.people
    roll = [line(people.secretary), line(people.member, "EXEMPT", "长期病休"), line(people.probationary)]
    hold(cast.branch, "2025-03-07", "ASSEMBLY", roll=roll)
    counted = Meeting.objects.with_counts().get()
    assert (counted.due_count, counted.present_count, counted.exempt_count) == (2, 2, 1)
    assert (counted.voters_due_count, counted.voters_present_count) == (1, 1)


def test_due_at_a_committee_meeting_is_the_committee(cast):
    assert names(due_members(cast.branch, None, ["COMMITTEE"], DAY)) == {"赵试一", "钱试二", "孙试三"}


def test_due_at_a_group_meeting_is_the_group(cast):
    assert names(due_members(cast.branch, cast.group, ["GROUP", "STUDY"], DAY)) == {
        "赵试一",
        "钱试二",
        "李试四",
        "周试五",
    }
    assert due_members(cast.branch, None, ["GROUP"], DAY) == []


def test_due_elsewhere_is_everyone_on_the_roll_that_day(cast):
    newcomer = make_member(cast.branch, "新试七", since=date(2025, 3, 8))
    assert newcomer.name not in names(due_members(cast.branch, None, ["ASSEMBLY"], DAY))
    assert newcomer.name in names(due_members(cast.branch, None, ["ASSEMBLY"], date(2025, 3, 8)))
    assert "王外一" not in names(due_members(cast.branch, None, ["THEME_DAY"], DAY))


def test_committee_member_is_due_only_within_the_term(cast):
    Post.objects.filter(member=cast.people.discipline).update(ends_on=date(2025, 3, 6))
    assert names(due_members(cast.branch, None, ["COMMITTEE"], DAY)) == {"赵试一", "钱试二"}


def test_freezes_status_and_vote_of_the_day(cast):
    probationary = cast.people.probationary
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY")
    branch_services.change_status(
        member=probationary, status="FULL", since=date(2025, 3, 1), by=cast.secretary
    )
    entry = meeting.roll.get(member=probationary)
    assert (entry.status_label, entry.may_vote) == ("预备党员", False)
    before = audit.snapshot(meeting)
    roll = [line(entry.member) for entry in meeting.roll.select_related("member")]
    meeting.minutes = "补一句。"
    services.save_meeting(meeting, before=before, kinds=["ASSEMBLY"], roll=roll, by=cast.secretary)
    entry.refresh_from_db()
    assert (entry.status_label, entry.may_vote) == ("预备党员", False)


def test_member_under_probation_attends_without_vote(cast):
    watched = make_member(cast.branch, "冯试八", status="UNDER_PROBATION")
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY")
    assert meeting.roll.get(member=watched).may_vote is False
    assert meeting.roll.get(member=cast.people.member).may_vote is True


REFUSED = {
    "no kind": ({}, [], "请至少选择一个类别"),
    "two bodies": ({}, ["ASSEMBLY", "COMMITTEE"], "支部党员大会和支委会不是同一个会"),
    "group meeting without group": ({}, ["GROUP"], "须选择是哪个党小组"),
    "ends before it starts": ({"ends_at": "2025-03-07 08:00"}, ["ASSEMBLY"], "早于开始时间 2025-03-07 09:00"),
    "year two years back": ({"year": 2023}, ["LIFE"], "所属年度只能是 2025 或 2024"),
    "year ahead": ({"year": 2026}, ["LIFE"], "所属年度只能是 2025 或 2024"),
    "year before without a yearly kind": (
        {"year": 2024},
        ["ASSEMBLY"],
        "只有组织生活会和民主评议可以算到上一年",
    ),
    "lecture without lecturer": ({}, ["LECTURE"], "党课须填写主讲人"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses(cast, case):
    from meetings.tests.helpers import at

    fields, kinds, message = REFUSED[case]
    if "ends_at" in fields:
        fields = {**fields, "ends_at": at(fields["ends_at"])}
    meeting = build(cast.branch, "2025-03-07", **fields)
    with pytest.raises(SaveMeetingRefused, match=message):
        services.hold_meeting(meeting, kinds=kinds, roll=[], by=cast.secretary)
    assert not Meeting.objects.exists()


def test_combined_meeting_may_belong_to_the_year_before(cast):
    meeting = hold(cast.branch, "2025-01-09", "ASSEMBLY", "LIFE", year=2024)
    found = {
        (kind, year)
        for kind in ("ASSEMBLY", "LIFE")
        for year in (2024, 2025)
        if Meeting.objects.of_kind(kind, year).exists()
    }
    assert found == {("ASSEMBLY", 2025), ("LIFE", 2024)}
    assert meeting.year_words == "支部党员大会 2025，组织生活会 2024"
    assert hold(cast.branch, "2025-01-10", "LIFE", year=2024).year_words == "2024"
    Meeting.objects.exclude(pk=meeting.pk).delete()
    assert [list(Meeting.objects.in_year(year)) for year in (2023, 2024, 2025, 2026)] == [
        [],
        [meeting],
        [meeting],
        [],
    ]


def test_refuses_a_group_of_another_branch(cast):
    meeting = build(cast.other_branch, "2025-03-07", group=cast.group)
    with pytest.raises(SaveMeetingRefused, match="第一党小组不属于本支部"):
        services.hold_meeting(meeting, kinds=["GROUP"], roll=[], by=None)


def test_refuses_leave_without_a_reason_and_names_the_member(cast):
    roll = [line(cast.people.secretary), line(cast.people.member, "LEAVE", " ")]
    with pytest.raises(SaveMeetingRefused, match="周试五选了“请假”，请写明事由"):
        hold(cast.branch, "2025-03-07", "ASSEMBLY", roll=roll)


def test_refuses_a_member_of_another_branch_on_the_roll(cast):
    with pytest.raises(SaveMeetingRefused, match="王外一在2025年3月7日不是本支部党员"):
        hold(cast.branch, "2025-03-07", "ASSEMBLY", roll=[line(cast.people.outsider)])
    assert not RollEntry.objects.exists()


def test_refuses_another_chair_without_a_note(cast):
    with pytest.raises(SaveMeetingRefused, match="由书记赵试一主持；由钱试二主持时请写明委托"):
        hold(cast.branch, "2025-03-07", "COMMITTEE", chair=cast.people.committee)


def test_takes_another_chair_with_a_note_or_for_other_kinds(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE", chair=cast.people.committee, chair_note="书记出差，委托主持")
    hold(cast.branch, "2025-03-07", "STUDY", chair=cast.people.committee)
    assert Meeting.objects.count() == 2


def test_plan_has_no_roll(cast):
    plan = services.plan_meeting(build(cast.branch, "2025-12-01"), kinds=["LECTURE"], by=cast.secretary)
    assert plan.is_planned
    assert not plan.roll.exists()
    before = audit.snapshot(plan)
    with pytest.raises(SaveMeetingRefused, match="还没有签到"):
        services.save_meeting(
            plan, before=before, kinds=["STUDY"], roll=[line(cast.people.member)], by=cast.secretary
        )
