"""Each role gets from each address what the table says."""

import pytest
from django.urls import get_resolver, reverse

from activities.tests.helpers import form_data, make_activity, make_area
from activities.tests.matrix import MATRIX, POST_ONLY, make_objects
from core.testing import ROLE_NAMES

ROLES = (*ROLE_NAMES, "anonymous")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_answers_as_the_table_says(role, cast, client_of):
    objects = make_objects(cast)
    found = {}
    for name in MATRIX:
        client = client_of(getattr(cast, role, None), year=2025)
        address = reverse(name, kwargs=objects.get(name))
        found[name] = (client.post if name in POST_ONLY else client.get)(address).status_code
    assert found == {name: row[role] for name, row in MATRIX.items()}


def test_covers_every_address():
    patterns = next(
        one for one in get_resolver().url_patterns if getattr(one, "namespace", None) == "activities"
    )
    assert set(MATRIX) == {f"activities:{pattern.name}" for pattern in patterns.url_patterns}


@pytest.mark.parametrize("role", ["group_leader", "member", "probationary"])
def test_shows_a_member_what_he_took_part_in(role, cast, client_of):
    person = getattr(cast.people, role)
    mine = make_activity(cast, "case_study", participants=[person])
    make_activity(cast, "case_study", title="别人的学习")
    client = client_of(getattr(cast, role), year=2025)
    page = client.get(reverse("activities:activity_list")).content.decode()
    assert mine.title in page
    assert "别人的学习" not in page
    assert client.get(reverse("activities:activity_detail", args=[mine.pk])).status_code == 200
    assert client.get(reverse("activities:activity_update", args=[mine.pk])).status_code == 403
    assert (
        client.post(reverse("core:record_delete", args=["activities.activity", mine.pk])).status_code == 403
    )


def test_a_person_named_in_a_field_took_part(cast, client_of):
    pledge = make_activity(cast, "pledge")
    client = client_of(cast.committee)
    assert cast.people.committee.pk in pledge.participant_ids
    assert client.get(reverse("activities:activity_detail", args=[pledge.pk])).status_code == 200


@pytest.mark.parametrize("role", ["member", "group_leader", "superior", "administrator"])
def test_only_writers_record(role, cast, client_of):
    address = reverse("activities:activity_create") + "?kind=case_study"
    posted = client_of(getattr(cast, role), year=2025).post(address, form_data("case_study", cast.people))
    assert posted.status_code == 403
    assert not cast.branch.pk or not make_area(cast).activities.exists()


def test_nothing_leaks_into_another_branch(cast, client_of):
    make_activity(cast, "case_study", title="甲项目的学习")
    page = client_of(cast.outsider, year=2025).get(reverse("activities:activity_list"))
    assert "甲项目的学习" not in page.content.decode()
