"""Restricted values reach nobody but the secretary: pages, exports, history and search."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from activities.models import Activity
from activities.tests.helpers import example_data, form_data, make_activity
from core import audit, records
from core.history import MASK
from core.testing import page

CANARY = "机密病情金丝雀"
OTHERS = ["committee", "discipline", "group_leader", "member", "superior"]


@pytest.fixture
def visit(cast):
    """A visit whose reason must not leak; everyone of the branch took part."""
    people = [cast.people.group_leader, cast.people.member]
    data = example_data("visit", cast.people) | {"reason": CANARY}
    activity = make_activity(cast, "visit", data=data, participants=people)
    before = audit.snapshot(activity)
    activity.data = activity.data | {"reason": CANARY + "二"}
    records.save(activity, by=cast.secretary, before=before)
    return activity


def pages(activity):
    listing = reverse("activities:activity_list")
    return {
        "list": listing,
        "kind": f"{listing}?kind=visit",
        "search": f"{listing}?q={CANARY}",
        "detail": reverse("activities:activity_detail", args=[activity.pk]),
        "edit": reverse("activities:activity_update", args=[activity.pk]),
        "history": reverse("core:record_history", args=["activities.activity", activity.pk]),
        "statistics": reverse("activities:statistics"),
    }


def sheet_text(response) -> str:
    book = load_workbook(io.BytesIO(response.content))
    return "\n".join(str(cell.value) for row in book.active.iter_rows() for cell in row)


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_shows_the_value(role, visit, cast, client_of):
    client = client_of(getattr(cast, role), year=2025)
    for name, address in pages(visit).items():
        body = client.get(address).content.decode()
        body = body.replace(f'value="{CANARY}"', "")  # the search box repeats what was typed
        assert CANARY not in body, name


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("query", ["format=xlsx", "format=xlsx&kind=visit"])
def test_no_sheet_holds_the_value(role, query, cast, client_of):
    client = client_of(getattr(cast, role), year=2025)
    text = sheet_text(client.get(f"{reverse('activities:activity_list')}?{query}"))
    assert CANARY not in text
    assert MASK in text


def test_the_secretary_sees_it_everywhere(visit, cast, client_of):
    """Negative control of the two tests above."""
    client = client_of(cast.secretary, year=2025)
    for name in ("detail", "edit", "history"):
        assert CANARY in client.get(pages(visit)[name]).content.decode(), name
    assert CANARY in sheet_text(client.get(reverse("activities:activity_list") + "?format=xlsx&kind=visit"))


def test_the_text_filter_does_not_search_it(visit, cast, client_of):
    client = client_of(cast.committee, year=2025)
    assert client.get(pages(visit)["search"]).context["page"].paginator.count == 0


def test_a_committee_member_sees_the_mask_and_keeps_the_value(visit, cast, client_of):
    client = client_of(cast.committee, year=2025)
    assert page(client.get(pages(visit)["detail"])).facts["事由 （受限）"] == MASK
    answer = client.get(pages(visit)["edit"])
    assert "受限内容" in page(answer).messages
    assert "data_reason" not in answer.context["form"].fields
    posted = form_data("visit", cast.people, data_targets="冯甲、陈乙", lock_version=visit.lock_version)
    assert client.post(pages(visit)["edit"], posted | {"data_reason": "改掉"}).status_code == 302
    stored = Activity.objects.get()
    assert stored.data["targets"] == "冯甲、陈乙"
    assert stored.data["reason"] == CANARY + "二"


def test_the_history_marks_it_as_restricted(visit):
    for entry in audit.entries_of(visit):
        assert entry.changes["data_reason"]["restricted"] is True
        assert CANARY not in entry.object_label


def test_a_committee_member_may_still_record_a_visit(cast, client_of):
    address = reverse("activities:activity_create") + "?kind=visit"
    assert (
        client_of(cast.committee, year=2025).post(address, form_data("visit", cast.people)).status_code == 302
    )
    assert Activity.objects.get().data["reason"] == "家人住院"
