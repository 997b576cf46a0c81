"""Entering, correcting and locking votes on agenda items."""

import pytest
from django.urls import reverse

from core import audit, records
from core.refusals import Refused
from core.testing import page
from meetings.meeting.services import SaveMeetingRefused, confirm_meeting, plan_meeting, save_meeting
from meetings.tests.forms import posted as meeting_posted
from meetings.tests.helpers import at, build, hold, item, line
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import change_vote, record_vote

NUMBERS = ("candidate", "in_favour", "against", "abstained", "written_in_favour")


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.secretary, year=2025)


def voters(cast) -> list:
    """The nine 正式党员 of the branch."""
    people = vars(cast.people)
    return [member for name, member in people.items() if name not in {"outsider", "probationary"}]


def assembly(cast, *, away: int = 0, kinds=("ASSEMBLY",), title: str = "研究季度工作", **fields):
    """A 党员大会 with nine voters due and a 预备党员, some of the voters on leave."""
    people = voters(cast)
    roll = [line(member, "LEAVE", "出差") for member in people[:away]]
    roll += [line(member) for member in [*people[away:], cast.people.probationary]]
    fields.setdefault("chair", cast.people.secretary)
    return hold(cast.branch, "2025-03-07", *kinds, roll=roll, agenda=[item(title)], **fields)


def posted(*lines, **fields) -> dict[str, object]:
    """A filled-in form; each line is (candidate, in favour, against, abstained, in favour in writing)."""
    data: dict[str, object] = {
        "matter": "ORDINARY",
        "method": "HANDS",
        "lines-TOTAL_FORMS": str(len(lines)),
        "lines-INITIAL_FORMS": "0",
    }
    for number, values in enumerate(lines):
        data |= {f"lines-{number}-{name}": value for name, value in zip(NUMBERS, values, strict=False)}
    return data | fields


def create_url(meeting) -> str:
    return reverse("meetings:vote_create", args=[meeting.agenda.get().pk])


def test_saves_an_ordinary_vote_with_frozen_numbers_and_shows_the_arithmetic(cast, client):
    meeting = assembly(cast, away=3)
    page = client.get(create_url(meeting)).content.decode()
    assert "应到有表决权 9 人，实到 6 人" in page
    response = client.post(create_url(meeting), posted(("", 4, 1, 1)))
    assert response.url.startswith(reverse("meetings:meeting_detail", args=[meeting.pk]))
    vote = Vote.objects.get()
    assert (vote.body, vote.voters_due, vote.voters_present) == ("ASSEMBLY", 9, 6)
    assert (vote.branch, vote.created_by) == (cast.branch, cast.secretary)
    sentence = (
        "应到有表决权 9 人，实到 6 人，达到半数以上（至少 5 人），可以开会；"
        "赞成 4 票，未超过应到的一半（至少 5 票），不通过。"
    )
    for address in (
        reverse("meetings:meeting_detail", args=[meeting.pk]),
        reverse("meetings:vote_detail", args=[vote.pk]),
    ):
        page = client.get(address).content.decode()
        assert "未通过" in page
        assert "赞成 4 票，未超过应到的一半（至少 5 票），不通过。" in page
        assert "《中国共产党支部工作条例（试行）》第十一条" in page
    assert vote.arithmetic == sentence
    entry = audit.entries_of(vote).first()
    assert entry.action == "CREATE"
    assert entry.changes["voters_present"]["new"] == "6"
    assert entry.changes["lines"]["new"] == "赞成 4，反对 1，弃权 1"


def test_probationary_and_suspended_members_never_count(cast, client):
    from datetime import date

    from branch.members import services as branch_services

    branch_services.change_status(
        member=cast.people.member, status="UNDER_PROBATION", since=date(2025, 1, 10), by=None
    )
    meeting = assembly(cast)
    client.post(create_url(meeting), posted(("", 8, 0, 0)))
    vote = Vote.objects.get()
    assert meeting.roll.count() == 10
    assert (vote.voters_due, vote.voters_present) == (8, 8)


