"""An election from the letter to the new term: margin, quorum, what the votes say, and the one act that ends it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from branch.access import grants_of
from branch.accounts.models import User
from branch.members.models import Post
from branch.office_terms.models import OfficeTerm
from core import records
from core.dates import add_months
from core.refusals import Refused
from core.testing import assert_flat_queries, make_user, page, signed_in
from meetings.meeting.models import Meeting
from meetings.meeting.roll import due_members
from meetings.meeting.services import plan_meeting
from meetings.meeting.suggestions import chair_for
from meetings.tests.helpers import build, hold, item, line
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote
from overview.handover.models import Handover
from overview.renewal import services
from overview.renewal.documents import PAPERS
from overview.renewal.models import Renewal, least_candidates
from overview.renewal.results import result_of
from overview.renewal.services import Seat, renew
from overview.renewal.steps import Progress
from reports.rulings.models import ReceivedRuling
from reports.tests.matrix_rulings import make_request

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.mark.parametrize("seats", range(1, 30))
def test_the_margin_is_a_fifth_of_the_seats_by_naive_search(seats):
    naive = next(n for n in range(seats, 99) if Fraction(n - seats, seats) >= Fraction(1, 5))
    assert least_candidates(seats) == naive


def make_renewal(cast, **fields) -> Renewal:
    """The third committee, three seats, with the present term about to end."""
    term = OfficeTerm.objects.create(
        branch=cast.branch, number=2, starts_on=add_months(TODAY, -36) + timedelta(days=20)
    )
    values = {"number": 3, "seats": 3, "planned_on": term.due_on} | fields
    return Renewal.objects.create(branch=cast.branch, **values)


def choose(cast, renewal) -> None:
    """Four stand for three seats: the secretary's successor is 郑试1."""
    people = cast.people
    services.choose_candidates(
        renewal=renewal,
        titles={
            people.extra1: "SECRETARY",
            people.committee: "ORGANISATION",
            people.discipline: "DISCIPLINE",
            people.member: "OTHER_MEMBER",
        },
        by=cast.secretary,
    )


def elect(cast, renewal, *, away: int = 0, votes=(8, 7, 5, 4)) -> Vote:
    """The assembly of ten with nine voters, `away` of them absent, and its vote."""
    voters = [m for m in due_members(cast.branch, None, ["ASSEMBLY"], TODAY) if m.status_on == "FULL"]
    roll = [line(m, "ABSENT" if m in voters[:away] else "PRESENT") for m in voters]
    meeting = hold(
        cast.branch,
        f"{TODAY}",
        "ASSEMBLY",
        roll=roll,
        agenda=[item("选举第三届支部委员会委员")],
        by=cast.secretary,
    )
    renewal.assembly = meeting
    renewal.save()
    vote = Vote(item=meeting.agenda.get(), matter="ELECTION", method="SECRET", seats=3)
    present = len(voters) - away
    vote.ballots_issued = vote.ballots_returned = vote.ballots_valid = present
    names = ("郑试1", "钱试二", "孙试三", "周试五")
    tallies = [
        Tally(name, in_favour=min(n, present), against=present - min(n, present))
        for name, n in zip(names, votes, strict=True)
    ]
    return record_vote(vote, tallies=tallies, by=cast.secretary)


def elect_secretary(cast, renewal) -> None:
    """The new committee's first meeting of three elects 郑试1."""
    meeting = hold(
        cast.branch,
        f"{TODAY}",
        "COMMITTEE",
        agenda=[item("选举支部书记")],
        by=cast.secretary,
        title="第一次会议",
    )
    renewal.first_meeting = meeting
    renewal.save()
    vote = Vote(item=meeting.agenda.get(), matter="ELECTION", method="SECRET", seats=1)
    vote.ballots_issued = vote.ballots_returned = vote.ballots_valid = 3
    record_vote(vote, tallies=[Tally("郑试1", in_favour=3)], by=cast.secretary)


