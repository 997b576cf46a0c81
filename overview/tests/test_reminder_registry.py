"""What an app registers as a reminder: on the work bench and in the mail, and in the place of what a rule would say."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core import reminders
from core.reminders import Reminder
from overview.compliance import lines_of
from overview.reminder_mail import digest_of, text_of
from overview.todo import todos_for

pytestmark = pytest.mark.django_db

TODAY = date(2025, 8, 20)


@pytest.fixture
def remind(monkeypatch):
    """`remind(order, reminder)`: registers what another app would say to everyone, for one test."""
    now = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9))
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(reminders, "_providers", list(reminders._providers))
    return lambda order, reminder: reminders.register(order, lambda user, branch, today: [reminder])


def line(title: str, due_on: date | None = TODAY, **more) -> Reminder:
    return Reminder(due_on, title, "一行说明", "/members/", "去办", **more)


def titles(cast, user=None) -> list[str]:
    rows = todos_for(user or cast.secretary, cast.branch, TODAY, lines_of(cast.branch, 2025, TODAY))
    return [row.title for row in rows]


def test_is_on_the_work_bench_and_in_the_mail(remind, cast, client_of):
    remind(90, line("收缴张三的党费", mail_title="收缴党费"))
    page = client_of(cast.secretary, year=2025).get(reverse("overview:home"))
    (row,) = [row for row in page.context["todos"] if row.title == "收缴张三的党费"]
    assert (row.days, row.when, row.tone, row.detail) == ("今天", "8月20日", "", "一行说明")
    assert "收缴张三的党费" in page.content.decode()
    mail = text_of(digest_of(cast.secretary, TODAY, lambda branch: []), TODAY)
    assert "· 今天（8月20日）　收缴党费\n" in mail
    assert "张三" not in mail


def test_stands_by_urgency_then_by_the_order_of_its_registration(remind, cast):
    for order, title, due_on, waiting in (
        (95, "后登记先列", TODAY, ""),
        (90, "同日先列", TODAY, ""),
        (5, "明天的", date(2025, 8, 21), ""),
        (99, "等着的", None, "等我审"),
    ):
        remind(order, line(title, due_on, waiting=waiting))
    own = [title for title in titles(cast) if title in {"后登记先列", "同日先列", "明天的", "等着的"}]
    assert own == ["等着的", "同日先列", "后登记先列", "明天的"]


def test_takes_the_place_of_the_rule_that_it_answers(remind, cast):
    assert {"8月支委会", "7月支委会"} <= set(titles(cast))
    remind(90, line("开支委会", answers=frozenset({("M2", "2025-08", ""), ("M2", "2025-07", "")})))
    found = titles(cast)
    assert "8月支委会" not in found
    # What is overdue is asked for all the same.
    assert {"开支委会", "7月支委会"} <= set(found)
    assert "开支委会" in titles(cast, cast.member)


def test_no_two_reminders_have_one_place():
    orders = [order for order, _ in reminders._providers]
    assert len(set(orders)) == len(orders) > 0