def test_committee_votes_by_its_members_and_labels_the_custom(cast, client):
    people = cast.people
    roll = [line(people.secretary), line(people.committee), line(people.discipline, "LEAVE", "出差")]
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE", roll=roll, agenda=[item()], chair=people.secretary)
    client.post(create_url(meeting), posted(("", 2, 0, 0)))
    vote = Vote.objects.get()
    assert (vote.body, vote.voters_due, vote.voters_present) == ("COMMITTEE", 3, 2)
    page = client.get(reverse("meetings:meeting_detail", args=[meeting.pk])).content.decode()
    assert "通过票数按惯例" in page
    assert "第十二条" in page


ADMISSION = {"matter": "ADMISSION", "method": "HANDS"}
PAPER = {"method": "BALLOT", "ballots_issued": "9", "ballots_returned": "9", "ballots_valid": "9"}
ELECTION = PAPER | {"matter": "ELECTION", "method": "SECRET", "seats": "1"}
REFUSED = {
    # case: (voters away, lines, fields, words of the refusal)
    "too few to open": (5, [("", 4)], {}, "实到 4 人，未达到半数以上（至少 5 人），不能开会。依据：《"),
    "too few to admit": (5, [("新人", 4)], ADMISSION, "未超过半数（至少 5 人），不能表决"),
    "too few to elect": (2, [("甲", 7)], ELECTION, "未达到五分之四（至少 8 人），不能选举"),
    "no votes": (0, [("", "", "", "")], {}, "请填写票数"),
    "more hands than voters": (1, [("", 8, 1, 0)], {}, "共 9 票，多于实到有表决权的 8 人"),
    "not a number": (0, [("", "九", 0, 0)], {}, "赞成请填写整数"),
    "negative": (0, [("", "-1", 0, 0)], {}, "赞成不能是负数"),
    "endless number": (0, [("", "9" * 30, 0, 0)], {}, "不能多于 9999"),
    "two rows for one matter": (0, [("", 9), ("", 8)], {}, "只有一组票数"),
    "nobody named": (0, [("", 9)], ADMISSION, "请填写姓名"),
    "two admitted at once": (0, [("甲", 9), ("乙", 9)], ADMISSION, "逐人表决"),
    "same name twice": (0, [("甲", 9), ("甲", 8)], ELECTION, "甲填了两行"),
    "election by hands": (0, [("甲", 9)], ELECTION | {"method": "HANDS"}, "选举采用无记名投票"),
    "no seats": (0, [("甲", 9)], ELECTION | {"seats": ""}, "请填写应选人数"),
    "more marks than seats": (0, [("甲", 9), ("乙", 1)], ELECTION, "最多 9 票"),
    "no ballots": (0, [("", 9)], {"method": "BALLOT"}, "请填写发出、收回和有效票数"),
    "more issued than present": (1, [("", 9)], PAPER, "发出 9 张票，多于实到有表决权的 8 人"),
    "more returned than issued": (
        0,
        [("", 9)],
        PAPER | {"ballots_issued": "8"},
        "收回 9 张票，多于发出的 8 张",
    ),
    "more valid than returned": (
        0,
        [("", 9)],
        PAPER | {"ballots_returned": "8"},
        "有效 9 张票，多于收回的 8 张",
    ),
    "votes unlike the ballots": (0, [("", 8)], PAPER, "与有效票 9 张不符"),
    "written for an ordinary matter": (1, [("", 8, 0, 0, 1)], {}, "只在接收和转正时计入"),
    "more written than away": (1, [("新人", 8, 0, 0, 2)], ADMISSION, "多于因故没有到会的 1 人"),
    "unknown matter": (0, [("", 9)], {"matter": "WISH"}, "WISH"),
    "huge ballots": (0, [("", 9)], PAPER | {"ballots_issued": "9" * 25}, "has-error"),
    "negative seats": (0, [("甲", 9)], ELECTION | {"seats": "-3"}, "has-error"),
    "no rows sent": (0, [], {"lines-TOTAL_FORMS": ""}, "票数没有完整提交"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_what_the_table_or_the_numbers_refuse(cast, client, case):
    away, lines, fields, words = REFUSED[case]
    meeting = assembly(cast, away=away)
    response = client.post(create_url(meeting), posted(*lines, **fields))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Vote.objects.exists()


def test_committee_admits_nobody_and_other_meetings_hold_no_votes(cast, client):
    people = cast.people
    committee = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=[item()], chair=people.secretary)
    page = client.post(create_url(committee), posted(("新人", 3), **ADMISSION)).content.decode()
    assert "接收预备党员由支部党员大会表决" in page
    group = hold(cast.branch, "2025-03-08", "GROUP", group=cast.group, agenda=[item()])
    assert (
        "表决由支部党员大会或支委会进行" in client.post(create_url(group), posted(("", 3))).content.decode()
    )
    shown = client.get(reverse("meetings:meeting_detail", args=[group.pk])).content.decode()
    assert "登记表决" not in shown
    plan = plan_meeting(build(cast.branch, "2030-03-07"), kinds=["ASSEMBLY"], agenda=[item()], by=None)
    with pytest.raises(Refused, match="还没有登记召开情况"):
        record_vote(Vote(item=plan.agenda.get()), tallies=[Tally(in_favour=9)], by=None)
    assert not Vote.objects.exists()


def test_admission_counts_written_opinions_given_before_the_meeting(cast, client):
    meeting = assembly(cast, away=4, title="讨论接收新人同志为预备党员")
    assert client.get(create_url(meeting)).context["form"].initial["matter"] == "ADMISSION"
    client.post(create_url(meeting), posted(("新人", 4, 1, 0, 1), **ADMISSION))
    vote = Vote.objects.get()
    assert vote.state_badge.label == "通过"
    assert vote.arithmetic.endswith("赞成 5 票（含书面意见 1 票），超过应到的一半（至少 5 票），通过。")


def test_confirmation_names_the_member_of_the_agenda(cast, client):
    meeting = assembly(cast, title="讨论吴试六同志转正")
    form = client.get(create_url(meeting)).context["form"]
    assert form.initial["matter"] == "CONFIRMATION"
    assert form.lines.initial == [{"candidate": "吴试六"}]


def test_election_fills_the_seats_and_says_who_stands_equal(cast, client):
    meeting = assembly(cast)
    lines = [("甲", 8, 1, 0), ("乙", 5, 4, 0), ("丙", 5, 3, 1), ("丁", 4, 5, 0)]
    client.post(create_url(meeting), posted(*lines, **ELECTION | {"seats": "3"}))
    vote = Vote.objects.get()
    assert [outcome.is_carried for outcome in vote.outcomes] == [True, True, True, False]
    assert vote.state_badge.label == "当选 3 人"
    before = audit.snapshot(vote)
    vote.seats = 2
    tallies = [row.tally for row in vote.lines.all()][:3]
    change_vote(vote, before=before, tallies=tallies, by=None)
    vote = Vote.objects.get()
    assert [outcome.is_tied for outcome in vote.outcomes] == [False, True, True]
    assert "须就票数相等的人重新投票" in vote.arithmetic
    page = client.get(reverse("meetings:vote_detail", args=[vote.pk])).content.decode()
    assert "发出 9 张，收回 9 张，有效 9 张" in page


def test_what_matter_and_method_do_not_ask_for_is_not_kept(cast, client):
    meeting = assembly(cast)
    extra = {"ballots_issued": "9", "ballots_returned": "9", "ballots_valid": "9", "seats": "3"}
    client.post(create_url(meeting), posted(("某人", 9, 0, 0), **extra))
    vote = Vote.objects.get()
    assert (vote.ballots_issued, vote.ballots_valid, vote.seats) == (None, None, None)
    assert vote.lines.get().candidate == ""


def test_resent_form_makes_one_vote(cast, client):
    meeting = assembly(cast)
    data = posted(("", 9, 0, 0), form_token="c" * 36)
    client.post(create_url(meeting), data)
    assert client.post(create_url(meeting), data).status_code == 302
    assert Vote.objects.count() == 1


def stored_vote(cast, meeting) -> Vote:
    vote = Vote(item=meeting.agenda.get())
    return record_vote(vote, tallies=[Tally(in_favour=9)], by=cast.secretary)


def test_stale_edit_is_refused_with_both_counts(cast, client):
    vote = stored_vote(cast, assembly(cast))
    address = reverse("meetings:vote_update", args=[vote.pk])
    opened = client.get(address)
    assert opened.context["form"].lines.initial[0]["in_favour"] == 9
    before = audit.snapshot(vote)
    change_vote(vote, before=before, tallies=[Tally(in_favour=8, against=1)], by=None)
    response = client.post(address, posted(("", 7, 2, 0), lock_version="1"))
    assert response.context["form"].conflicts == [
        ("票数", "赞成 8，反对 1，弃权 0", "赞成 7，反对 2，弃权 0")
    ]
    assert Vote.objects.get().lines.get().in_favour == 8
    client.post(address, posted(("", 7, 2, 0), lock_version="2"))
    assert Vote.objects.get().lines.get().in_favour == 7
    assert audit.entries_of(vote).first().changes["lines"]["old"] == "赞成 8，反对 1，弃权 0"


def change_roll(meeting, away: int, cast) -> None:
    """Correct the roll afterwards: so many of the voters were away after all."""
    people = voters(cast)
    roll = [line(member, "LEAVE", "漏记") for member in people[:away]] + [line(m) for m in people[away:]]
    (stored,) = meeting.agenda.all()
    save_meeting(
        meeting,
        before=audit.snapshot(meeting),
        kinds=["ASSEMBLY"],
        roll=roll,
        agenda=[item(stored.title, pk=stored.pk)],
        by=None,
    )


def test_later_change_of_the_roll_is_shown_and_stops_the_signature(cast, client):
    meeting = assembly(cast, recorder=cast.people.committee)
    vote = stored_vote(cast, meeting)
    change_roll(meeting, 2, cast)
    vote.refresh_from_db()
    assert (vote.voters_due, vote.voters_present) == (9, 9)
    page = client.get(reverse("meetings:meeting_detail", args=[meeting.pk])).content.decode()
    assert "到会情况改过" in page
    with pytest.raises(Refused, match="到会情况改过"):
        confirm_meeting(meeting=meeting, by=cast.secretary, on=at("2025-03-10").date())
    client.post(reverse("meetings:vote_update", args=[vote.pk]), posted(("", 7, 0, 0), lock_version="1"))
    confirm_meeting(meeting=meeting, by=cast.secretary, on=at("2025-03-10").date())
    assert Vote.objects.get().voters_present == 7


def test_is_locked_with_the_confirmed_meeting(cast, client):
    meeting = assembly(cast, recorder=cast.people.committee)
    vote = stored_vote(cast, meeting)
    confirm_meeting(meeting=meeting, by=cast.secretary, on=at("2025-03-10").date())
    assert client.get(reverse("meetings:vote_update", args=[vote.pk])).status_code == 403
    assert client.get(create_url(meeting)).status_code == 403
    assert client.get(reverse("meetings:vote_detail", args=[vote.pk])).status_code == 200
    vote = Vote.objects.get()
    with pytest.raises(Refused, match="已经签字确认"):
        change_vote(vote, before=audit.snapshot(vote), tallies=[Tally(in_favour=1)], by=None)
    with pytest.raises(Refused, match="已经签字确认"):
        records.soft_delete(vote, by=cast.secretary, reason="误记")


def test_agenda_item_with_a_vote_stays(cast):
    meeting = assembly(cast)
    stored_vote(cast, meeting)
    roll = [line(member) for member in voters(cast)]
    with pytest.raises(SaveMeetingRefused, match="登记过表决，不能移除"):
        save_meeting(
            meeting, before=audit.snapshot(meeting), kinds=["ASSEMBLY"], roll=roll, agenda=[], by=None
        )
    assert meeting.agenda.count() == 1


def test_removing_it_on_the_page_keeps_all_that_was_typed(cast, client):
    meeting = assembly(cast, title="有表决的议题")
    stored_vote(cast, meeting)
    url = reverse("meetings:meeting_update", args=[meeting.pk])
    opened = client.get(url).context["form"]
    agenda = [{"id": meeting.agenda.get().pk, "title": "有表决的议题", "DELETE": "on"}]
    roll = [(entry.member, "PRESENT", "") for entry in meeting.roll.select_related("member")]
    data = meeting_posted(
        roll,
        agenda,
        kinds=["ASSEMBLY"],
        starts_at="2025-03-07T09:00",
        chair=cast.people.secretary.pk,
        minutes="打了半天的会议记录",
        form_token=opened["form_token"].value(),
        lock_version=meeting.lock_version,
    )
    answer = client.post(url, data)
    assert answer.status_code == 200
    assert "登记过表决，不能移除" in page(answer).errors
    assert "打了半天的会议记录" in answer.content.decode()
    assert meeting.agenda.count() == 1


def test_deleted_vote_is_gone_from_the_meeting_and_can_come_back(cast, client):
    meeting = assembly(cast)
    vote = stored_vote(cast, meeting)
    address = reverse("meetings:meeting_detail", args=[meeting.pk])
    records.soft_delete(vote, by=cast.secretary, reason="登记在错的议题上")
    assert "超过应到的一半" not in client.get(address).content.decode()
    assert client.get(reverse("meetings:vote_detail", args=[vote.pk])).status_code == 404
    client.post(reverse("core:record_restore", args=["meetings.vote", vote.pk]))
    assert "超过应到的一半" in client.get(address).content.decode()


def test_meeting_page_costs_the_same_with_many_votes(cast, client):
    from core.testing import assert_flat_queries

    meeting = assembly(cast)
    stored_vote(cast, meeting)
    address = reverse("meetings:meeting_detail", args=[meeting.pk])

    def more() -> None:
        for _ in range(8):
            stored_vote(cast, meeting)

    assert_flat_queries(lambda: client.get(address), more)


def test_recycle_bin_costs_the_same_with_many_deleted_votes(cast, client):
    from core.testing import assert_flat_queries

    meeting = assembly(cast)

    def delete(number: int) -> None:
        for _ in range(number):
            records.soft_delete(stored_vote(cast, meeting), by=cast.secretary, reason="重复")

    delete(1)
    assert_flat_queries(lambda: client.get(reverse("core:trash_list")), lambda: delete(5))


@pytest.mark.parametrize("matter", ["ADMISSION", "CONFIRMATION", "ELECTION"])
def test_neither_offers_nor_takes_votes_on_persons_where_leaders_are_appointed(cast, client, matter):
    meeting = assembly(cast, title="讨论吴试六转正，选举支委")
    type(cast.branch).objects.filter(pk=cast.branch.pk).update(
        branch_kind="PROJECT", sent_by_name="某某指挥部党委"
    )
    cast.branch.refresh_from_db()
    form = client.get(create_url(meeting)).context["form"]
    assert [value for value, _ in form.fields["matter"].choices] == ["ORDINARY"]
    assert (form.initial["matter"], form.lines.initial) == ("ORDINARY", None)
    data = posted(("吴试六", 9, 0, 0), matter=matter, method="SECRET", seats="1")
    client.post(create_url(meeting), data)
    vote = Vote(item=meeting.agenda.get(), matter=matter, method="HANDS")
    with pytest.raises(Refused, match="由派出组织任命班子"):
        record_vote(vote, tallies=[Tally("吴试六", in_favour=9)], by=cast.secretary)
    assert not Vote.objects.exists()
    client.post(create_url(meeting), posted(("", 9, 0, 0)))
    assert Vote.objects.get().matter == "ORDINARY"