def seats_of(renewal) -> list[Seat]:
    return [
        Seat(one.member, one.title, "委员" if one.title == "OTHER_MEMBER" else "")
        for one in result_of(Renewal.objects.for_list().get(pk=renewal.pk)).elected
    ]


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def test_too_few_candidates_are_refused_and_nothing_is_written(cast):
    renewal, client = make_renewal(cast), signed_in(cast.secretary)
    url = reverse("overview:renewal_candidates", args=[renewal.pk])
    people = cast.people
    typed = {f"title-{people.extra1.pk}": "SECRETARY", f"title-{people.committee.pk}": "ORGANISATION"}
    answer = client.post(url, typed | {f"title-{people.discipline.pk}": "DISCIPLINE"})
    assert "应选 3 人，候选人至少 4 人，差额不少于应选人数的 20%；现选了 3 人。" in page(answer).errors
    assert answer.context["form"][f"title-{people.extra1.pk}"].value() == "SECRETARY"
    assert renewal.candidates.count() == 0
    whole = typed | {
        f"title-{people.discipline.pk}": "DISCIPLINE",
        f"title-{people.member.pk}": "OTHER_MEMBER",
    }
    client.post(url, whole)
    names = [row.member.name for row in renewal.in_ballot_order()]
    assert names == ["孙试三", "周试五", "郑试1", "钱试二"]
    two = whole | {f"title-{people.committee.pk}": "SECRETARY"}
    assert "拟任书记的不止一人" in page(client.post(url, two)).errors


@pytest.mark.parametrize(("away", "opens"), [(0, True), (1, True), (2, False)])
def test_the_election_needs_four_fifths_of_its_voters(cast, away, opens):
    """Of nine voters eight must be there."""
    renewal = make_renewal(cast)
    choose(cast, renewal)
    if opens:
        elect(cast, renewal, away=away)
        assert Vote.objects.get().voters_present == 9 - away
        return
    with pytest.raises(Refused, match="未达到五分之四（至少 8 人），不能选举"):
        elect(cast, renewal, away=away)


def test_who_is_elected_is_what_the_votes_say(cast):
    renewal = make_renewal(cast)
    choose(cast, renewal)
    assert result_of(renewal).elected == ()
    elect(cast, renewal, votes=(9, 8, 5, 4))
    names = [(one.name, one.title) for one in result_of(renewal).elected]
    # Without the first meeting nobody is 书记 yet; four of nine votes elect nobody.
    assert names == [("孙试三", "DISCIPLINE"), ("郑试1", "OTHER_MEMBER"), ("钱试二", "ORGANISATION")]
    due = due_members(cast.branch, None, ["COMMITTEE"], TODAY)
    assert {member.name for member in due} == {"孙试三", "郑试1", "钱试二"}
    assert {m.name for m in due_members(cast.branch, None, ["COMMITTEE"], TODAY - timedelta(days=1))} == {
        "赵试一",
        "钱试二",
        "孙试三",
    }
    elect_secretary(cast, renewal)
    assert next((one.name, one.title) for one in result_of(renewal).elected) == ("郑试1", "SECRETARY")


