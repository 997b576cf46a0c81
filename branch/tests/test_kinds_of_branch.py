"""Kinds of branch: where leaders are appointed, O5, O7 and P1 are 不适用 and nothing of admission is offered or taken."""

from datetime import date

import pytest
from django.urls import reverse

from branch.enums import BranchKind, MembershipStatus
from branch.members.models import Member
from branch.members.services import change_status, extend_probation
from branch.organisations.models import Organisation
from core import rules
from core.enums import RuleState
from core.refusals import Refused
from core.testing import make_member, make_organisation

pytestmark = pytest.mark.django_db
DAY = date(2031, 6, 1)
SENT = {BranchKind.TEMPORARY, BranchKind.PROJECT}
# (rule, the state in a branch that elects: ten 正式党员 without a post, one whose 预备期 ran out)
ASKED = {"O5": RuleState.OVERDUE, "P1": RuleState.OVERDUE}


def a_branch(kind: str, **fields) -> Organisation:
    sent = {"sent_by_name": "某某指挥部党委", "runs_until": date(2032, 1, 1)} if kind in SENT else {}
    return make_organisation("paichu", branch_kind=kind, **sent | fields)


def send_out(branch: Organisation, kind: str = "PROJECT") -> None:
    """Make a branch of the cast one that was sent out."""
    Organisation.objects.filter(pk=branch.pk).update(
        branch_kind=kind, sent_by_name="某某指挥部党委", runs_until=date(2040, 1, 1)
    )
    branch.refresh_from_db()


@pytest.mark.parametrize("kind", BranchKind)
def test_rules_about_elected_leaders_and_probation_hold_by_the_kind(kind):
    branch = a_branch(kind)
    for number in range(10):
        make_member(branch, f"赵甲{number}")
    make_member(branch, "钱乙", status="PROBATIONARY", since=date(2029, 1, 1))
    found = {line.rule.id: line.results[0] for line in rules.evaluate(branch, 2031, DAY)}
    for rule, state in ASKED.items():
        assert found[rule].state == (RuleState.NOT_APPLICABLE if kind in SENT else state)
    assert found["O7"].state == RuleState.NOT_APPLICABLE
    assert ("派出组织任命班子" in found["O7"].detail) == (kind in SENT)
    assert found["M1"].state == RuleState.OVERDUE
    # Nobody holds a post: a branch that elects is asked for 支委会, one whose leaders are appointed is not.
    assert (found["M2"].state == RuleState.NOT_APPLICABLE) == (kind in SENT)


def test_a_committee_that_was_appointed_meets():
    branch = a_branch("TEMPORARY")
    for name, title in (("赵甲", "SECRETARY"), ("钱乙", "ORGANISATION"), ("孙丙", "DISCIPLINE")):
        make_member(branch, name).posts.create(branch=branch, title=title, starts_on=date(2030, 1, 1))
    (line,) = [line for line in rules.evaluate(branch, 2031, DAY) if line.rule.id == "M2"]
    assert {result.state for result in line.results} == {RuleState.OVERDUE, RuleState.PENDING}


@pytest.mark.parametrize("kind", BranchKind)
def test_only_a_branch_that_admits_confirms_and_extends(kind):
    branch = a_branch(kind)
    member = make_member(branch, "钱乙", status="PROBATIONARY", since=date(2030, 7, 1))

    def writes():
        extend_probation(member=member, until=date(2032, 1, 1), basis="大会", by=None)
        change_status(member=member, status="FULL", since=date(2031, 8, 1), by=None)

    if kind not in SENT:
        writes()
        return
    for status in ("FULL", "DISQUALIFIED"):
        with pytest.raises(Refused, match="由派出组织任命班子"):
            change_status(member=member, status=status, since=date(2031, 8, 1), by=None)
    with pytest.raises(Refused, match="延长预备期"):
        extend_probation(member=member, until=date(2032, 1, 1), basis="大会", by=None)
    change_status(member=member, status="TRANSFERRED_OUT", since=date(2031, 8, 1), by=None)


def test_pages_of_a_member_offer_neither_confirmation_nor_extension(cast, client_of):
    client = client_of(cast.secretary)
    url = reverse("branch:member_detail", args=[cast.people.probationary.pk])
    assert "延长预备期" in client.get(url).content.decode()
    send_out(cast.branch)
    assert "延长预备期" not in client.get(url).content.decode()
    form = client.get(reverse("branch:member_status", args=[cast.people.probationary.pk])).context["form"]
    offered = {value for value, _ in form.fields["status"].choices}
    assert not offered & {MembershipStatus.FULL, MembershipStatus.PROBATIONARY, MembershipStatus.DISQUALIFIED}
    refused = client.get(reverse("branch:member_extend", args=[cast.people.probationary.pk]))
    assert refused.status_code == 403
    assert "由派出组织任命班子" in refused.content.decode()
    assert Member.objects.get(pk=cast.people.probationary.pk).statuses.get().status == "PROBATIONARY"


FORM = {
    "kind": "BRANCH",
    "name": "长岭大桥项目党支部",
    "short_name": "长岭大桥项目党支部",
    "code": "changling",
    "branch_kind": "PROJECT",
    "lectures_per_year": "4",
    "excellent_base": "GRADED",
    "dues_retention": "PERMANENT",
    "founded_on": "2026-01-05",
}


def test_the_form_of_an_organisation_asks_who_sent_it_and_until_when(cast, client_of):
    client, url = client_of(cast.administrator), reverse("branch:organisation_create")
    data = FORM | {"parent": cast.committee_org.pk}
    told = client.post(url, data).content.decode()
    assert "请选择派出组织，或填写它的名称" in told
    assert "项目党支部随任务结束，请填写预计结束日期" in told
    wrong = data | {"sent_by_name": "某某指挥部", "runs_until": "2025-01-01"}
    assert "须晚于成立日期" in client.post(url, wrong).content.decode()
    client.post(url, data | {"sent_by": cast.committee_org.pk, "runs_until": "2027-12-31"})
    made = Organisation.objects.get(code="changling")
    assert (made.is_sent_out, made.sender) == (True, cast.committee_org.name)
    ordinary = data | {"code": "putong", "branch_kind": "ORDINARY", "sent_by_name": "某某指挥部"}
    client.post(url, ordinary)
    assert Organisation.objects.get(code="putong").sender == ""
