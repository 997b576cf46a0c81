"""Tasks, materials and a shorthand for today."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from study.reading.models import StudyMaterial
from study.tasks import services
from study.tasks.models import StudyAssignment, StudyTask


@pytest.fixture
def today():
    return localdate()


@pytest.fixture
def material(cast):
    return StudyMaterial.objects.create(
        branch=cast.branch, title="条例导读", category="REGULATION", body="第一段。\n\n第二段。"
    )


@pytest.fixture
def give(cast, today):
    """`give(title=…, audience=…)`: a task of this year, given through the service."""

    def make(members=None, **fields) -> StudyTask:
        values = {
            "title": "读条例",
            "year": today.year,
            "starts_on": today - timedelta(days=5),
            "due_on": today + timedelta(days=5),
            "hours": Decimal(2),
            "branch": cast.branch,
            **fields,
        }
        return services.assign_task(StudyTask(**values), members=members, by=cast.secretary)

    return make


@pytest.fixture
def share_of():
    """`share_of(task, member)`: the member's assignment."""

    def find(task, member) -> StudyAssignment:
        return StudyAssignment.objects.get(task=task, member=member)

    return find
