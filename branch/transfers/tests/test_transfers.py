"""组织关系转接: out ends the membership with posts and roles; in begins it; between two branches in one act."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from branch.access import grants_of
from branch.accounts.models import User
from branch.enums import MembershipStatus
from branch.members.models import Member, Post
from branch.organisations.models import PartyGroup
from branch.transfers import services
from branch.transfers.documents import transfer_register
from branch.transfers.models import Transfer
from core import records
from core.refusals import Refused
from core.reminders import reminders_for
from core.testing import assert_flat_queries, page
from overview.compliance import lines_of

pytestmark = pytest.mark.django_db
LETTER, LEFT = date(2025, 5, 6), date(2025, 5, 5)


def leaving(cast, member: Member | None = None, **fields) -> Transfer:
    values = {"letter_on": LETTER, "letter_number": "2025-7"} | fields
    if "other_branch" not in values:
        values.setdefault("place", "某市某局机关党支部")
    return Transfer(
        branch=cast.branch, member=member or cast.people.group_leader, created_by=cast.secretary, **values
    )


def send(cast, member: Member | None = None, **fields) -> Transfer:
    transfer = leaving(cast, member, **fields)
    services.send_out(transfer, by=cast.secretary)
    return transfer


def status_of(member: Member, day: date) -> str | None:
    return Member.objects.with_status(day).get(pk=member.pk).status_on


def told(user, branch, day: date = date(2025, 6, 1)) -> list[str]:
    return [
        f"{one.title} {one.detail}" for one in reminders_for(user, branch, day) if "/transfers/" in one.url
    ]


def test_out_ends_status_posts_roles_and_place_in_the_group_on_the_day_before(cast):
    leader = cast.people.group_leader
    Post.objects.create(
        branch=cast.branch, member=leader, title="GROUP_LEADER", group=cast.group, starts_on=date(2024, 1, 1)
    )
    send(cast)
    leader.refresh_from_db()
    assert (status_of(leader, LEFT), status_of(leader, LETTER)) == ("FULL", "TRANSFERRED_OUT")
    assert [post.ends_on for post in leader.posts.all()] == [LEFT]
    assert set(leader.user.roles.values_list("ends_on", flat=True)) == {LEFT}
    in_group = PartyGroup.objects.for_list(LETTER).get(pk=cast.group.pk)
    assert in_group.member_count == 3
    assert not User.objects.open_on(LETTER).filter(pk=leader.user.pk).exists()
    assert not grants_of(User.objects.get(pk=leader.user.pk)).own_branch_ids
    assert leader.statuses.get(status="TRANSFERRED_OUT").note == "转往某市某局机关党支部"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"member": "gone"}, "现在不在册"),
        ({"other_branch": "own"}, "同一个党支部"),
        ({"member": "sent", "other_branch": "other"}, "等对方接收"),
    ],
)
def test_is_refused_where_nobody_can_leave(cast, changes, message):
    send(cast, cast.people.extra1)
    send(cast, cast.people.extra2, other_branch=cast.other_branch)
    members = {"gone": cast.people.extra1, "sent": cast.people.extra2}
    branches = {"own": cast.branch, "other": cast.other_branch}
    fields = {"other_branch": branches[changes["other_branch"]]} if "other_branch" in changes else {}
    with pytest.raises(Refused, match=message):
        send(cast, members.get(changes.get("member"), cast.people.extra3), **fields)


def test_reminds_until_the_receipt_has_come(cast):
    transfer = send(cast, valid_until=date(2025, 8, 5))
    (words,) = told(cast.secretary, cast.branch)
    assert words == "李试四组织关系转出：回执 收到对方回执后登记"
    assert "已过有效期" in told(cast.secretary, cast.branch, date(2025, 8, 6))[0]
    assert "已过有效期" not in told(cast.secretary, cast.branch, date(2025, 8, 5))[0]
    assert told(cast.member, cast.branch) == []
    transfer.receipt_on = date(2025, 7, 1)
    transfer.save()
    assert told(cast.secretary, cast.branch) == []


def test_the_other_secretary_takes_in_with_one_act(cast, client_of):
    member = cast.people.member
    sent = send(cast, member, other_branch=cast.other_branch)
    assert status_of(member, LETTER) == "FULL"
    assert told(cast.secretary, cast.branch) == []
    assert told(cast.outsider, cast.other_branch) == [
        "接收周试五的组织关系 甲项目党支部转来，介绍信日期2025年5月6日"
    ]
    url = reverse("branch:transfer_receive", args=[sent.pk])
    listed = client_of(cast.outsider).get(reverse("branch:transfer_list")).content.decode()
    assert url in listed
    day = localdate() - timedelta(days=1)
    answer = client_of(cast.outsider).post(url, {"decision": "receive", "on": day.isoformat()}, follow=True)
    assert "已接收周试五" in page(answer).messages
    came = Member.objects.get(branch=cast.other_branch, name="周试五")
    assert (status_of(came, day), status_of(came, day - timedelta(days=1))) == ("FULL", None)
    assert (status_of(member, day), status_of(member, day - timedelta(days=1))) == ("TRANSFERRED_OUT", "FULL")
    assert (came.health_class, came.phone, came.group) == ("GOOD", member.phone, None)
    sent.refresh_from_db()
    assert (sent.received_on, sent.receipt_on, sent.taken_in.member) == (day, day, came)
    assert told(cast.secretary, cast.branch) == told(cast.outsider, cast.other_branch) == []
    assert client_of(cast.outsider).get(url).status_code == 404
    with pytest.raises(Refused, match="已经接收"):
        records.soft_delete(sent, by=cast.secretary, reason="错了")


def test_a_probation_goes_on_as_it_ran(cast):
    member = cast.people.probationary
    member.statuses.update(starts_on=date(2024, 11, 1))
    sent = send(cast, member, other_branch=cast.other_branch)
    taken = services.receive(transfer=sent, on=date(2025, 6, 2), by=cast.outsider)
    status = taken.member.statuses.get()
    assert (status.starts_on, status.probation_ends_on) == (date(2025, 6, 2), date(2025, 11, 1))
    assert status.may_be_extended
    (line,) = [one for one in lines_of(cast.other_branch, 2025, date(2025, 7, 1)) if one.rule.id == "P1"]
    assert "预备期自2024年11月1日至2025年11月1日" in line.results[0].detail


def test_what_is_sent_back_is_told_and_may_be_sent_again(cast, client_of):
    sent = send(cast, cast.people.extra1, other_branch=cast.other_branch)
    url = reverse("branch:transfer_receive", args=[sent.pk])
    missing = client_of(cast.outsider).post(url, {"decision": "return"})
    assert "退回请写明原因" in page(missing).errors
    client_of(cast.outsider).post(url, {"decision": "return", "reason": "抬头有误"})
    assert told(cast.outsider, cast.other_branch) == []
    assert "抬头有误" in told(cast.secretary, cast.branch)[0]
    assert status_of(cast.people.extra1, localdate()) == "FULL"
    edit = reverse("branch:transfer_update", args=[sent.pk])
    sent.refresh_from_db()
    again = {"lock_version": sent.lock_version, "letter_number": "2025-8"}
    assert client_of(cast.secretary).post(edit, again).status_code == 302
    assert len(told(cast.outsider, cast.other_branch)) == 1


def test_stays_with_the_home_branches_where_a_branch_was_sent_out(cast, client_of):
    cast.branch.branch_kind = "PROJECT"
    cast.branch.save()
    with pytest.raises(Refused, match="组织关系转接由党员组织关系所在支部"):
        send(cast, cast.people.extra1)
    client = client_of(cast.secretary)
    for name in ("branch:transfer_create", "branch:transfer_in"):
        assert client.get(reverse(name)).status_code == 403
    listed = client.get(reverse("branch:transfer_list"))
    assert reverse("branch:transfer_create") not in listed.content.decode()
    offered = client_of(cast.outsider).get(reverse("branch:transfer_create")).context["form"]
    assert cast.branch not in offered.fields["other_branch"].queryset


IN = {
    "place": "某市某局党支部",
    "letter_on": "2025-05-06",
    "received_on": "2025-05-20",
    "status": "PROBATIONARY",
    "name": "冯 转来",
    "gender": "MALE",
    "joined_on": "2025-03-01",
}


def test_in_puts_somebody_new_on_the_register(cast, client_of):
    answer = client_of(cast.secretary).post(reverse("branch:transfer_in"), IN, follow=True)
    assert "转入已登记" in page(answer).messages
    came = Member.objects.get(name="冯 转来")
    assert (status_of(came, date(2025, 5, 19)), status_of(came, date(2025, 5, 20))) == (None, "PROBATIONARY")
    assert came.statuses.get().probation_ends_on == date(2026, 3, 1)
    assert "回执寄回对方后登记" in told(cast.secretary, cast.branch)[0]


def test_in_brings_back_who_had_left(cast, client_of):
    send(cast, cast.people.extra1)
    sent = IN | {"member": cast.people.extra1.pk, "name": "", "gender": "", "joined_on": "", "status": "FULL"}
    client_of(cast.secretary).post(reverse("branch:transfer_in"), sent)
    assert status_of(cast.people.extra1, date(2025, 5, 20)) == MembershipStatus.FULL
    assert Member.objects.of_branch(cast.branch).count() == 10


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "登记新党员请填写姓名"),
        ({"received_on": "2025-05-05"}, "接收日期 2025-05-05 早于介绍信日期 2025-05-06"),
        ({"valid_until": "2025-05-05"}, "早于介绍信日期"),
        ({"joined_on": "2025-05-21"}, "晚于接收日期"),
        ({"received_on": "2099-01-01"}, "还没有到"),
        ({"place": ""}, "请填写对方党组织"),
    ],
)
def test_says_what_does_not_fit_and_keeps_what_was_typed(cast, client_of, typed, message):
    answer = client_of(cast.secretary).post(reverse("branch:transfer_in"), IN | typed)
    assert message in page(answer).errors
    assert answer.context["form"]["letter_on"].value() == "2025-05-06"
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(("place", "other"), [("", ""), ("某局", "other")])
def test_out_asks_for_one_destination(cast, client_of, place, other):
    sent = {"member": cast.people.extra1.pk, "letter_on": "2025-05-06", "place": place}
    sent["other_branch"] = cast.other_branch.pk if other else ""
    answer = client_of(cast.secretary).post(reverse("branch:transfer_create"), sent)
    assert "党组织" in page(answer).errors
    assert not Transfer.objects.exists()


def test_what_took_effect_is_not_deleted(cast):
    transfer = send(cast)
    with pytest.raises(Refused, match="改正状态"):
        records.soft_delete(transfer, by=cast.secretary, reason="错了")


def test_prints_the_year_and_costs_the_same_with_many(cast, client_of):
    send(cast, cast.people.extra1, valid_until=date(2025, 8, 5))
    rows = Transfer.objects.of_branch(cast.branch).for_list()
    words = transfer_register(rows, issuer="甲支部", year=2025, on=LETTER).plain_paragraphs()
    assert {"郑试1", "转出", "某市某局机关党支部", "2025-7", "2025年8月5日"} <= set(words)
    nothing = transfer_register([], issuer="甲支部", year=2024, on=LETTER).plain_paragraphs()
    assert nothing[-1] == "这一年没有登记组织关系转接。"
    client, url = client_of(cast.secretary, year=2025), reverse("branch:transfer_list")
    assert_flat_queries(
        lambda: client.get(url),
        lambda: [
            send(cast, one, other_branch=cast.other_branch)
            for one in (cast.people.extra2, cast.people.extra3)
        ],
    )