@pytest.mark.postgres
def test_one_act_ends_and_opens_terms_posts_roles_and_the_chair(cast):
    renewal = make_renewal(cast, approved_by="试验公司党委", result_number="试党〔2026〕5号")
    taker = make_user("taker", ("MEMBER", cast.branch), member=cast.people.extra1)
    planned = plan_meeting(
        build(cast.branch, f"{TODAY + timedelta(days=5)}", title="支委会", chair=cast.people.secretary),
        kinds=["COMMITTEE"],
        by=cast.secretary,
    )
    other = Post.objects.create(
        branch=cast.branch,
        member=cast.people.member,
        title="OTHER",
        other_title="联络员",
        starts_on=TODAY - timedelta(days=99),
    )
    choose(cast, renewal)
    elect(cast, renewal)
    elect_secretary(cast, renewal)
    renewal = Renewal.objects.for_list().get(pk=renewal.pk)
    done = renew(renewal=renewal, seats=seats_of(renewal), starts_on=TODAY, by=cast.secretary, on=TODAY)

    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert list(OfficeTerm.objects.order_by("starts_on").values_list("number", "ends_on")) == [
        (2, yesterday),
        (3, None),
    ]
    assert (done.term.approval_document, done.term.origin) == ("试党〔2026〕5号", "ELECTION")
    ended = Post.objects.filter(branch=cast.branch, ends_on=yesterday)
    assert {post.member.name for post in ended} == {"赵试一", "钱试二", "孙试三"}
    held = Post.objects.held_on(TODAY).filter(branch=cast.branch).in_rank_order()
    assert [(post.label, post.member.name) for post in held] == [
        ("书记", "郑试1"),
        ("组织委员", "钱试二"),
        ("纪检委员", "孙试三"),
        ("联络员", "周试五"),
    ]
    other.refresh_from_db()
    assert other.ends_on is None
    assert chair_for(cast.branch, None, TODAY) == cast.people.extra1
    assert Meeting.objects.get(pk=planned.pk).chair == cast.people.extra1
    assert grants_of(fresh(taker), on=tomorrow).secretary_ids == {cast.branch.pk}
    assert grants_of(fresh(cast.secretary), on=TODAY).secretary_ids == {cast.branch.pk}
    assert grants_of(fresh(cast.secretary), on=tomorrow).writer_ids == frozenset()
    for kept in (cast.committee, cast.discipline):
        assert kept.roles.filter(role="COMMITTEE_MEMBER").get().ends_on is None
    assert done.handover == Handover.objects.get()
    assert (done.handover.leaving, done.handover.taking) == (cast.people.secretary, cast.people.extra1)
    assert done.without_role == ()
    renewal.refresh_from_db()
    assert Progress(renewal, TODAY).steps[-1].is_done
    with pytest.raises(Refused, match="已经办理过"):
        renew(renewal=renewal, seats=seats_of(renewal), starts_on=TODAY, by=cast.secretary, on=TODAY)


def test_an_act_that_does_not_fit_writes_nothing(cast):
    renewal = make_renewal(cast)
    choose(cast, renewal)
    with pytest.raises(Refused, match="选举大会还没有登记"):
        renew(renewal=renewal, seats=[], starts_on=TODAY, by=cast.secretary, on=TODAY)
    elect(cast, renewal)
    renewal = Renewal.objects.for_list().get(pk=renewal.pk)
    good = [Seat(cast.people.extra1, "SECRETARY"), Seat(cast.people.committee, "ORGANISATION")]
    for seats, starts_on, words in (
        (good, TODAY - timedelta(days=1), "不能早于选举大会"),
        (good, TODAY + timedelta(days=1), "在今天之后"),
        (good[1:], TODAY, "应有书记 1 人，现选了 0 人"),
        ([*good, Seat(cast.people.member, "ORGANISATION")], TODAY, "组织委员不止一人"),
        ([*good, Seat(cast.people.extra1, "YOUTH")], TODAY, "郑试1列了两次"),
    ):
        with pytest.raises(Refused, match=words):
            renew(renewal=renewal, seats=seats, starts_on=starts_on, by=cast.secretary, on=TODAY)
    assert Post.objects.filter(branch=cast.branch, ends_on__isnull=False).count() == 0
    assert OfficeTerm.objects.filter(ends_on__isnull=False).count() == 0


