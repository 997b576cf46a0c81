"""规范用语 of a unit: entered once, used by proof-reading of meetings and reports."""

from datetime import date

import pytest
from django.urls import reverse

from branch.standard_terms.models import StandardTerm
from meetings.meeting.proofreading import remarks_on
from meetings.tests.helpers import hold
from reports.facts import FactBook
from reports.report import services
from reports.report.models import AnnualReport
from reports.report.proofreading import known_of
from reports.report_templates.models import ReportTemplate

pytestmark = pytest.mark.django_db


def test_a_unit_adds_a_term_and_meetings_are_read_by_it(cast, client_of):
    secretary = client_of(cast.secretary)
    secretary.post(reverse("branch:term_create"), {"wrong": "二处", "right": "第二工程处"})
    meeting = hold(
        cast.branch, "2025-03-07 09:00", "COMMITTEE", by=cast.secretary, minutes="传达二处的通知。"
    )
    (found,) = remarks_on(meeting, [])
    assert (found.remark.text, found.remark.suggestion) == ("二处", "第二工程处")
    elsewhere = hold(cast.other_branch, "2025-03-07 09:00", "COMMITTEE", minutes="传达二处的通知。")
    assert remarks_on(elsewhere, []) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"wrong": "二处", "right": "二处"}, "两种写法一样"),
        ({"wrong": "甲处", "right": "别的"}, "已登记"),
        ({"wrong": "", "right": "别的"}, "请填写"),
        ({"wrong": "第一工程处", "right": "甲处"}, "又回到"),
        ({"wrong": "两个维护", "right": "二个维护"}, "又回到"),
    ],
)
def test_refuses_what_cannot_be_followed(typed, reason, cast, client_of):
    StandardTerm.objects.create(branch=cast.branch, wrong="甲处", right="第一工程处")
    answer = client_of(cast.secretary).post(reverse("branch:term_create"), typed)
    assert reason in answer.content.decode()
    assert StandardTerm.objects.count() == 1


def test_refuses_a_longer_way_round(cast, client_of):
    for wrong, right in (("甲", "乙"), ("乙", "丙")):
        StandardTerm.objects.create(branch=cast.branch, wrong=wrong, right=right)
    answer = client_of(cast.secretary).post(reverse("branch:term_create"), {"wrong": "丙", "right": "甲"})
    assert "又回到“丙”" in answer.content.decode()
    fine = client_of(cast.secretary).post(reverse("branch:term_create"), {"wrong": "丁", "right": "甲"})
    assert fine.status_code == 302


def test_terms_and_lengths_stand_in_the_advice_on_a_report(cast):
    StandardTerm.objects.create(branch=cast.branch, wrong="二处", right="第二工程处")
    template = ReportTemplate.objects.create(branch=cast.branch, name="本支部")
    template.sections.create(order=1, heading="主要工作", draws=["work"], fewest=2000, most=3000)
    on = date(2026, 1, 20)
    services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=on, template=template)
    report = AnnualReport.objects.with_tree().get()
    known = known_of(report, FactBook(cast.branch, 2025, on), on)
    assert known.terms == {"二处": "第二工程处"}
    assert known.lengths == {"1": (2000, 3000)}
