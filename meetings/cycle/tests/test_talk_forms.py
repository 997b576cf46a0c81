"""谈心谈话 and 民主评议 on paper: what the forms say, and that nobody reads more on them than on the pages."""

from datetime import date

import pytest

from core.testing import count_queries
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.documents import appraisal_summary
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.appraisal.results import results_of
from meetings.cycle.appraisal.services import Verdict
from meetings.cycle.enums import Grade
from meetings.cycle.talks import documents
from meetings.cycle.talks.matrix import matrix_of
from meetings.cycle.talks.models import Talk
from meetings.documents.tests.form_files import fetch, letters, pdf_letters, word_lines

ON = date(2025, 12, 2)
WORDS = "他说：家里老人住院，\n想少值几个夜班。"

TALK = """谈心谈话记录
谈话人|赵试一|谈话对象|周试五
时间|2025年11月3日|地点|活动室
党支部|甲项目党支部|所属年度|2025年度
谈话内容|他说：家里老人住院，
想少值几个夜班。
谈话人签字||谈话对象签字|"""
OVERVIEW = """甲项目党支部2025年度谈心谈话情况表
一、完成情况
要求|已谈|应谈|还差
支委之间|1|3|赵试一和孙试三、钱试二和孙试三
支委与党员|1|7|李试四、吴试六、郑试1、郑试2、郑试3、郑试4
党员之间|2|7|李试四、周试五、郑试2、郑试3、郑试4
二、支委与党员、党员之间谈话情况"""
BALLOT = """甲项目党支部2025年度民主评议党员民主测评表
请在相应栏内打“√”，每人限选一项，弃权不填。
序号|姓名|优秀|合格|基本合格|不合格
1|孙试三||||
2|李试四||||
3|周试五||||
4|郑试1||||
5|郑试2||||
6|郑试3||||
7|郑试4||||
8|赵试一||||
9|钱试二||||"""


@pytest.fixture
def talk(cast):
    """Secretary and member talked; so did two of the committee, and two members."""
    people = cast.people
    shared = {"branch": cast.branch, "year": 2025, "created_by": cast.secretary}
    for one, other in ((people.committee, people.secretary), (people.extra1, people.probationary)):
        Talk.objects.create(held_on=date(2025, 11, 5), one=one, other=other, **shared)
    return Talk.objects.create(
        held_on=date(2025, 11, 3),
        one=people.secretary,
        other=people.member,
        place="活动室",
        content=WORDS,
        **shared,
    )


def test_talk_is_printed_for_those_who_read_it(cast, talk, client_of, monkeypatch):
    word = fetch(client_of(cast.member), "talk_form", talk.pk, "docx")
    assert "\n".join(word_lines(word)) == TALK
    printed = pdf_letters(fetch(client_of(cast.secretary), "talk_form", talk.pk, "pdf"))
    assert all(letters(line) in printed for line in TALK.split("\n"))
    committee = client_of(cast.committee)
    assert "老人" not in fetch(committee, "talk_form", talk.pk, "docx", status=403).decode()
    page = committee.get(f"/meetings/talks/{talk.pk}/").content.decode()
    assert "/reports/talks/" not in page
    assert (
        f"/reports/talks/{talk.pk}/pdf/"
        in client_of(cast.member).get(f"/meetings/talks/{talk.pk}/").content.decode()
    )
    # Negative control: with the question taken out, the committee's file tells what was said.
    monkeypatch.setattr("meetings.cycle.talks.views.can_read_talk", lambda *_: True)
    assert "家里老人住院" in "".join(word_lines(fetch(committee, "talk_form", talk.pk, "docx")))


@pytest.mark.usefixtures("talk")
def test_overview_says_who_is_missing_and_nothing_of_what_was_said(cast, client_of):
    superior = client_of(cast.superior, year=2025)
    lines = word_lines(fetch(superior, "talk_overview", "docx"))
    assert "\n".join(lines).startswith(OVERVIEW)
    assert "党员|赵试一|钱试二|孙试三|其他党员" in lines
    assert "周试五|11月3日|—|—|—" in lines
    assert "郑试1|—|—|—|吴试六" in lines
    assert lines[-4:] == [
        "序号|日期|谈话人|谈话对象|地点",
        "1|2025年11月3日|赵试一|周试五|活动室",
        "2|2025年11月5日|钱试二|赵试一|",
        "3|2025年11月5日|郑试1|吴试六|",
    ]
    assert not any("老人" in line for line in lines)
    printed = pdf_letters(fetch(superior, "talk_overview", "pdf", year=2025))
    assert all(letters(line) in printed for line in lines)
    empty = word_lines(fetch(superior, "talk_overview", "docx", year=2019))
    assert empty[-1] == "这一年还没有登记谈心谈话。"


@pytest.mark.usefixtures("talk")
def test_overview_costs_the_same_however_many_talks(cast):
    def make():
        rows = Talk.objects.of_branch(cast.branch).in_year(2025).for_list().order_by("held_on", "pk")
        return documents.talk_overview(
            matrix_of(cast.branch, 2025, ON), rows, issuer=cast.branch.name, year=2025, on=ON
        )

    with count_queries() as few:
        make()
    for key in ("extra1", "extra2", "extra3", "extra4"):
        Talk.objects.create(
            branch=cast.branch,
            year=2025,
            held_on=ON,
            one=cast.people.discipline,
            other=getattr(cast.people, key),
        )
    with count_queries() as many:
        make()
    assert len(many) == len(few)


