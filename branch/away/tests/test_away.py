"""流动党员: who is away, when they report, who reads what; at meetings they are due until somebody says otherwise."""

from datetime import date

import pytest
from django.urls import reverse

from branch.away.models import Away
from branch.away.services import enter_report
from core import records
from core.history import MASK
from core.refusals import Refused
from core.reminders import reminders_for
from core.testing import assert_flat_queries, page
from meetings.meeting.roll import away_among, due_members

pytestmark = pytest.mark.django_db
SINCE, WHY, REACH, SAID = date(2025, 1, 31), "照顾老人", "微信甲", "在当地参加学习"


def go(cast, member=None, *, by=None, **fields) -> Away:
    values = {"place": "某省某市", "starts_on": SINCE, "reason": WHY, "contact": REACH}
    row = Away(branch=cast.branch, member=member or cast.people.member, created_by=by, **values | fields)
    return records.create(row, by=by or cast.secretary)


def report(away: Away, on: date, by=None) -> None:
    enter_report(away=away, on=on, channel="电话", text=SAID, by=by)


def told(user, branch, day: date) -> list:
    return [one for one in reminders_for(user, branch, day) if "/away/" in one.url]


@pytest.mark.parametrize(
    ("every", "reports", "due_on"),
    [
        (1, [], date(2025, 2, 28)),
        (3, [], date(2025, 4, 30)),
        (3, [date(2025, 3, 15)], date(2025, 6, 15)),
        (3, [date(2025, 5, 20), date(2025, 3, 15)], date(2025, 8, 20)),
        (12, [date(2025, 3, 15)], date(2026, 3, 15)),
    ],
)
def test_the_next_report_counts_from_the_last_one(cast, every, reports, due_on):
    away = go(cast, report_every=every)
    for day in reports:
        report(away, day)
    assert Away.objects.for_list().get().next_report_on == due_on


def test_reminds_branch_and_member_a_week_ahead_and_when_late(cast):
    away = go(cast)
    due_on = date(2025, 4, 30)
    assert told(cast.secretary, cast.branch, date(2025, 4, 22)) == []
    (one,) = told(cast.committee, cast.branch, date(2025, 4, 23))
    assert (one.due_on, one.title, one.mail_title) == (due_on, "流动党员周试五到期汇报", "流动党员到期汇报")
    (own,) = told(cast.member, cast.branch, date(2025, 5, 1))
    assert (own.title, own.url) == ("向支部汇报外出情况", reverse("branch:away_report", args=[away.pk]))
    assert told(cast.probationary, cast.branch, date(2025, 5, 1)) == []
    report(away, date(2025, 5, 1))
    assert told(cast.secretary, cast.branch, date(2025, 5, 1)) == []
    Away.objects.update(ends_on=date(2025, 6, 1))
    assert told(cast.secretary, cast.branch, date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("user", "sees", "may_report"),
    [
        ("secretary", True, True),
        ("discipline", True, True),
        ("member", True, True),
        ("committee", False, False),
        ("superior", False, False),
    ],
)
def test_reason_contact_and_reports_are_for_few(cast, client_of, user, sees, may_report):
    away = go(cast, by=cast.discipline)
    report(away, date(2025, 3, 1), by=cast.discipline)
    client = client_of(getattr(cast, user), branch=cast.branch)
    history = reverse("core:record_history", args=["branch.away", away.pk])
    for address in (records.url_of(away), history):
        shown = client.get(address).content.decode()
        assert [word in shown for word in (WHY, REACH, SAID)] == [sees] * 3, address
        assert sees or MASK in shown
    url = reverse("branch:away_report", args=[away.pk])
    assert client.get(url).status_code == (200 if may_report else 403)


def test_the_committee_edits_without_what_it_does_not_see(cast, client_of):
    away = go(cast, by=cast.discipline)
    form = client_of(cast.committee).get(reverse("branch:away_update", args=[away.pk])).context["form"]
    assert not {"reason", "contact"} & set(form.fields)


def test_the_member_reports_and_a_wrong_day_is_told(cast, client_of):
    away = go(cast)
    url = reverse("branch:away_report", args=[away.pk])
    sent = {"on": "2025-01-30", "channel": "微信", "text": SAID}
    answer = client_of(cast.member).post(url, sent)
    assert "不在外出期间" in page(answer).errors
    assert answer.context["form"]["text"].value() == SAID
    done = client_of(cast.member).post(url, sent | {"on": "2025-03-01"}, follow=True)
    assert SAID in done.content.decode()
    with pytest.raises(Refused, match="已经登记"):
        enter_report(away=away, on=date(2025, 3, 1), channel="微信", text=SAID, by=cast.member)
    assert away.reports.count() == 1


def test_one_who_is_away_is_not_entered_twice(cast, client_of):
    go(cast)
    sent = {"member": cast.people.member.pk, "place": "某市", "starts_on": "2025-03-01", "reason": "务工"}
    sent |= {"contact": "电话", "report_every": "3"}
    answer = client_of(cast.secretary).post(reverse("branch:away_create"), sent)
    assert "已登记为外出" in page(answer).errors
    assert Away.objects.count() == 1


def test_who_is_away_stays_due_and_is_offered_to_be_left_out(cast, client_of):
    go(cast)
    due = due_members(cast.branch, None, ["ASSEMBLY"], date(2025, 3, 7))
    away = away_among(due, date(2025, 3, 7))
    assert [one.name for one in due if one.pk in away] == ["周试五"]
    assert len(due) == 10
    assert away_among(due, date(2025, 1, 30)) == set()
    url = reverse("meetings:meeting_create") + "?kind=ASSEMBLY"
    shown = client_of(cast.secretary).get(url).content.decode()
    assert shown.count("data-roll-exempt=") == 1
    name = f'name="roll-{cast.people.member.pk}"'
    assert f'{name} value="PRESENT" checked' in shown


def test_the_list_costs_the_same_with_many(cast, client_of):
    go(cast)
    client, url = client_of(cast.secretary), reverse("branch:away_list")
    assert_flat_queries(
        lambda: client.get(url),
        lambda: [report(go(cast, one), date(2025, 3, 1)) for one in (cast.people.extra1, cast.people.extra2)],
    )
