"""Written reasons: one for a cell, and the same for other cells of its row that are overdue."""

import pytest
from django.urls import reverse

from branch.rules.models import RuleExplanation
from core import audit
from meetings.tests.helpers import hold

pytestmark = pytest.mark.django_db
CREATE = f"{reverse('meetings:explanation_create')}?rule=M2&period=2025-03&subject="


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def test_one_reason_answers_several_rows(cast, secretary):
    hold(cast.branch, "2025-05-20 09:00", "COMMITTEE")
    form = secretary.get(CREATE).context["form"]
    offered = [key for key, _ in form.fields["also"].choices]
    assert offered == [f"2025-{month:02d}" for month in range(1, 13) if month not in {3, 5}]
    data = {"form_token": form["form_token"].value(), "reason": "项目停工，人员分散。"}
    for _ in range(2):
        assert secretary.post(CREATE, data | {"also": ["2025-01", "2025-02"]}).status_code == 302
    rows = RuleExplanation.objects.order_by("period_key")
    assert [(row.period_key, row.reason, row.created_by) for row in rows] == [
        (key, "项目停工，人员分散。", cast.secretary) for key in ("2025-01", "2025-02", "2025-03")
    ]
    assert all(audit.entries_of(row).filter(action="CREATE").count() == 1 for row in rows)
    another = secretary.get(CREATE.replace("2025-03", "2025-04")).context["form"]
    assert "2025-01" not in dict(another.fields["also"].choices)


def test_a_reason_that_stands_answers_itself_alone(secretary):
    form = secretary.get(CREATE).context["form"]
    secretary.post(CREATE, {"form_token": form["form_token"].value(), "reason": "停工。"})
    page = secretary.get(CREATE, follow=True)
    assert "also" not in page.context["form"].fields


def test_what_is_not_overdue_is_not_taken(cast, secretary):
    hold(cast.branch, "2025-05-20 09:00", "COMMITTEE")
    form = secretary.get(CREATE).context["form"]
    data = {"form_token": form["form_token"].value(), "reason": "停工。", "also": ["2025-05"]}
    assert secretary.post(CREATE, data).context["form"].errors["also"]
    assert not RuleExplanation.objects.exists()