@pytest.fixture
def appraisal(cast):
    """A round in which four voted: two for 优秀 of everyone, one 合格 of one member, one gave in an empty paper."""
    span = {"opens_on": date(2025, 12, 1), "closes_on": date(2025, 12, 5)}
    appraisal = services.open_round(AppraisalRound(branch=cast.branch, year=2025, **span), by=cast.secretary)
    own = appraisal.entries.get(member=cast.people.member)
    services.assess_self(entry=own, text="干得还行。\n学得少。", grade="QUALIFIED", by=None, on=ON)
    leader = appraisal.entries.get(member=cast.people.group_leader)
    graded = list(appraisal.entries.filter(is_graded=True))
    services.assess_peers(entry=leader, given={own.pk: ("QUALIFIED", "说话直")}, by=None, on=ON)
    all_excellent = {entry.pk: Grade.EXCELLENT for entry in graded}
    papers = (all_excellent, all_excellent, {own.pk: Grade.QUALIFIED}, {})
    for entry, marks in zip(appraisal.entries.all(), papers, strict=False):
        services.cast_ballot(entry=entry, marks=marks, on=ON)
    return appraisal


def close(appraisal, cast) -> AppraisalRound:
    """The voting ends, and the committee gives its verdict on the member."""
    closed = services.close_round(appraisal=appraisal, by=cast.secretary)
    own = closed.entries.get(member=cast.people.member)
    return services.decide(
        appraisal=closed, verdicts=[Verdict(own, "QUALIFIED", "踏实。")], by=cast.secretary
    )


def test_ballot_has_a_row_for_everyone_graded_and_no_place_for_a_name(cast, appraisal, client_of):
    secretary = client_of(cast.secretary)
    assert word_lines(fetch(secretary, "ballot_paper", appraisal.pk, "docx")) == BALLOT.split("\n")
    printed = pdf_letters(fetch(secretary, "ballot_paper", appraisal.pk, "pdf"))
    assert all(letters(line) in printed for line in BALLOT.split("\n"))
    assert "签" not in printed
    fetch(client_of(cast.member), "ballot_paper", appraisal.pk, "docx", status=403)


def test_summary_counts_only_what_the_page_counts(cast, appraisal, client_of):
    superior = client_of(cast.superior)
    before = word_lines(fetch(superior, "appraisal_summary", appraisal.pk, "docx"))
    assert "投票还在进行，截止以后才统计。" in before
    assert "5|周试五|||||" in before
    close(appraisal, cast)
    word = fetch(superior, "appraisal_summary", appraisal.pk, "docx")
    after = word_lines(word)
    for line in (
        "发出测评票10张，收回4张，其中有效3张、无效1张。有效票中没有打“√”的计为弃权。",
        "9|郑试4|2|0|0|0|1",
        "5|周试五|2|1|0|0|0",
        "评定等次的党员9人，优秀等次一般不超过三分之一，即不超过3人。现评定优秀0人。",
        "5|周试五|合格|踏实。|合格|",
        "计票人签字||监票人签字|",
    ):
        assert line in after, line
    assert "说话直" not in "".join(after)
    printed = pdf_letters(fetch(superior, "appraisal_summary", appraisal.pk, "pdf"))
    assert all(letters(line) in printed for line in after)
    with count_queries() as counted:
        appraisal_summary(appraisal, results_of(appraisal), on=ON)
    assert len(counted) == 3


def test_member_form_tells_the_member_what_the_own_page_tells(cast, appraisal, client_of):
    own = appraisal.entries.get(member=cast.people.member)
    appraisal = close(appraisal, cast)
    member, committee = client_of(cast.member), client_of(cast.committee)

    def form(client, entry=own):
        return word_lines(fetch(client, "appraisal_member_form", entry.pk, "docx"))

    assert form(committee)[4:] == [
        "自评|干得还行。",
        "学得少。",
        "自评等次|合格",
        "互评|优秀0人，合格1人，基本合格0人，不合格0人",
        "测评结果|优秀2票，合格1票，基本合格0票，不合格0票，弃权0票",
        "支委会意见|踏实。",
        "评定等次|合格|反馈日期|",
        "本人签字||书记签字|",
    ]
    untold = form(member)
    assert untold[6:] == ["自评等次|合格", "支委会意见|", "评定等次||反馈日期|", "本人签字||书记签字|"]
    services.decide(
        appraisal=appraisal,
        verdicts=[Verdict(own, "QUALIFIED", "踏实。", date(2025, 12, 9))],
        by=cast.secretary,
    )
    assert form(member)[7:9] == ["支委会意见|踏实。", "评定等次|合格|反馈日期|2025年12月9日"]
    probationary = appraisal.entries.get(member=cast.people.probationary)
    assert "评定等次|预备党员参加评议，不评定等次。" in form(committee, probationary)
    fetch(member, "appraisal_member_form", probationary.pk, "docx", status=404)
    bound = word_lines(fetch(committee, "appraisal_member_forms", appraisal.pk, "docx"))
    assert bound[0] == "甲项目党支部2025年度民主评议党员登记表"
    assert bound.count("本人签字||书记签字|") == 10
    assert "\n".join(form(committee)[1:]) in "\n".join(bound)
    places = [line.partition("|")[2].partition("|")[0] for line in bound if line.startswith("姓名|")]
    assert places[:5] == ["赵试一", "钱试二", "孙试三", "李试四", "吴试六"]
    printed = pdf_letters(fetch(committee, "appraisal_member_form", own.pk, "pdf"))
    assert all(letters(line) in printed for line in form(committee))