def test_a_small_branch_elects_its_secretary_directly(cast):
    renewal = make_renewal(cast, has_committee=False, seats=1, number=4)
    services.choose_candidates(renewal=renewal, titles={cast.people.extra2: "SECRETARY"}, by=cast.secretary)
    labels = [step.label for step in Progress(renewal, TODAY).steps]
    assert (len(labels), "新一届支委会第一次会议" in labels) == (12, False)
    meeting = hold(cast.branch, f"{TODAY}", "ASSEMBLY", agenda=[item("选举支部书记")], by=cast.secretary)
    renewal.assembly = meeting
    renewal.save()
    vote = Vote(item=meeting.agenda.get(), matter="ELECTION", method="SECRET", seats=1)
    vote.ballots_issued = vote.ballots_returned = vote.ballots_valid = 9
    record_vote(vote, tallies=[Tally("郑试2", in_favour=5, against=4)], by=cast.secretary)
    assert [(one.name, one.title) for one in result_of(renewal).elected] == [("郑试2", "SECRETARY")]
    text = "".join(PAPERS["report"].make(renewal, TODAY).plain_paragraphs())
    assert "经无记名投票，郑试2同志当选书记。" in text
    assert "leader-ballot" not in [key for key, paper in PAPERS.items() if paper.suits(renewal)]


def test_the_vote_begins_with_the_candidates_and_the_seats(cast):
    renewal = make_renewal(cast)
    choose(cast, renewal)
    meeting = hold(
        cast.branch, f"{TODAY}", "ASSEMBLY", agenda=[item("选举第三届支部委员会委员")], by=cast.secretary
    )
    renewal.assembly = meeting
    renewal.save()
    url = reverse("meetings:vote_create", args=[meeting.agenda.get().pk])
    form = signed_in(cast.secretary).get(url).context["form"]
    assert [row["candidate"] for row in form.lines.initial] == ["孙试三", "周试五", "郑试1", "钱试二"]
    assert (form.initial["matter"], form.initial["method"], form.initial["seats"]) == (
        "ELECTION",
        "SECRET",
        3,
    )


def test_where_leaders_are_appointed_no_election_is_offered_or_taken(cast):
    renewal = make_renewal(cast)
    choose(cast, renewal)
    elect(cast, renewal)
    cast.branch.branch_kind = "PROJECT"
    cast.branch.sent_by_name = "试验公司"
    cast.branch.save()
    client = signed_in(cast.secretary)
    assert client.get(reverse("overview:renewal_create")).status_code == 403
    assert "不办理换届" in client.get(reverse("overview:renewal_create")).content.decode()
    assert (
        reverse("overview:renewal_list")
        not in client.get(reverse("branch:office_term_list")).content.decode()
    )
    term_form = client.get(reverse("branch:office_term_create")).context["form"]
    assert term_form["origin"].value() == "APPOINTMENT"
    with pytest.raises(Refused, match="派出组织任命班子"):
        renew(
            renewal=Renewal.objects.for_list().get(pk=renewal.pk),
            seats=[Seat(cast.people.extra1, "SECRETARY")],
            starts_on=TODAY,
            by=cast.secretary,
            on=TODAY,
        )


def test_nobody_who_stands_watches_or_counts(cast):
    renewal = make_renewal(cast)
    choose(cast, renewal)
    client, url = signed_in(cast.committee), reverse("overview:renewal_step", args=[renewal.pk, "tellers"])
    offered = set(client.get(url).context["form"].fields["tellers"].queryset)
    assert offered.isdisjoint({row.member for row in renewal.candidates.all()})
    both = {"scrutineers": [cast.people.extra2.pk], "tellers": [cast.people.extra2.pk], "lock_version": 2}
    assert "郑试2不能又监票又计票" in page(client.post(url, both)).errors
    late = {"replied_on": "2026-01-02", "approved_by": "公司党委", "lock_version": 2}
    renewal.requested_on = "2026-01-03"
    renewal.save()
    answer = client.post(reverse("overview:renewal_step", args=[renewal.pk, "reply"]), late)
    assert "批复日期 2026-01-02 早于请示或报告日期 2026-01-03，请改正其中一个。" in page(answer).errors


def test_the_page_costs_the_same_for_any_number_of_candidates(cast):
    renewal = make_renewal(cast)
    choose(cast, renewal)
    client = signed_in(cast.secretary)

    def more() -> None:
        for person in (cast.people.extra2, cast.people.extra3, cast.people.extra4):
            renewal.candidates.create(member=person, title="OTHER_MEMBER")

    assert_flat_queries(lambda: client.get(reverse("overview:renewal_detail", args=[renewal.pk])), more)


