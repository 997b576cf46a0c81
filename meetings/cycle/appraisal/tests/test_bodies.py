"""测评 of the branch and its committee in the same ballots: online and on paper, counted alike, told on papers and by facts."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.history import lines_for
from core.refusals import Refused
from core.testing import page
from meetings.cycle.appraisal import documents, paper, services
from meetings.cycle.appraisal.models import AppraisalRound, Ballot
from meetings.cycle.appraisal.results import results_of
from meetings.cycle.enums import Body, BodyGrade
from reports.facts import FactBook

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 2)
ANSWERS = [BodyGrade.GOOD, BodyGrade.GOOD, BodyGrade.FAIR, BodyGrade.AVERAGE, BodyGrade.POOR, ""]


def open_round(cast, branch=None, **fields) -> AppraisalRound:
    values = {"year": 2025, "opens_on": date(2025, 12, 1), "closes_on": date(2025, 12, 5)}
    values |= {"branch": branch or cast.branch, "rates_branch": True} | fields
    return services.open_round(AppraisalRound(**values), by=cast.secretary)


def vote(appraisal, answers=ANSWERS, *, marks_member: bool = True) -> list[dict[str, str]]:
    """The first members vote, each differently; what they said of branch and committee."""
    entries = list(appraisal.entries.all())
    one = next(entry for entry in entries if entry.is_graded)
    papers = []
    for number, (voter, answer) in enumerate(zip(entries, answers, strict=False)):
        other = answers[number - 1]
        bodies = {body: mark for body, mark in ((Body.BRANCH, answer), (Body.COMMITTEE, other)) if mark}
        marks = {one.pk: "QUALIFIED"} if marks_member else {}
        services.cast_ballot(entry=voter, marks=marks, bodies=bodies, on=ON)
        papers.append(bodies)
    return papers


def naive(papers, body) -> tuple[tuple[int, ...], int]:
    found = Counter(one.get(body, "") for one in papers)
    return tuple(found[grade] for grade in BodyGrade), found[""]


def told(appraisal) -> dict[Body, tuple[tuple[int, ...], int]]:
    appraisal.refresh_from_db()
    return {one.body: (one.marks, one.abstained) for one in results_of(appraisal).bodies}


def test_counts_what_the_sealed_ballots_say(cast):
    appraisal = open_round(cast)
    papers = vote(appraisal)
    assert told(appraisal) == dict.fromkeys(Body, ((0, 0, 0, 0), 0))
    assert not Ballot.objects.exists()
    services.close_round(appraisal=appraisal, by=cast.secretary)
    assert told(appraisal) == {body: naive(papers, body) for body in Body}
    assert results_of(appraisal).valid == len(papers)


def test_a_branch_without_a_committee_is_asked_about_the_branch_alone(cast):
    appraisal = open_round(cast, cast.other_branch)
    assert appraisal.bodies == [Body.BRANCH]
    entry = appraisal.entries.get()
    with pytest.raises(Refused, match="不一致"):
        services.cast_ballot(entry=entry, marks={}, bodies={Body.COMMITTEE: "GOOD"}, on=ON)
    assert open_round(cast, rates_branch=False).bodies == []


@pytest.mark.parametrize("bodies", [{"BRANCH": "EXCELLENT"}, {"GROUP": "GOOD"}])
def test_takes_no_other_grade_and_nobody_else(cast, bodies):
    entry = open_round(cast).entries.first()
    with pytest.raises(Refused, match="不一致"):
        services.cast_ballot(entry=entry, marks={}, bodies=bodies, on=ON)


def test_a_paper_that_marks_the_branch_alone_is_valid(cast):
    appraisal = open_round(cast)
    vote(appraisal, [BodyGrade.GOOD] * 3, marks_member=False)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    appraisal.refresh_from_db()
    assert results_of(appraisal).valid == 3
    assert told(appraisal)[Body.BRANCH] == ((3, 0, 0, 0), 0)


def test_fewer_than_three_tell_nothing(cast):
    appraisal = open_round(cast)
    vote(appraisal, [BodyGrade.POOR] * 2)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    assert told(appraisal) == dict.fromkeys(Body, ((0, 0, 0, 0), 0))
    book = FactBook(cast.branch, 2026, date(2026, 12, 31))
    assert {book.text(f"上年测评{body.label}情况") for body in Body} == {"—"}
    assert {book.text(f"上年测评{body.label}差票数") for body in Body} == {"—"}


def lines_of(appraisal, marks=(5, 2, 1, 0), abstained=0) -> list[paper.Line]:
    graded = appraisal.entries.filter(is_graded=True)
    members = [paper.Line(entry, (1, 7, 0, 0)) for entry in graded.select_related("member")]
    return members + [paper.Line(paper.RatedBody(body), marks, abstained) for body in appraisal.bodies]


@pytest.mark.parametrize(
    ("marks", "abstained", "fault"),
    [
        ((5, 2, 1, 0), 0, ""),
        ((0, 0, 0, 0), 8, ""),
        ((5, 2, 0, 0), 0, "党支部的各等次和弃权合计 7 张，有效票 8 张，还差 1 张"),
        ((5, 2, 1, 0), 1, "支委会的各等次和弃权合计 9 张，有效票 8 张，多了 1 张"),
    ],
)
def test_paper_totals_add_up(cast, marks, abstained, fault):
    appraisal = open_round(cast, method="PAPER")
    papers = paper.Papers(10, 9, 8)
    record = {"appraisal": appraisal, "papers": papers, "by": cast.secretary, "on": ON}
    if fault:
        with pytest.raises(paper.RecordPapersRefused, match=fault):
            paper.record_papers(lines=lines_of(appraisal, marks, abstained), **record)
        return
    stored = paper.record_papers(lines=lines_of(appraisal, marks, abstained), **record)
    services.close_round(appraisal=stored, by=cast.secretary)
    assert told(appraisal) == dict.fromkeys(Body, (marks, abstained))
    changes = [change for line in lines_for(appraisal, cast.secretary) for change in line.changes]
    assert any(f"党支部：好 {marks[0]}、" in change.new for change in changes)


def test_a_count_without_the_branch_is_refused(cast):
    appraisal = open_round(cast, method="PAPER")
    with pytest.raises(paper.RecordPapersRefused, match="名单"):
        paper.record_papers(
            appraisal=appraisal,
            papers=paper.Papers(10, 9, 8),
            lines=lines_of(appraisal)[:-1],
            by=cast.secretary,
            on=ON,
        )


def test_is_asked_voted_and_told_on_the_pages(cast, client_of):
    day = ON.isoformat()
    form = {
        "year": 2025,
        "opens_on": day,
        "closes_on": "2099-12-31",
        "method": "ONLINE",
        "rates_branch": "on",
    }
    opened = client_of(cast.secretary).get(reverse("meetings:appraisal_create"))
    assert opened.context["form"]["rates_branch"].value() is True
    assert client_of(cast.secretary).post(reverse("meetings:appraisal_create"), form).status_code == 302
    appraisal = AppraisalRound.objects.get()
    url = reverse("meetings:appraisal_vote", args=[appraisal.pk])
    shown = client_of(cast.member).get(url).content.decode()
    assert shown.count('name="mark-BRANCH"') == shown.count('name="mark-COMMITTEE"') == 5
    assert "较好" in shown
    empty = client_of(cast.member).post(url, {"mark-BRANCH": ""})
    assert "会计为无效票" in page(empty).errors
    for user in (cast.member, cast.secretary, cast.committee):
        client_of(user).post(url, {"mark-BRANCH": "GOOD", "mark-COMMITTEE": "FAIR"})
    services.close_round(appraisal=appraisal, by=cast.secretary)
    detail = reverse("meetings:appraisal_detail", args=[appraisal.pk])
    rows = page(client_of(cast.secretary).get(detail)).rows
    assert "党支部 | 3 | 0 | 0 | 0 | 0" in rows
    assert "支委会 | 0 | 3 | 0 | 0 | 0" in rows
    book = load_workbook(BytesIO(client_of(cast.secretary).get(f"{detail}?format=xlsx").content))
    assert ("支委会", 0, 3, 0, 0, 0) in list(book.worksheets[1].values)


def test_types_the_count_on_one_page(cast, client_of):
    appraisal = open_round(cast, method="PAPER")
    url = reverse("meetings:appraisal_paper", args=[appraisal.pk])
    assert "good-BRANCH" in client_of(cast.secretary).get(url).content.decode()
    sent = {"issued": 10, "returned": 9, "valid": 8, "lock_version": appraisal.lock_version, "close": "1"}
    sent |= {f"qualified-{entry.pk}": 8 for entry in appraisal.entries.filter(is_graded=True)}
    sent |= {"good-BRANCH": 7, "poor-BRANCH": 1, "fair-COMMITTEE": 7}
    wrong = client_of(cast.secretary).post(url, sent)
    assert "支委会的各等次和弃权合计 7 张" in page(wrong).errors
    assert client_of(cast.secretary).post(url, sent | {"abstained-COMMITTEE": 1}).status_code == 302
    assert told(appraisal) == {Body.BRANCH: ((7, 0, 0, 1), 0), Body.COMMITTEE: ((0, 7, 0, 0), 1)}


def test_papers_ask_and_tell(cast):
    appraisal = open_round(cast)
    vote(appraisal)
    blank = documents.ballot_paper(appraisal, appraisal.entries.all(), on=ON).plain_paragraphs()
    assert {"党支部", "支委会", "好", "较好", "一般", "差"} <= set(blank)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    appraisal.refresh_from_db()
    words = documents.appraisal_summary(appraisal, results_of(appraisal), on=ON).plain_paragraphs()
    assert "二、党支部和支委会测评结果" in words
    assert "三、支部委员会评定" in words
    plain = open_round(cast, year=2024, rates_branch=False)
    words = documents.appraisal_summary(plain, results_of(plain), on=ON).plain_paragraphs()
    assert "二、支部委员会评定" in words


def test_a_report_tells_them_of_the_year_before(cast):
    appraisal = open_round(cast)
    vote(appraisal)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    book = FactBook(cast.branch, 2026, date(2026, 12, 31))
    assert book.text("上年测评党支部情况") == "好2票、较好1票、一般1票、差1票、弃权1票"
    assert book.text("上年测评支委会较好票数") == "1"
    assert FactBook(cast.branch, 2025, date(2025, 12, 31)).text("上年测评党支部情况") == "—"
