"""Every address answers each role as the matrix says, and the matrix knows every address."""

import pytest
from django.urls import reverse

from core.testing import ROLE_NAMES
from meetings import urls
from meetings.meeting.models import Meeting

from .helpers import build, hold
from .matrix import MATRIX

ROLES = [*ROLE_NAMES, "anonymous"]


def test_matrix_knows_every_address():
    assert {f"meetings:{pattern.name}" for pattern in urls.urlpatterns} == set(MATRIX)
    assert all(set(row) == set(ROLES) for row in MATRIX.values())


@pytest.fixture
def meetings(cast):
    from meetings.meeting import services

    return {
        "assembly": hold(cast.branch, "2025-03-01", "ASSEMBLY"),
        "committee": hold(cast.branch, "2025-03-02", "COMMITTEE"),
        "first group": hold(cast.branch, "2025-03-03", "GROUP", group=cast.group),
        "second group": hold(cast.branch, "2025-03-04", "GROUP", group=cast.second_group),
        "planned lecture": services.plan_meeting(
            build(cast.branch, "2030-03-05"), kinds=["LECTURE"], by=None
        ),
        "planned committee": services.plan_meeting(
            build(cast.branch, "2030-03-06"), kinds=["COMMITTEE"], by=None
        ),
        "planned second group": services.plan_meeting(
            build(cast.branch, "2030-03-07", group=cast.second_group), kinds=["GROUP"], by=None
        ),
        "elsewhere": hold(cast.other_branch, "2025-03-08", "ASSEMBLY"),
    }


ALL = {
    "assembly",
    "committee",
    "first group",
    "second group",
    "planned lecture",
    "planned committee",
    "planned second group",
}
VISIBLE = {
    "secretary": ALL,
    "committee": ALL,
    "superior": ALL | {"elsewhere"},
    "group_leader": ALL - {"second group", "planned second group"},
    "member": {"assembly", "first group", "planned lecture"},
    "probationary": {"assembly", "second group", "planned lecture", "planned second group"},
    "outsider": {"elsewhere"},
    "administrator": set(),
}


@pytest.mark.parametrize("role", VISIBLE)
def test_each_sees_the_own_part(cast, meetings, role):
    seen = set(Meeting.objects.visible_to(getattr(cast, role)).values_list("pk", flat=True))
    assert {name for name, meeting in meetings.items() if meeting.pk in seen} == VISIBLE[role]


def test_group_leader_edits_the_own_group_only(cast, client_of, meetings):
    client = client_of(cast.group_leader, year=2025)
    edit = [
        client.get(reverse("meetings:meeting_update", args=[meetings[name].pk])).status_code
        for name in ("first group", "assembly", "second group")
    ]
    assert edit == [200, 403, 404]


def test_person_responsible_finishes_the_decision(cast, client_of):
    from .helpers import item

    meeting = hold(
        cast.branch, "2025-03-01", "ASSEMBLY", agenda=[item(decision="照办", responsible=cast.people.member)]
    )
    task = meeting.agenda.get()
    address = reverse("meetings:decision_done", args=[task.pk])
    assert client_of(cast.probationary).post(address, {"on": "2025-03-09"}).status_code == 403
    client_of(cast.member).post(address, {"on": "2025-03-09"})
    task.refresh_from_db()
    assert str(task.done_on) == "2025-03-09"
