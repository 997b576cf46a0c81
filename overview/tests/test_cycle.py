"""The cycle page: no step is done without its record, and the first open one is the next."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.testing import assert_flat_queries
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalRound, Ballot
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.enums import CycleStep
from meetings.cycle.models import CycleNote
from meetings.cycle.talks.models import Talk
from meetings.tests.helpers import hold
from overview.cycle.data import CycleData
from overview.cycle.steps import DONE, MISSING, UNDER_WAY
from overview.cycle.views import cycle_of
from overview.todo import todos_for
from rectification.items.models import RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Problem

TODAY, YEAR = date(2026, 2, 20), 2025
S = CycleStep


def cycle(cast, user=None):
    return cycle_of(CycleData(cast.branch, YEAR, user or cast.secretary, TODAY))


def steps(cast, user=None):
    return {step.step: step for step in cycle(cast, user).steps}


def make(model, cast, **fields):
    return model.objects.create(branch=cast.branch, created_by=cast.secretary, **fields)


def note(cast, step: str, **fields):
    return make(
        CycleNote, cast, **({"year": YEAR, "step": step, "on": date(2026, 1, 5), "text": "做了。"} | fields)
    )


def life(cast, **fields):
    fields = {
        "year": YEAR,
        "by": cast.secretary,
        "chair": cast.people.secretary,
        "minutes": "逐项开展。",
    } | fields
    return hold(cast.branch, "2026-01-21", "LIFE", **fields)


def test_year_without_records_has_thirteen_open_steps_that_say_what_to_record(cast):
    empty = cycle(cast)
    assert [step.number for step in empty.steps] == list(range(1, 14))
    assert {step.badge for step in empty.steps} == {MISSING}
    assert all(step.missing and not step.found for step in empty.steps)
    assert (empty.done, empty.next.step) == (0, S.NOTICE)
    assert empty.next.action_url.endswith("?step=NOTICE&year=2025")
    assert [step.is_next for step in empty.steps].count(True) == 1


def test_notes_and_meetings_carry_their_steps(cast):
    for step in (S.NOTICE, S.STUDY, S.COMMENTS):
        note(cast, step)
    life(cast)
    found = steps(cast)
    assert [step for step in S if found[step].badge == DONE] == [S.NOTICE, S.STUDY, S.MEETING, S.COMMENTS]
    assert cycle(cast).next.step == S.OPINIONS
    assert [record.on for record in found[S.MEETING].found] == [date(2026, 1, 21)]


@pytest.mark.parametrize(("days", "badge"), [(1, DONE), (30, DONE), (31, MISSING), (0, MISSING)])
def test_study_counts_within_thirty_days_before_the_meeting(cast, days, badge):
    life(cast)
    hold(
        cast.branch, f"{date(2026, 1, 21) - timedelta(days=days)}", "STUDY", year=2026 if days < 21 else 2025
    )
    assert steps(cast)[S.STUDY].badge == badge


def test_guests_alone_are_no_comment(cast):
    meeting = life(cast, guests="公司党委 王某")
    assert steps(cast)[S.COMMENTS].badge == UNDER_WAY
    meeting.minutes = "王某点评：问题找得实。"
    meeting.save()
    assert steps(cast)[S.COMMENTS].badge == DONE


def test_opinions_wait_until_they_are_merged(cast):
    opinion = make(
        Opinion, cast, year=YEAR, source="MASSES", collected_on=date(2025, 12, 1), text="食堂太远。"
    )
    assert steps(cast)[S.OPINIONS].missing == "1 条意见还没有归并到问题"
    problem = make(Problem, cast, year=YEAR, title="服务不够", order=1)
    opinion.problem = problem
    opinion.save()
    found = steps(cast)
    assert (found[S.OPINIONS].badge, found[S.PROBLEMS].badge) == (DONE, DONE)


def test_talks_name_those_who_are_missing(cast):
    people = cast.people
    make(Talk, cast, year=YEAR, held_on=date(2025, 12, 1), one=people.secretary, other=people.committee)
    step = steps(cast)[S.TALKS]
    assert step.badge == UNDER_WAY
    assert "支委之间还差 2" in step.missing
    assert "支委与党员还差 7" in step.missing


def test_criticism_asks_for_everyone_present(cast):
    meeting = life(cast)
    present = list(meeting.roll.select_related("member"))
    for entry in present[:-1]:
        make(
            Criticism, cast, meeting=meeting, critic=entry.member, criticised=entry.member, opinion="不够细。"
        )
    assert steps(cast)[S.CRITICISM].missing == "到会 10 人中，1 人没有自我批评的记录"
    last = present[-1].member
    make(Criticism, cast, meeting=meeting, critic=last, criticised=last, opinion="不够细。")
    assert steps(cast)[S.CRITICISM].badge == DONE


def test_ballots_and_grades_follow_the_round(cast):
    day = date(2026, 1, 19)
    appraisal = services.open_round(
        AppraisalRound(branch=cast.branch, year=YEAR, opens_on=day, closes_on=day), by=cast.secretary
    )
    entries = list(appraisal.entries.select_related("member"))
    assert steps(cast)[S.BALLOTS].missing == "还有 10 人没有投票，投完后截止"
    services.cast_ballot(entry=entries[0], marks={}, on=day)
    assert steps(cast)[S.GRADES].badge == MISSING
    appraisal = services.close_round(appraisal=appraisal, by=cast.secretary)
    assert steps(cast)[S.BALLOTS].badge == DONE
    graded = [entry for entry in entries if entry.is_graded]
    verdicts = [services.Verdict(entry, "QUALIFIED") for entry in graded]
    services.decide(appraisal=appraisal, verdicts=verdicts, by=cast.secretary)
    assert steps(cast)[S.GRADES].missing == "9 人还没有反馈"
    told = [services.Verdict(entry, "QUALIFIED", "", date(2026, 2, 1)) for entry in graded]
    services.decide(appraisal=appraisal, verdicts=told, by=cast.secretary)
    assert steps(cast)[S.GRADES].badge == DONE
    assert not Ballot.objects.exists()


def test_items_need_the_public_notice_and_closing_every_item(cast):
    problem = make(Problem, cast, year=YEAR, title="服务不够", order=1)
    assert steps(cast)[S.ITEMS].badge == MISSING
    item = make(RectificationItem, cast, year=YEAR, problem=problem, content="设流动供餐点。")
    assert "公示没有记录" in steps(cast)[S.ITEMS].missing
    note(cast, S.ITEMS, place="公示栏", until=date(2026, 1, 12))
    found = steps(cast)
    assert (found[S.ITEMS].badge, found[S.CLOSING].badge) == (DONE, MISSING)
    item.state, item.closed_on = "CLOSED", date(2026, 2, 1)
    item.save()
    assert steps(cast)[S.CLOSING].badge == DONE


def test_superior_sees_how_many_and_gets_no_button(cast, client_of):
    meeting = life(cast)
    member = cast.people.member
    make(Criticism, cast, meeting=meeting, critic=member, criticised=member, opinion="只在会上说过的话")
    pages = [
        client_of(cast.superior, year=YEAR, branch=cast.branch).get(address).content.decode()
        for address in (
            reverse("overview:cycle"),
            reverse("meetings:criticism_list"),
            reverse("meetings:meeting_detail", args=[meeting.pk]),
        )
    ]
    assert not any("只在会上说过的话" in page for page in pages)
    assert "自我批评 1 人" in pages[0]
    assert "下一步" not in pages[0]
    assert "登记了 1 条批评与自我批评" in pages[1]
    assert "批评与自我批评（1 条）" in pages[2]
    assert (
        "只在会上说过的话"
        in client_of(cast.committee)
        .get(reverse("meetings:meeting_detail", args=[meeting.pk]))
        .content.decode()
    )


def test_costs_the_same_with_more_records(cast, client_of):
    meeting = life(cast)
    client = client_of(cast.secretary, year=YEAR)

    def more():
        for number in range(5):
            note(cast, S.NOTICE, text=f"通知{number}")
            make(
                Opinion,
                cast,
                year=YEAR,
                source="MASSES",
                collected_on=date(2025, 12, 1),
                text=f"意见{number}",
            )
            member = cast.people.member
            make(Criticism, cast, meeting=meeting, critic=member, criticised=member, opinion="不够细。")
            make(
                Talk,
                cast,
                year=YEAR,
                held_on=date(2025, 12, number + 1),
                one=member,
                other=cast.people.extra1,
            )
            hold(cast.branch, f"2026-01-{number + 5:02d}", "STUDY", year=2026)

    more()
    assert_flat_queries(lambda: client.get(reverse("overview:cycle")), more)


def test_bad_notes_are_refused_in_words(cast, client_of):
    client, address = client_of(cast.secretary, year=YEAR), reverse("meetings:note_create")
    good = {"step": "NOTICE", "on": "2026-01-05", "text": "印发方案。", "place": "", "until": ""}
    for change, words in (
        ({"on": "2099-01-01"}, "还没有到"),
        ({"until": "2026-01-01"}, "早于开始日期"),
        ({"step": "ITEMS"}, "公示须写明地点"),
        ({"step": "XX"}, "步骤"),
        ({"text": ""}, "请填写内容"),
    ):
        answer = client.post(address, good | change)
        assert answer.status_code == 200, change
        assert words in answer.content.decode(), change
    assert not CycleNote.objects.exists()
    client.post(address, good)
    assert CycleNote.objects.get().year == YEAR


def test_open_appraisal_is_a_to_do_of_each_member_until_voted(cast):
    day = TODAY
    appraisal = services.open_round(
        AppraisalRound(branch=cast.branch, year=YEAR, opens_on=day, closes_on=day), by=cast.secretary
    )
    own = appraisal.entries.get(member=cast.people.member)

    def details():
        return [row.detail for row in todos_for(cast.member, cast.branch, day, []) if row.action == "去参加"]

    assert details() == ["还要自评、测评投票"]
    services.assess_self(entry=own, text="一年来……", grade="QUALIFIED", by=cast.member, on=day)
    assert details() == ["还要测评投票"]
    services.cast_ballot(entry=own, marks={}, on=day)
    assert details() == []
    assert not [row for row in todos_for(cast.superior, cast.branch, day, []) if row.action == "去参加"]
