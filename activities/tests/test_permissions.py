"""Members and leaders find in the activities what is theirs, and nothing else."""

import pytest
from django.urls import reverse

from activities.tests.helpers import form_data, make_activity, make_area


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
