"""The member's own pledge, written on the phone: only the own, only this year's, only until the comment."""

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.duties.services import pledge_of
from activities.models import Activity
from activities.tests.helpers import make_activity, member
from core import audit, records
from core.models import AuditEntry
from core.testing import page
from meetings.tests.helpers import hold

ADDRESS = "/activities/pledge/"
GOAL = "全年资料当天归档"


@pytest.fixture
def year():
    return timezone.localdate().year


def post(client, **fields):
    return client.post(ADDRESS, {"goal": GOAL} | fields, follow=True)


def own(cast, year) -> Activity:
    return pledge_of(cast.people.member, year)


def test_a_member_pledges_and_the_branch_sees_it(cast, client_of, year):
    answer = post(client_of(cast.member))
    assert "承诺已保存" in page(answer).messages
    pledge = own(cast, year)
    assert pledge.data["goal"] == GOAL
    assert pledge.data["pledger"]["id"] == cast.people.member.pk
    assert pledge.title == "周试五的岗位目标承诺"
    detail = reverse("activities:activity_detail", args=[pledge.pk])
    assert client_of(cast.secretary).get(detail).status_code == 200
    assert client_of(cast.probationary).get(detail).status_code == 404
    assert AuditEntry.objects.filter(object_type="activities.activity", actor_id=cast.member.pk).exists()


def test_says_at_midyear_and_at_the_end_how_it_is_kept(cast, client_of, year):
    client = client_of(cast.member)
    post(client)
    post(client, midyear="PARTLY", version=own(cast, year).lock_version)
    post(client, midyear="PARTLY", own_result="KEPT", version=own(cast, year).lock_version)
    assert (own(cast, year).data["midyear"], own(cast, year).data["own_result"]) == ("PARTLY", "KEPT")
    assert Activity.objects.count() == 1


def test_the_same_form_twice_makes_one_pledge(cast, client_of):
    client = client_of(cast.member)
    post(client)
    post(client)
    assert Activity.objects.count() == 1


def test_a_stale_form_changes_nothing_and_shows_what_stands(cast, client_of, year):
    client = client_of(cast.member)
    post(client)
    version = own(cast, year).lock_version
    post(client, goal="换一个目标", version=version)
    page = post(client, goal="旧页面上写的", version=version).content.decode()
    assert "刚刚被改过" in page
    assert "旧页面上写的" in page
    assert own(cast, year).data["goal"] == "换一个目标"


def test_stands_once_it_was_commented_on_at_a_meeting(cast, client_of, year):
    client = client_of(cast.member)
    post(client)
    pledge = own(cast, year)
    before = audit.snapshot(pledge)
    pledge.meeting = hold(
        cast.branch,
        f"{year}-01-05",
        "ASSEMBLY",
        by=cast.secretary,
        chair=cast.people.secretary,
        title="点评会",
    )
    pledge.data |= {"fulfilment": "KEPT", "commenter": member(cast.people.secretary)}
    records.save(pledge, by=cast.secretary, before=before)
    text = post(client, goal="改口", version=pledge.lock_version).content.decode()
    assert "已经点评了这份承诺" in text
    assert own(cast, year).data["goal"] == GOAL
    assert page(client.get(ADDRESS)).facts["点评会议"] == "点评会"


def test_another_year_is_only_read(cast, client_of, year):
    client = client_of(cast.member, year=year - 1)
    assert f"只能填写{year}年度的承诺" in page(post(client)).errors
    assert not Activity.objects.exists()
    assert "只能填写今年的承诺" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"goal": " "}, "请填写岗位目标承诺"),
        ({"goal": "长" * 2001}, "最多 2000 字，现有 2001 字"),
        ({"midyear": "ZZZ"}, "ZZZ"),
        ({"version": "x"}, "承诺"),
    ],
)
def test_bad_input_is_answered_and_saves_nothing(fields, message, cast, client_of):
    page = post(client_of(cast.member), **fields)
    assert page.status_code == 200
    assert message in page.content.decode()
    assert not Activity.objects.exists()


def test_nobody_writes_for_another(cast, client_of, year):
    make_activity(cast, "pledge", happened_on=timezone.localdate())
    page = client_of(cast.member).get(ADDRESS).content.decode()
    assert "全年资料无差错" not in page
    post(client_of(cast.member))
    assert Activity.objects.count() == 2
    assert pledge_of(cast.people.committee, year).data["goal"] == "全年资料无差错"


@pytest.mark.parametrize("role", ["superior", "administrator"])
def test_is_not_for_those_without_a_place_on_the_roll(role, cast, client_of):
    assert client_of(getattr(cast, role)).post(ADDRESS, {"goal": GOAL}).status_code == 403