def test_papers_say_what_is_recorded(cast):
    renewal = make_renewal(
        cast, requested_on=TODAY, replied_on=TODAY, reply_number="试党〔2026〕1号", approved_by="试验公司党委"
    )
    renewal = Renewal.objects.for_list().get(pk=renewal.pk)
    choose(cast, renewal)
    blank = PAPERS["count"].make(renewal, TODAY).plain_paragraphs()
    assert "赞成" in blank
    assert "当选" not in [text for text in blank if text != "是否当选"]
    request = PAPERS["request"].make(renewal, TODAY)
    assert request.recipient == "试验公司党委："
    told = "".join(request.plain_paragraphs())
    assert "党员10名（预备党员1名、正式党员9名），其中有选举权的9名，到会8名以上方可进行选举" in told
    assert "拟设委员3名，候选人不少于4名" in told
    ballot = PAPERS["ballot"].make(renewal, TODAY).plain_paragraphs()
    names = [text for text in ballot if text.startswith(("孙", "周", "郑", "钱"))]
    assert names == ["孙试三", "周试五", "郑试1", "钱试二"]
    assert "【待补充" in "".join(PAPERS["report"].make(renewal, TODAY).plain_paragraphs())
    elect(cast, renewal)
    elect_secretary(cast, renewal)
    renewal = Renewal.objects.for_list().get(pk=renewal.pk)
    report = "".join(PAPERS["report"].make(renewal, TODAY).plain_paragraphs())
    assert "根据试验公司党委批复（试党〔2026〕1号），" in report
    assert "应到有选举权的党员9名，实到9名" in report
    assert "孙试三（5票）、郑试1（8票）、钱试二（7票）等3名同志当选第三届支部委员会委员" in report
    assert "选举郑试1同志为书记" in report
    counted = PAPERS["count"].make(renewal, TODAY).plain_paragraphs()
    assert counted.count("当选") == 3
    assert PAPERS["leader-count"].make(renewal, TODAY).plain_paragraphs().count("当选") == 1


def test_a_step_takes_its_answer_from_a_ruling_that_the_branch_has(cast):
    """Issuer, number and day come from the 批复, and its number leads to it from the step and from the term."""
    renewal, request = make_renewal(cast), make_request(cast, "换届选举")
    ruling = ReceivedRuling.objects.create(
        branch=cast.branch,
        request=request,
        issuer="试验公司党委",
        number="试党〔2026〕5号",
        issued_on=TODAY - timedelta(days=3),
        decision="AGREED",
    )
    client, url = signed_in(cast.secretary), records.url_of(ruling)
    step = reverse("overview:renewal_step", args=[renewal.pk, "reply"])
    lock = client.get(step).context["form"]["lock_version"].value()
    client.post(step, {"ruling": url, "approved_by": "", "reply_number": "", "lock_version": lock})
    renewal = Renewal.objects.for_list().get(pk=renewal.pk)
    assert (renewal.approved_by, renewal.reply_number) == ("试验公司党委", "试党〔2026〕5号")
    assert renewal.replied_on == TODAY - timedelta(days=3)
    reply = next(one for one in Progress(renewal, TODAY).steps if one.label == "上级批复")
    assert [one.url for one in reply.found] == [url]
    assert (
        "ruling"
        not in client.get(reverse("overview:renewal_step", args=[renewal.pk, "request"]))
        .context["form"]
        .fields
    )
    term = OfficeTerm.objects.get()
    OfficeTerm.objects.filter(pk=term.pk).update(approval_document="试党〔2026〕5号")
    assert url in client.get(records.url_of(term)).content.decode()
    OfficeTerm.objects.filter(pk=term.pk).update(approval_document="试党〔2026〕6号")
    assert url not in client.get(records.url_of(term)).content.decode()
