"""Facts about study: shares of the forms, training elsewhere, who reached the hours, what of the plan was given."""

from datetime import date
from decimal import Decimal

import pytest

from reports.facts import FactBook
from study.plan.models import PlanItem
from study.tasks import services
from study.tasks.models import StudyTask
from study.trainings.models import Training

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 31)


@pytest.fixture
def study(cast):
    """Two members finish 8 hours of 研讨 and 4 of 自学; one has 28 hours of approved training on the spot."""
    item = PlanItem.objects.create(
        branch=cast.branch, year=2025, period="05", topic="学党章", hours=Decimal(8)
    )
    PlanItem.objects.create(branch=cast.branch, year=2025, period="06", topic="学条例", hours=Decimal(4))
    people = [cast.people.member, cast.people.extra1]
    for form, hours in (("DISCUSSION", 8), ("SELF", 4)):
        task = StudyTask(
            branch=cast.branch, title=form, year=2025, form=form, hours=Decimal(hours),
            starts_on=date(2025, 5, 1), due_on=date(2025, 5, 31),
            plan_item=item if form == "DISCUSSION" else None,
        )  # fmt: skip
        services.assign_task(task, members=people, by=cast.secretary)
        for share in task.assignments.select_related("task", "member"):
            services.complete_task(assignment=share, on=date(2025, 5, 20), by=None)
    for state in ("APPROVED", "SUBMITTED"):
        Training.objects.create(
            branch=cast.branch, member=cast.people.member, title=state, kind="PARTY_SCHOOL", organiser="党校",
            starts_on=ON, ends_on=ON, hours=Decimal(26), state=state, form="ONSITE",
            reviewed_by=cast.secretary, reviewed_on=ON,
        )  # fmt: skip


@pytest.mark.usefixtures("study")
def test_values_and_rows_of_a_small_year(cast):
    book = FactBook(cast.branch, 2025, ON)
    found = {
        name: (book.value(name).text, len(book.value(name).rows))
        for name in (
            "研讨学时占比", "自学学时占比", "现场学时占比", "网络学时占比", "人均学时", "学时达标人数", "学时达标率",
            "外出培训人次", "学习计划项数", "学习计划已布置项数",
        )
    }  # fmt: skip
    # 16 + 8 + 26 = 50 hours of ten members; one of them has 12 + 26 = 38.
    assert found == {
        "研讨学时占比": ("32%", 1),
        "自学学时占比": ("16%", 1),
        "现场学时占比": ("52%", 1),
        "网络学时占比": ("0%", 0),
        "人均学时": ("5", 3),
        "学时达标人数": ("1", 1),
        "学时达标率": ("10%", 1),
        "外出培训人次": ("1", 1),
        "学习计划项数": ("2", 2),
        "学习计划已布置项数": ("1", 1),
    }
    assert book.value("外出培训人次").rows[0].object_type == "study.training"


def test_shares_of_a_year_without_study_are_a_dash(cast):
    assert FactBook(cast.branch, 2025, ON).value("研讨学时占比").text == "—"
