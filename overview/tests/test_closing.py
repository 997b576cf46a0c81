"""A branch ends with its task: people return, the list is kept, everything is read and nothing written or asked."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.access import grants_of
from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import records
from core.enums import RuleState
from core.refusals import Refused
from meetings.meeting.models import Meeting
from meetings.meeting.services import plan_meeting
from meetings.tests.helpers import build, hold, item
from overview.closing.models import BranchClosing
from overview.closing.reminders import reminders_for
from overview.closing.services import Closing, close_branch
from overview.compliance import lines_of
from overview.todo import todos_for
from rectification.items.models import RectificationItem

pytestmark = pytest.mark.django_db
TODAY = date(2025, 8, 20)
LAST = date(2025, 8, 15)
CLOSING = Closing(LAST, "试验党〔2025〕8号", "试验公司党委")


@pytest.fixture(autouse=True)
def _sent_out(cast, monkeypatch):
    """The branch sent out until the end of July; it is August."""
    now = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9))
    monkeypatch.setattr(timezone, "now", lambda: now)
    Organisation.objects.filter(pk=cast.branch.pk).update(
        branch_kind="PROJECT", sent_by=cast.committee_org, runs_until=date(2025, 7, 31)
    )
    Member.objects.filter(branch=cast.branch).update(home_name="外地党支部")
    cast.branch.refresh_from_db()


def close(cast) -> BranchClosing:
    made = close_branch(branch=cast.branch, closing=CLOSING, by=cast.secretary, on=TODAY)
    cast.branch.refresh_from_db()
    return made


def test_reminds_who_may_close_it_from_a_month_before_until_it_is_closed(cast):
    for user, count in ((cast.secretary, 1), (cast.superior, 1), (cast.committee, 0)):
        assert len(list(reminders_for(user, cast.branch, TODAY))) == count
    assert not list(reminders_for(cast.secretary, cast.branch, date(2025, 5, 1)))
    close(cast)
    assert not list(reminders_for(cast.secretary, cast.branch, TODAY))


def test_hands_over_people_and_open_work(cast):
    hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item("竣工资料", decision="移交竣工资料")])
    planned = plan_meeting(build(cast.branch, "2025-09-05"), kinds=["ASSEMBLY"], agenda=[], by=None)
    made = close(cast)
    sections = {data["title"]: data["rows"] for data in made.listing}
    assert ["吴试六", "预备党员", "外地党支部"] in [list(row) for row in sections["党员去向"]]
    assert "组织生活记录" in sections
    assert not Member.objects.attending(cast.branch, LAST + timedelta(days=1)).exists()
    assert Member.objects.attending(cast.branch, LAST).count() == 10
    assert not cast.branch.posts.filter(ends_on__isnull=True).exists()
    assert Meeting.objects.get(pk=planned.pk).deletion_reason == "支部撤销，不再召开"


def test_nothing_is_asked_and_nothing_is_red_after_the_end(cast):
    red = {(line.rule.id, r.period.key) for line in lines_of(cast.branch, 2025, TODAY) for r in line.results
           if r.state == RuleState.OVERDUE}  # fmt: skip
    assert ("M4", "2025-07") in red
    close(cast)
    later = date(2026, 5, 1)
    for year in (2025, 2026):
        for line in lines_of(cast.branch, year, later):
            for result in line.results:
                if result.period.ends_on > LAST:
                    assert result.state in {RuleState.NOT_APPLICABLE, RuleState.MET}, line.label
    assert todos_for(cast.secretary, cast.branch, later, lines_of(cast.branch, 2026, later)) == []
    assert not RectificationItem.objects.of_branch(cast.branch).overdue(later).exists()


def test_is_read_by_who_may_and_written_by_nobody(cast, client_of):
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item("竣工资料")])
    made = close(cast)
    cast.secretary = User.objects.get(pk=cast.secretary.pk)
    assert grants_of(cast.secretary).reads(cast.branch)
    for user in (cast.secretary, cast.superior):
        client = client_of(User.objects.get(pk=user.pk), year=2025)
        for url in (records.url_of(meeting), records.url_of(made), reverse("meetings:meeting_list")):
            assert client.get(url).status_code == 200
    client = client_of(cast.secretary, year=2025)
    assert "撤销归档，记录只能查看" in client.get(records.url_of(meeting)).content.decode()
    for name in ("meetings:meeting_create", "branch:member_create", "branch:post_create"):
        assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse(name), {}).status_code == 403
    assert client.get(reverse("meetings:meeting_update", args=[meeting.pk])).status_code == 403
    with pytest.raises(Refused, match="撤销归档"), records.audited(meeting, by=cast.secretary):
        meeting.title = "改写"
    with pytest.raises(Refused, match="撤销归档"):
        records.soft_delete(Meeting.objects.get(pk=meeting.pk), by=cast.secretary, reason="删除")
    # A member's own: an account stays open to read, and writes nothing.
    member = client_of(User.objects.get(pk=cast.member.pk))
    assert member.get(reverse("overview:home")).status_code == 200


REFUSED = [
    ({"closed_on": date(2025, 8, 21)}, "在今天之后"),
    ({"closed_on": date(2019, 12, 31)}, "须晚于成立日期"),
    ({"closed_on": date(2025, 3, 1)}, "撤销日期不能早于这一天"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_refuses_a_day_that_does_not_fit(cast, change, words):
    hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item("竣工资料")])
    with pytest.raises(Refused, match=words):
        close_branch(
            branch=cast.branch, closing=Closing(**(vars(CLOSING) | change)), by=cast.secretary, on=TODAY
        )
    assert not BranchClosing.objects.exists()


def test_an_ordinary_branch_does_not_end_so(cast):
    with pytest.raises(Refused, match="只有临时党支部和项目党支部"):
        close_branch(branch=cast.other_branch, closing=CLOSING, by=cast.secretary, on=TODAY)


def test_the_page_closes_it_and_the_paper_lists_what_is_handed_over(cast, client_of):
    client, url = client_of(cast.secretary), reverse("overview:closing_create")
    assert client.get(url).context["form"].initial["closed_on"] == date(2025, 7, 31)
    told = client.post(url, {"closed_on": "2025-08-15", "document": "", "received_by": "试验公司党委"})
    assert told.status_code == 200
    assert not BranchClosing.objects.exists()
    data = {"closed_on": "2025-08-15", "document": "试验党〔2025〕8号", "received_by": "试验公司党委"}
    assert client.post(url, data).status_code == 302
    made = BranchClosing.objects.get()
    from overview.closing.listing import to_document

    document = to_document(BranchClosing.objects.get(pk=made.pk))
    assert document.title == "项目党支部撤销移交清单"
    assert any("吴试六" in str(block) for block in document.blocks)
    assert client.get(url).status_code == 403
