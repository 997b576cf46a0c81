"""提醒谈话, 批评教育, 组织处置: the secretary and the writer, nobody else; entering, following up, counting."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from branch.accounts.models import RoleAssignment
from branch.admonitions.models import Admonition
from core import records
from core.reminders import reminders_for
from core.testing import assert_flat_queries, page
from reports.facts import FactBook

pytestmark = pytest.mark.django_db
WORDS = "夜班脱岗两次"
OTHERS = ("committee", "group_leader", "member", "probationary", "superior", "outsider", "administrator")


def admonish(cast, *, by, **fields) -> Admonition:
    values = {"kind": "TALK", "held_on": date(2025, 5, 6), "by_whom": "书记", "reason": WORDS}
    row = Admonition(branch=cast.branch, member=cast.people.member, created_by=by, **values | fields)
    return records.create(row, by=by)


def statuses(client, row) -> set[int]:
    args = ["branch.admonition", row.pk]
    addresses = [
        records.url_of(row),
        reverse("branch:admonition_update", args=[row.pk]),
        reverse("core:record_history", args=args),
        reverse("core:record_delete", args=args),
    ]
    return {client.get(address).status_code for address in addresses}


def test_is_for_the_secretary_and_the_writer_alone(cast, client_of):
    row = admonish(cast, by=cast.discipline)
    for role in ("secretary", "discipline"):
        client = client_of(getattr(cast, role), year=2025)
        assert statuses(client, row) == {200}
        assert "周试五" in client.get(reverse("branch:admonition_list")).content.decode()
    for role in OTHERS:
        client = client_of(getattr(cast, role), year=2025)
        assert statuses(client, row) <= {403, 404}, role
        shown = client.get(reverse("branch:admonition_list")).content.decode()
        assert WORDS not in shown
        assert "周试五" not in shown
        assert (
            client.post(reverse("core:attachment_add", args=["branch.admonition", row.pk])).status_code == 404
        )


def test_the_writer_who_left_the_branch_reads_it_no_longer(cast, client_of):
    row = admonish(cast, by=cast.discipline)
    RoleAssignment.objects.filter(user=cast.discipline).update(ends_on=date(2025, 6, 1))
    assert statuses(client_of(cast.discipline, year=2025), row) <= {403, 404}
    assert not row.may_be_read_by(cast.discipline)


def test_the_recycle_bin_shows_it_to_those_alone_who_read_it(cast, client_of):
    row = admonish(cast, by=cast.discipline)
    records.soft_delete(row, by=cast.discipline, reason=WORDS)
    bin_ = reverse("core:trash_list")
    assert WORDS in client_of(cast.secretary).get(bin_).content.decode()
    for role in OTHERS:
        shown = client_of(getattr(cast, role)).get(bin_)
        assert WORDS not in shown.content.decode(), role
        restored = client_of(getattr(cast, role)).post(
            reverse("core:record_restore", args=["branch.admonition", row.pk])
        )
        assert restored.status_code == 404


FORM = {"kind": "TALK", "held_on": "2025-05-06", "by_whom": "书记", "reason": WORDS}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"held_on": (localdate() + timedelta(days=1)).isoformat()}, "还没有到"),
        ({"follow_up_on": "2025-05-05"}, "早于"),
        ({"kind": "MEASURE"}, "组织处置请填写决定的名称和文号"),
        ({"reason": ""}, "请填写事由"),
    ],
)
def test_says_what_is_missing_and_keeps_what_was_typed(cast, client_of, typed, message):
    url = reverse("branch:admonition_create")
    answer = client_of(cast.secretary).post(url, FORM | {"member": cast.people.member.pk} | typed)
    assert message in page(answer).errors
    assert answer.context["form"]["by_whom"].value() == "书记"
    assert not Admonition.objects.exists()


def test_a_decision_makes_a_measure_complete(cast, client_of):
    url = reverse("branch:admonition_create")
    sent = FORM | {"member": cast.people.member.pk, "kind": "MEASURE", "document": "支部大会决定"}
    shown = client_of(cast.secretary).post(url, sent, follow=True).content.decode()
    assert "已登记" in shown
    change = reverse("branch:member_status", args=[cast.people.member.pk])
    assert f"{change}?since=2025-05-06" in shown


def test_reminds_its_readers_without_a_name_until_the_outcome_is_written(cast):
    row = admonish(cast, by=cast.discipline, follow_up_on=date(2025, 6, 6))

    def reminded(user, day=date(2025, 6, 6)) -> list[str]:
        told = reminders_for(user, cast.branch, day)
        return [f"{one.title}{one.detail}" for one in told if "/admonitions/" in one.url]

    for user in (cast.secretary, cast.discipline):
        (words,) = reminded(user)
        assert "周试五" not in words
        assert "谈话" not in words
    assert [reminded(getattr(cast, role)) for role in OTHERS] == [[]] * len(OTHERS)
    assert reminded(cast.secretary, date(2025, 6, 5)) == []
    row.outcome = "没有再犯"
    row.save()
    assert reminded(cast.secretary) == []


def test_a_report_counts_them_and_says_that_there_were_none(cast):
    def told(year: int, on: date) -> dict[str, str | None]:
        book = FactBook(cast.branch, year, on)
        names = ("提醒谈话次数", "批评教育次数", "组织处置次数", "教育管理情况")
        for name in names:
            assert book.value(name).rows == ()
        return {name: book.text(name) for name in names}

    admonish(cast, by=cast.discipline)
    admonish(cast, by=cast.secretary, held_on=date(2025, 8, 1))
    admonish(cast, by=cast.secretary, kind="MEASURE", document="决定", held_on=date(2025, 9, 1))
    assert told(2025, date(2025, 12, 31)) == {
        "提醒谈话次数": "2",
        "批评教育次数": "0",
        "组织处置次数": "1",
        "教育管理情况": "开展提醒谈话2次，作出组织处置1次",
    }
    assert told(2025, date(2025, 6, 30))["教育管理情况"] == "开展提醒谈话1次"
    assert told(2024, date(2024, 12, 31))["教育管理情况"] == "未开展提醒谈话和批评教育，未作出组织处置"


def test_the_list_costs_the_same_with_many(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    url = reverse("branch:admonition_list")
    admonish(cast, by=cast.secretary)
    assert_flat_queries(lambda: client.get(url), lambda: admonish(cast, by=cast.secretary))
