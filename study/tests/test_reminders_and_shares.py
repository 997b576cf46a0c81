"""Reminders: hours that fall behind an even pace, training to review, plan lines to carry out; shares of the forms."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from meetings.enums import StudyForm
from study.enums import TrainingState
from study.hours.progress import form_shares, shares_of_year
from study.hours.reckoning import Standing
from study.plan.models import PlanItem
from study.reminders import reminders_for
from study.tasks import services
from study.trainings.models import Training

pytestmark = pytest.mark.django_db


def standing(
    hours: str, *, needed: int = 32, is_committee: bool = False, has_training: bool = False
) -> Standing:
    return Standing(None, Decimal(hours), Decimal(0), Decimal(needed), is_committee, has_training)


@pytest.mark.parametrize(
    ("hours", "on", "behind"),
    [
        ("0", date(2025, 2, 10), False),
        ("0", date(2025, 2, 17), True),
        ("12", date(2025, 7, 1), False),
        ("11", date(2025, 7, 2), True),
        ("31.5", date(2025, 10, 30), False),
        ("31.5", date(2025, 11, 3), True),
        ("32", date(2025, 12, 31), False),
        ("0", date(2024, 6, 1), False),
        ("31", date(2026, 3, 1), True),
    ],
)
def test_is_behind_when_half_a_day_short_of_an_even_pace(hours, on, behind):
    assert standing(hours).is_behind(2025, on) is behind


def test_words_say_what_is_missing_and_how_much_time_is_left():
    assert standing("32").reminder(2025, date(2025, 6, 1)) == ""
    assert (
        standing("20").reminder(2025, date(2025, 10, 2))
        == "离年底还有 90 天，还差 12 学时，平均每月要学 4 学时。"
    )
    late = standing("56", needed=56, is_committee=True)
    assert late.reminder(2025, date(2025, 12, 1)) == "离年底还有 30 天，还差 1 次集中培训。"
    assert late.reminder(2025, date(2026, 1, 5)) == "2025 年已经结束，还差 1 次集中培训。"


def training(cast, member, **fields) -> Training:
    values = {
        "branch": cast.branch, "member": member, "title": "党校班", "kind": "PARTY_SCHOOL", "organiser": "党校",
        "starts_on": date(2025, 5, 1), "ends_on": date(2025, 5, 2), "hours": Decimal(16), "form": "ONSITE",
    }  # fmt: skip
    return Training.objects.create(**{**values, **fields})


def titles(cast, role, on):
    return [one.title for one in reminders_for(getattr(cast, role), cast.branch, on)]


def test_each_is_reminded_of_what_is_theirs(cast, give):
    on = date(2025, 8, 20)
    assert titles(cast, "member", on) == []
    give(year=2025, starts_on=date(2025, 1, 5), due_on=date(2025, 1, 9))
    submitted = training(cast, cast.people.secretary)
    training(
        cast, cast.people.member, title="退回的", state=TrainingState.RETURNED, comment="看不清",
        reviewed_by=cast.secretary, reviewed_on=on,
    )  # fmt: skip
    for period, topic in (("08", "学党章"), ("05", "学条例"), ("12", "以后的")):
        PlanItem.objects.create(branch=cast.branch, year=2025, period=period, topic=topic, hours=Decimal(2))
    assert titles(cast, "member", on) == ["学时 0 / 32", "退回的"]
    assert titles(cast, "secretary", on) == ["学时 0 / 56", "布置学习：学条例", "布置学习：学党章"]
    assert titles(cast, "committee", on)[1] == f"{submitted}（培训）"
    assert titles(cast, "superior", on) == []
    assert titles(cast, "group_leader", on) == ["学时 0 / 32"]


def test_the_list_marks_who_is_behind(cast, client_of, today):
    page = client_of(cast.secretary, year=today.year - 1).get(reverse("study:progress"))
    assert page.context["matrix"].behind == 10
    assert "进度落后" in page.content.decode()
    assert (
        "已经结束，还差 32 学时"
        in client_of(cast.member, year=today.year - 1).get(reverse("study:my_study")).content.decode()
    )


def test_shares_add_up_and_equal_a_recount(cast, client_of, give, share_of, today):
    for form, hours in (("LED", 2), ("DISCUSSION", 6), ("SELF", 4)):
        task = give(title=form, form=form, hours=Decimal(hours))
        for person in (cast.people.member, cast.people.extra1):
            services.complete_task(assignment=share_of(task, person), on=today, by=None)
    day = {"starts_on": today, "ends_on": today, "reviewed_by": cast.secretary, "reviewed_on": today}
    training(cast, cast.people.member, state=TrainingState.APPROVED, **day)
    training(cast, cast.people.extra1, **day)
    found = {share.form: (share.hours, share.percent) for share in shares_of_year(cast.branch, today.year)}
    assert found == {
        StudyForm.LED: (4, 10), StudyForm.SELF: (8, 20), StudyForm.DISCUSSION: (12, 30),
        StudyForm.ONSITE: (16, 40), StudyForm.ONLINE: (0, 0),
    }  # fmt: skip
    page = client_of(cast.group_leader).get(reverse("study:progress"))
    assert {s.form: s.hours for s in page.context["shares"]}[StudyForm.LED] == 2


def test_shares_of_nothing_are_nothing():
    assert {share.percent for share in form_shares([])} == {0}
