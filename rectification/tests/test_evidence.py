"""Choosing records as evidence."""

from datetime import date

import pytest
from django.urls import reverse

from core.refusals import Refused
from core.testing import assert_flat_queries
from rectification.enums import ItemState
from rectification.items import pointers
from rectification.items.services import add_evidence, remove_evidence, submit_item

from . import factory


@pytest.fixture
def item(cast):
    return factory.make_item(cast, state=ItemState.ACTIVE)


@pytest.fixture
def url(item):
    return reverse("rectification:evidence_add", args=[item.pk])


def test_offers_the_branchs_records_of_the_year(cast, client_of, url):
    factory.make_meeting(cast, "春季研讨", day=date(2025, 3, 5))
    factory.make_meeting(cast, "别家会议", branch=cast.other_branch)
    factory.make_meeting(cast, "来年会议", day=date(2026, 3, 5))
    address = f"{url}?kind=meetings.meeting&year=2025"
    page = client_of(cast.secretary).get(address).content.decode()
    assert "春季研讨" in page
    assert "别家会议" not in page
    assert "来年会议" not in page


def test_every_kind_of_record_can_be_looked_through(cast, client_of, url):
    kinds = pointers.evidence_types()
    assert {"meetings.meeting", "study.studytask", "activities.activity"} <= {kind.key for kind in kinds}
    for user in (cast.secretary, cast.member):
        client = client_of(user)
        for kind in kinds:
            assert client.get(f"{url}?kind={kind.key}&year=2025&q=试验").status_code == 200, kind.key


def test_searches_by_text(cast, client_of, url):
    factory.make_meeting(cast, "春季研讨")
    factory.make_meeting(cast, "秋季座谈")
    page = client_of(cast.secretary).get(f"{url}?kind=meetings.meeting&year=2025&q=座谈").content.decode()
    assert "秋季座谈" in page
    assert "春季研讨" not in page


def test_adds_the_ticked_records_once(cast, client_of, item, url):
    meeting = factory.make_meeting(cast)
    client = client_of(cast.secretary)
    for _ in range(2):
        response = client.post(f"{url}?kind=meetings.meeting", {"record": [meeting.pk]})
        assert response.status_code == 302
    assert item.evidence.count() == 1
    assert "试验学习会" in client.get(reverse("rectification:item_detail", args=[item.pk])).content.decode()


@pytest.mark.parametrize("record", ["", "x", "999999", "9" * 30, "-1"])
def test_adds_nothing_for_what_is_no_record(cast, client_of, item, url, record):
    response = client_of(cast.secretary).post(
        f"{url}?kind=meetings.meeting", {"record": [record]}, follow=True
    )
    assert "请先勾选" in response.content.decode()
    assert not item.evidence.exists()


@pytest.mark.parametrize("query", ["kind=x.y", "kind=rectification.problem", "year=1", "q=" + "长" * 200])
def test_stands_odd_addresses(cast, client_of, url, query):
    assert client_of(cast.secretary).get(f"{url}?{query}").status_code == 200


def test_a_member_does_not_choose_what_the_member_may_not_see(cast, client_of, item, url):
    hidden = factory.make_meeting(cast, "支委会", day=date(2026, 3, 5))
    visible = type(hidden).objects.visible_to(cast.member).filter(pk=hidden.pk).exists()
    assert not visible
    client = client_of(cast.member)
    client.post(f"{url}?kind=meetings.meeting", {"record": [hidden.pk]})
    assert not item.evidence.exists()


def test_label_of_a_record_that_is_gone_stays_without_link(cast, client_of, item):
    meeting = factory.make_meeting(cast)
    add_evidence(item=item, objects=[meeting], by=cast.secretary)
    address = reverse("rectification:item_detail", args=[item.pk])
    link = reverse("meetings:meeting_detail", args=[meeting.pk])
    client = client_of(cast.secretary)
    assert link in client.get(address).content.decode()
    type(meeting).objects.filter(pk=meeting.pk).update(deleted_at="2026-01-01T00:00:00+08:00")
    page = client.get(address).content.decode()
    assert "试验学习会" in page
    assert link not in page


def test_evidence_is_fixed_once_handed_in(cast, item):
    meeting = factory.make_meeting(cast)
    rows = add_evidence(item=item, objects=[meeting], by=cast.member)
    submit_item(item=item, result="做完了", by=cast.member, on=date(2026, 5, 1))
    rows[0].refresh_from_db()
    with pytest.raises(Refused):
        remove_evidence(evidence=rows[0], by=cast.member)
    with pytest.raises(Refused):
        add_evidence(item=item, objects=[meeting], by=cast.member)


def test_adding_and_removing_stands_in_the_history(cast, item):
    from core import audit

    meeting = factory.make_meeting(cast)
    row = add_evidence(item=item, objects=[meeting], by=cast.secretary)[0]
    assert audit.entries_of(item).first().changes["evidence"]["new"] == "试验学习会"
    row.refresh_from_db()
    remove_evidence(evidence=row, by=cast.secretary)
    assert audit.entries_of(item).first().changes["evidence"]["old"] == "试验学习会"


def test_costs_the_same_for_many(cast, client_of, item, url):
    client = client_of(cast.secretary)
    factory.make_meeting(cast)

    def add():
        meetings = [factory.make_meeting(cast, f"会议{n}") for n in range(15)]
        add_evidence(item=item, objects=meetings, by=cast.secretary)

    add_evidence(item=item, objects=[factory.make_meeting(cast)], by=cast.secretary)
    detail = reverse("rectification:item_detail", args=[item.pk])
    assert_flat_queries(lambda: (client.get(f"{url}?year=2025"), client.get(detail)), add)
