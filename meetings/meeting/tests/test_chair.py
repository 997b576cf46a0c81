"""Who chairs a meeting by post, and when another chair must name the entrustment."""

import json
from datetime import date, timedelta
from html import escape

from django.urls import reverse

from branch.members.models import Post
from meetings.meeting import faults as meeting_faults
from meetings.meeting import suggestions
from meetings.tests.helpers import build

DAY = date(2025, 3, 7)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
# (kind, chair, who is 书记 or 党小组长 and the days of the term) -> whether a note is asked for
TABLE = [
    # 书记 in office: only 书记 chairs without a note, not even 副书记.
    ("COMMITTEE", "secretary", {"secretary": (None, None)}, False),
    ("COMMITTEE", "deputy", {"secretary": (None, None)}, True),
    ("ASSEMBLY", "deputy", {"secretary": (None, None)}, True),
    ("STUDY", "deputy", {"secretary": (None, None)}, False),
    # The last day of the term counts, the day after it does not: the post is vacant, nobody can entrust.
    ("ASSEMBLY", "deputy", {"secretary": (None, DAY)}, True),
    ("ASSEMBLY", "deputy", {"secretary": (None, BEFORE)}, False),
    ("ASSEMBLY", "deputy", {}, False),
    # A change of 书记: the new one from the first day of the term, the old one no more.
    ("COMMITTEE", "discipline", {"secretary": (None, BEFORE), "discipline": (DAY, None)}, False),
    ("COMMITTEE", "secretary", {"secretary": (None, BEFORE), "discipline": (DAY, None)}, True),
    ("COMMITTEE", "discipline", {"secretary": (None, None), "discipline": (AFTER, None)}, True),
]
GROUP_TABLE = [
    ("group_leader", (None, None), False),
    ("member", (None, None), True),
    # 书记 takes part as a member of the group: the leader chairs.
    ("secretary", (None, None), True),
    ("member", (None, DAY), True),
    ("member", (None, BEFORE), False),
    ("member", (AFTER, None), False),
]


def appoint(cast, name: str, title: str, term, group=None) -> None:
    starts_on, ends_on = term
    Post.objects.create(
        branch=cast.branch,
        member=getattr(cast.people, name),
        title=title,
        group=group,
        starts_on=starts_on or date(2023, 1, 1),
        ends_on=ends_on,
    )


def chair_faults(cast, kind: str, chair: str, note: str = "", group=None) -> list[str]:
    meeting = build(
        cast.branch, f"{DAY}", chair=getattr(cast.people, chair), chair_note=note, group=group, year=2025
    )
    return [
        fault.message
        for fault in meeting_faults.faults_of(meeting, [kind], [])
        if fault.field == "chair_note"
    ]


def test_asks_for_the_entrustment_by_the_terms_of_the_day(cast):
    cast.people.deputy = cast.people.committee
    for kind, chair, secretaries, is_asked in TABLE:
        Post.objects.all().delete()
        appoint(cast, "deputy", "DEPUTY_SECRETARY", (None, None))
        for name, term in secretaries.items():
            appoint(cast, name, "SECRETARY", term)
        case = (kind, chair, secretaries)
        assert bool(chair_faults(cast, kind, chair)) is is_asked, case
        assert chair_faults(cast, kind, chair, "书记出差，委托主持") == [], case


def test_asks_for_the_leaders_entrustment_at_a_group_meeting(cast):
    for chair, term, is_asked in GROUP_TABLE:
        Post.objects.all().delete()
        appoint(cast, "secretary", "SECRETARY", (None, None))
        appoint(cast, "group_leader", "GROUP_LEADER", term, cast.group)
        # The leader of another group is nobody's chair here.
        appoint(cast, "extra1", "GROUP_LEADER", (None, None), cast.second_group)
        faults = chair_faults(cast, "GROUP", chair, group=cast.group)
        assert bool(faults) is is_asked, (chair, term)
        assert chair_faults(cast, "GROUP", chair, "组长请假，委托主持", cast.group) == []
    Post.objects.update(ends_on=None, starts_on=date(2023, 1, 1))
    (message,) = chair_faults(cast, "GROUP", "member", group=cast.group)
    assert message.startswith("第一党小组的党小组会由党小组长李试四主持；由周试五主持时请写明委托")


def test_form_tells_its_script_who_chairs_by_post(cast, client_of):
    appoint(cast, "group_leader", "GROUP_LEADER", (None, None), cast.group)
    chairs = suggestions.chairs_of(cast.branch, DAY)
    assert chairs == {"": [cast.people.secretary.pk], f"{cast.group.pk}": [cast.people.group_leader.pk]}
    page = client_of(cast.secretary).get(reverse("meetings:meeting_create")).content.decode()
    assert f'data-usual="{escape(json.dumps(chairs))}"' in page


def test_names_each_thing_that_a_lecture_lacks(cast):
    wanted = {
        "lecturer_name": "党课须填写主讲人",
        "lecturer_kind": "党课须选择主讲人类别",
        "lecture_title": "党课须填写题目",
    }
    full = {"lecturer_name": "赵试一", "lecturer_kind": "SECRETARY", "lecture_title": "学党章"}
    assert meeting_faults.faults_of(build(cast.branch, f"{DAY}", **full), ["LECTURE"], []) == []
    for name, words in wanted.items():
        faults = meeting_faults.faults_of(build(cast.branch, f"{DAY}", **full | {name: " "}), ["LECTURE"], [])
        assert [(fault.field, words in fault.message) for fault in faults] == [(name, True)], name
    missing = meeting_faults.faults_of(build(cast.branch, f"{DAY}"), ["ASSEMBLY", "LECTURE"], [])
    assert [fault.field for fault in missing] == list(wanted)
    plan = build(cast.branch, f"{DAY}", state="PLANNED")
    assert meeting_faults.faults_of(plan, ["LECTURE"], []) == []
