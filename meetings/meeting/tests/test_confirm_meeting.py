"""Signing a record, adding to a signed one, finishing decisions, make-up study, reasons."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.rules.models import RuleExplanation
from core import audit
from core.refusals import Refused
from core.testing import page
from meetings.meeting import services
from meetings.meeting.models import Meeting
from meetings.tests.helpers import build, hold, item, line

DAY = date(2025, 3, 10)


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def meeting(cast):
    """A committee meeting that lacks nothing."""
    people = cast.people
    return hold(
        cast.branch,
        "2025-03-07",
        "COMMITTEE",
        roll=[line(people.secretary), line(people.committee, "LEAVE", "出差"), line(people.discipline)],
        chair=people.secretary,
        recorder=people.discipline,
        minutes="记录。",
        agenda=[item("甲", decision="办", responsible=people.committee), item("乙", decision="知道了")],
        by=cast.secretary,
    )


def test_confirms_and_locks(cast, client, meeting):
    address = reverse("meetings:meeting_confirm", args=[meeting.pk])
    client.post(address, {"on": "2025-03-10", "is_signed": "on"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.confirmed_on, meeting.confirmed_by) == ("CONFIRMED", DAY, cast.secretary)
    assert audit.entries_of(meeting).first().action == "STATE"
    assert "已经确认过" in page(client.post(address, {"on": "2025-03-10", "is_signed": "on"})).errors


BAD_SIGNATURES = {
    "not ticked": ({"on": "2025-03-10"}, "两人都签字以后才能确认"),
    "no date": ({"is_signed": "on"}, "has-error"),
    "tomorrow": ({"on": "2099-01-01", "is_signed": "on"}, "2099-01-01 还没有到"),
    "before the meeting": ({"on": "2025-03-06", "is_signed": "on"}, "早于会议日期"),
}


@pytest.mark.parametrize("case", BAD_SIGNATURES)
def test_refuses_a_bad_signature(client, meeting, case):
    data, message = BAD_SIGNATURES[case]
    response = client.post(reverse("meetings:meeting_confirm", args=[meeting.pk]), data)
    assert message in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == "HELD"


def test_refuses_to_confirm_what_is_not_complete(cast):
    bare = hold(cast.branch, "2025-03-07", "STUDY", roll=[])
    with pytest.raises(Refused, match="还差主持人、记录人、到会情况、议题或会议记录"):
        services.confirm_meeting(meeting=bare, by=cast.secretary, on=DAY)
    plan = services.plan_meeting(build(cast.branch, "2025-03-07"), kinds=["STUDY"], by=None)
    with pytest.raises(Refused, match="还在计划中"):
        services.confirm_meeting(meeting=plan, by=cast.secretary, on=DAY)


def test_confirmed_record_refuses_every_save(cast, meeting):
    services.confirm_meeting(meeting=meeting, by=cast.secretary, on=DAY)
    before = audit.snapshot(meeting)
    meeting.title = "改"
    with pytest.raises(services.SaveMeetingRefused, match="已经签字确认"):
        services.save_meeting(meeting, before=before, kinds=["COMMITTEE"], roll=[], by=cast.secretary)


def test_addition_stands_beside_the_record_with_its_reason(cast, client, meeting):
    address = reverse("meetings:meeting_correct", args=[meeting.pk])
    data = {"text": "另决定慰问一户。", "reason": "漏记"}
    assert "还没有确认，请直接编辑" in page(client.post(address, data)).errors
    services.confirm_meeting(meeting=meeting, by=cast.secretary, on=DAY)
    assert "has-error" in client.post(address, {"text": "", "reason": ""}).content.decode()
    assert client.post(address, data).status_code == 302
    text = client.get(reverse("meetings:meeting_detail", args=[meeting.pk])).content.decode()
    assert "另决定慰问一户。" in text
    entry = audit.entries_of(meeting).first()
    assert (entry.reason, entry.changes["addition"]["new"]) == ("漏记", "另决定慰问一户。")
    assert Meeting.objects.get().minutes == "记录。"


def test_finishes_a_decision_even_after_the_record_is_signed(cast, client, meeting):
    services.confirm_meeting(meeting=meeting, by=cast.secretary, on=DAY)
    task = meeting.agenda.get(title="甲")
    address = reverse("meetings:decision_done", args=[task.pk])
    response = client.post(address, {"on": "2025-03-20", "next": "/"})
    assert response.url == "/"
    task.refresh_from_db()
    assert task.done_on == date(2025, 3, 20)
    assert "办结日期：2025-03-20" in audit.entries_of(meeting).first().changes["agenda"]["new"]


@pytest.mark.parametrize("on", ["", "昨天", "2099-01-01", "2025-03-01"])
def test_refuses_an_odd_day_of_completion(client, meeting, on):
    task = meeting.agenda.get(title="甲")
    address = reverse("meetings:decision_done", args=[task.pk])
    response = client.post(address, {"on": on, "next": "https://example.org/"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("meetings:meeting_detail", args=[meeting.pk])
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    task.refresh_from_db()
    assert task.done_on is None


def test_refuses_to_finish_twice_or_without_a_task(cast, meeting):
    task, note = meeting.agenda.all()
    with pytest.raises(Refused, match="没有责任人和期限"):
        services.finish_decision(item=note, on=DAY, by=cast.secretary)
    services.finish_decision(item=task, on=DAY, by=cast.secretary)
    with pytest.raises(Refused, match="已于2025年3月10日办结"):
        services.finish_decision(item=task, on=DAY, by=cast.secretary)


def test_notes_make_up_study_and_keeps_it_through_an_edit(cast, client, meeting):
    entry = meeting.roll.get(member=cast.people.committee)
    client.post(reverse("meetings:roll_make_up", args=[entry.pk]), {"on": "2025-03-12"})
    entry.refresh_from_db()
    assert entry.make_up_on == date(2025, 3, 12)
    assert audit.entries_of(meeting).first().changes["make_up_on"]["label"] == "钱试二补学日期"
    roll = [line(cast.people.secretary), line(cast.people.committee, "LEAVE", "开会")]
    before = audit.snapshot(meeting)
    services.save_meeting(meeting, before=before, kinds=["COMMITTEE"], roll=roll, by=cast.secretary)
    assert meeting.roll.get(member=cast.people.committee).make_up_on == date(2025, 3, 12)


def test_refuses_make_up_study_of_who_was_there_or_before_the_meeting(cast, meeting):
    present = meeting.roll.get(member=cast.people.secretary)
    with pytest.raises(Refused, match="不需要补学"):
        services.make_up(entry=present, on=DAY, by=cast.secretary)
    away = meeting.roll.get(member=cast.people.committee)
    with pytest.raises(Refused, match="早于会议日期"):
        services.make_up(entry=away, on=date(2025, 3, 6), by=cast.secretary)


# ---- Reasons ----

CREATE = reverse("meetings:explanation_create")


def test_reason_is_saved_once_for_rule_period_and_group(cast, client):
    query = f"?rule=M3&period=2025-03&subject=group:{cast.group.pk}"
    assert "2025年3月 第一党小组 党小组会" in client.get(CREATE + query).content.decode()
    client.post(CREATE + query, {"reason": "全组驻外施工。", "form_token": "b" * 36})
    reason = RuleExplanation.objects.get()
    assert (reason.branch, reason.year, reason.rule_id, reason.period_key) == (
        cast.branch,
        2025,
        "M3",
        "2025-03",
    )
    assert reason.subject_key == f"group:{cast.group.pk}"
    assert client.get(CREATE + query).url == reverse("meetings:explanation_update", args=[reason.pk])
    again = client.post(CREATE + query, {"reason": "另一个说法"})
    assert "别人刚改过这条记录" in again.content.decode()
    assert RuleExplanation.objects.get().reason == "全组驻外施工。"
    listed = client.get(reverse("meetings:explanation_list")).content.decode()
    assert "全组驻外施工。" in listed


def test_page_of_a_reason_leads_to_the_meeting_that_is_missing(client):
    page = client.get(f"{CREATE}?rule=M2&period=2025-03")
    assert page.context["record_url"] == f"{reverse('meetings:meeting_create')}?kind=COMMITTEE&month=2025-03"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?rule=XX&period=2025-03",
        "?rule=M1&period=2025-13",
        "?rule=M1&period=",
        "?rule=M3&period=2025-03&subject=group:999999",
        "?rule=M6&period=2025",
    ],
)
def test_no_reason_for_what_does_not_exist_or_must_be_done(client, query):
    assert client.get(CREATE + query).status_code == 404


def test_empty_reason_is_refused(client):
    response = client.post(f"{CREATE}?rule=M1&period=2025-Q1", {"reason": " "})
    assert "has-error" in response.content.decode()
    assert not RuleExplanation.objects.exists()


def test_entry_after_more_than_three_days_is_shown_as_late(cast, client):
    early = hold(cast.branch, f"{timezone.localdate():%Y-%m-%d}", "STUDY")
    late = hold(cast.branch, "2025-03-07", "STUDY")
    assert "补录" not in client.get(reverse("meetings:meeting_detail", args=[early.pk])).content.decode()
    assert "补录" in client.get(reverse("meetings:meeting_detail", args=[late.pk])).content.decode()
