"""民主评议 on paper: totals that add up, the same results as online, no trace of who voted, nothing mixed."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from core import audit
from core.models import AuditEntry
from core.records import StaleRecord
from core.refusals import Refused
from core.testing import page
from meetings.cycle.appraisal import paper as appraisal_paper
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalEntry, AppraisalRound, Ballot, PaperCount
from meetings.cycle.appraisal.paper import Line, Papers
from meetings.cycle.appraisal.results import results_of
from meetings.cycle.enums import Grade
from meetings.tests.helpers import hold

ON = date(2025, 12, 2)


def open_round(cast, **fields) -> AppraisalRound:
    span = {"opens_on": date(2025, 12, 1), "closes_on": date(2025, 12, 5)}
    fields = {"branch": cast.branch, "year": 2025, "method": "PAPER"} | span | fields
    return services.open_round(AppraisalRound(**fields), by=cast.secretary)


@pytest.fixture
def appraisal(cast):
    return open_round(cast)


def lines_of(appraisal, marks=(1, 7, 0, 0), abstained=0) -> list[Line]:
    graded = appraisal.entries.filter(is_graded=True).select_related("member")
    return [Line(entry, tuple(marks), abstained) for entry in graded]


def record(appraisal, cast, papers=(10, 9, 8), lines=None, on=ON) -> AppraisalRound:
    lines = lines_of(appraisal) if lines is None else lines
    return appraisal_paper.record_papers(
        appraisal=appraisal, papers=Papers(*papers), lines=lines, by=cast.secretary, on=on
    )


def posted(appraisal, papers=(10, 9, 8), cell=("qualified", 8), **changes) -> dict:
    """What the page sends: the three numbers, and one cell for everybody."""
    appraisal.refresh_from_db()
    data = dict(zip(("issued", "returned", "valid"), papers, strict=True))
    data |= {"lock_version": appraisal.lock_version}
    data |= {f"{cell[0]}-{entry.pk}": cell[1] for entry in appraisal.entries.filter(is_graded=True)}
    return data | changes


def address(appraisal) -> str:
    return reverse("meetings:appraisal_paper", args=[appraisal.pk])


# (issued, returned, valid, marks, abstained) -> what is wrong, "" when it adds up
SUMS = [
    ((10, 9, 8), (1, 7, 0, 0), 0, ""),
    ((10, 10, 10), (0, 0, 0, 0), 10, ""),
    ((10, 9, 8), (8, 0, 0, 0), 0, ""),
    ((1, 0, 0), (0, 0, 0, 0), 0, ""),
    ((10, 9, 8), (1, 6, 0, 0), 0, "合计 7 张，有效票 8 张，还差 1 张"),
    ((10, 9, 8), (1, 7, 0, 0), 1, "合计 9 张，有效票 8 张，多了 1 张"),
    ((0, 0, 0), (0, 0, 0, 0), 0, "请填写发出票数"),
    ((10, 11, 8), (1, 7, 0, 0), 0, "收回 11 张，多于发出的 10 张"),
    ((10, 9, 10), (1, 7, 0, 0), 0, "有效 10 张，多于收回的 9 张"),
]


def test_takes_only_what_adds_up(appraisal, cast):
    for papers, marks, abstained, words in SUMS:
        faults = appraisal_paper.faults_of(Papers(*papers), lines_of(appraisal, marks, abstained))
        assert bool(faults) is bool(words), papers
        if words:
            assert words in faults[0].message
            with pytest.raises(appraisal_paper.RecordPapersRefused, match=words):
                record(appraisal, cast, papers, lines_of(appraisal, marks, abstained))
    assert not PaperCount.objects.exists()
    assert not AppraisalRound.objects.get().has_paper_counts


def test_refuses_an_early_count_strangers_and_a_round_online(appraisal, cast):
    lines = lines_of(appraisal)
    ungraded = appraisal.entries.get(is_graded=False)
    online = open_round(cast, year=2024, method="ONLINE")
    cases = [
        (appraisal, lines, date(2025, 11, 30), "从2025年12月1日开始"),
        (appraisal, lines[1:], ON, "名单和参加评议的党员不一致"),
        (appraisal, [*lines, lines[0]], ON, "名单和参加评议的党员不一致"),
        (appraisal, [*lines[1:], Line(ungraded, (1, 7, 0, 0))], ON, "名单和参加评议的党员不一致"),
        (online, lines_of(online), ON, "没有纸质票可以录入"),
    ]
    for target, given, on, words in cases:
        with pytest.raises(appraisal_paper.RecordPapersRefused, match=words):
            record(target, cast, lines=given, on=on)
    assert not PaperCount.objects.exists()


@pytest.mark.usefixtures("cast")
def test_database_refuses_papers_online_and_numbers_that_cannot_be(appraisal):
    rows = AppraisalRound.objects.filter(pk=appraisal.pk)
    for wrong in (
        {"method": "ONLINE", "paper_issued": 9, "paper_returned": 9, "paper_valid": 9},
        {"paper_issued": 9, "paper_returned": 10, "paper_valid": 9},
        {"paper_issued": 9, "paper_returned": 8, "paper_valid": 9},
        {"paper_issued": 9, "paper_returned": None, "paper_valid": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    rows.update(paper_issued=9, paper_returned=9, paper_valid=9)


def test_one_round_is_on_paper_or_online_never_both(appraisal, cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    own = appraisal.entries.select_related("member").get(member=cast.people.member)
    with pytest.raises(Refused, match="用纸质测评票"):
        services.cast_ballot(entry=own, marks={}, on=ON)
    member = client_of(cast.member)
    response = member.post(reverse("meetings:appraisal_vote", args=[appraisal.pk]), {})
    assert (response.status_code, Ballot.objects.exists()) == (403, False)
    assert "在会上领票" in member.get(reverse("meetings:appraisal_own", args=[appraisal.pk])).content.decode()
    # Before any ballot the method may still change; after the count it stays.
    before = audit.snapshot(appraisal)
    appraisal.method = "ONLINE"
    services.change_round(appraisal, before=before, by=cast.secretary)
    services.cast_ballot(entry=own, marks={}, on=ON)
    for method in ("PAPER", "ONLINE"):
        stored = AppraisalRound.objects.get()
        stored.method = method
        if method == "PAPER":
            with pytest.raises(Refused, match="一次评议只用一种方式"):
                services.change_round(stored, before={}, by=cast.secretary)
        else:
            services.change_round(stored, before=audit.snapshot(stored), by=cast.secretary)
    form = client_of(cast.secretary).get(reverse("meetings:appraisal_update", args=[appraisal.pk]))
    assert "method" not in form.context["form"].fields
    answer = client_of(cast.secretary).get(address(appraisal), follow=True)
    assert "没有纸质票可以录入" in page(answer).messages


def test_results_are_those_of_the_same_papers_cast_online(cast):
    """Ten papers, one blank, each put into the box of one round and counted by hand for the other."""
    online, paper = open_round(cast, year=2024, method="ONLINE"), open_round(cast, year=2025)
    sides = {}
    for appraisal in (online, paper):
        entries = list(appraisal.entries.select_related("member"))
        sides[appraisal.method] = entries, [entry for entry in entries if entry.is_graded]
    voters, graded = sides["ONLINE"]
    marks = [
        {} if number == 3 else {place: Grade.values[number * place % 4] for place in range(number % 9 + 1)}
        for number in range(len(voters))
    ]
    for voter, ballot in zip(voters, marks, strict=True):
        given = {graded[place].pk: grade for place, grade in ballot.items()}
        services.cast_ballot(entry=voter, marks=given, on=ON)
    lines = []
    for place, entry in enumerate(sides["PAPER"][1]):
        counts = tuple(sum(ballot.get(place) == grade for ballot in marks) for grade in Grade.values)
        lines.append(Line(entry, counts, 9 - sum(counts)))
    record(paper, cast, (10, 10, 9), lines)
    seen = []
    for appraisal in (online, paper):
        closed = services.close_round(appraisal=appraisal, by=cast.secretary)
        results = results_of(closed)
        rows = [(tally.entry.member_id, tally.marks, tally.abstained) for tally in results.tallies]
        figures = (results.issued, results.returned, results.valid, results.void, results.limit)
        voted = AppraisalRound.objects.with_progress().get(pk=appraisal.pk).voted_count
        seen.append((figures, results.is_counted, rows, voted))
    assert seen[0] == seen[1]
    assert seen[0][0] == (10, 10, 9, 1, 3)


def test_shows_nothing_before_the_close_and_nothing_of_two_papers(appraisal, cast):
    assert "还没有录入" in results_of(appraisal).why_not
    with pytest.raises(Refused, match="还没有录入"):
        services.close_round(appraisal=appraisal, by=cast.secretary)
    stored = record(appraisal, cast, (10, 2, 2), lines_of(appraisal, (2, 0, 0, 0)))
    while_open = results_of(stored)
    assert (while_open.returned, while_open.valid, while_open.is_counted) == (2, 0, False)
    assert not any(any(tally.marks) for tally in while_open.tallies)
    closed = results_of(services.close_round(appraisal=stored, by=cast.secretary))
    assert "少于 3 票" in closed.why_not
    assert not any(any(tally.marks) for tally in closed.tallies)


def test_tells_of_few_valid_papers_no_more_than_of_few_papers(appraisal, cast, client_of):
    stored = record(appraisal, cast, (10, 9, 1), lines_of(appraisal, (0, 0, 0, 1)))
    history = reverse("core:record_history", args=["meetings.appraisalround", appraisal.pk])
    closed = results_of(services.close_round(appraisal=stored, by=cast.secretary))
    assert "有效票不足 3 张" in closed.why_not
    assert (closed.valid, closed.void) == (0, 0)
    assert not any(any(tally.marks) or tally.abstained for tally in closed.tallies)
    # Those who typed it know it; the superior reads the results alone.
    assert "不合格 1" in client_of(cast.committee).get(history).content.decode()
    seen = client_of(cast.superior).get(history)
    assert seen.status_code == 200
    assert "不合格 1" not in seen.content.decode()


def test_keeps_no_voter_no_paper_and_one_entry_of_each_change(appraisal, cast, client_of):
    record(appraisal, cast)
    assert not AppraisalEntry.objects.filter(has_voted=True).exists()
    assert not Ballot.objects.exists()
    stored = AppraisalRound.objects.get()
    changed = [Line(line.entry, (2, 6, 0, 0)) for line in lines_of(appraisal)]
    record(stored, cast, lines=changed)
    entries = AuditEntry.objects.filter(object_type="meetings.appraisalround", action="UPDATE")
    assert [set(entry.changes) for entry in entries.order_by("number")] == [
        {"entries", "paper_issued", "paper_returned", "paper_valid"},
        {"entries"},
    ]
    history = reverse("core:record_history", args=["meetings.appraisalround", appraisal.pk])
    assert "优秀 2、合格 6" in client_of(cast.secretary).get(history).content.decode()
    assert "优秀 2、合格 6" not in client_of(cast.member).get(history).content.decode()
    stale = AppraisalRound.objects.get()
    stale.lock_version -= 1
    with pytest.raises(StaleRecord):
        record(stale, cast)
    assert PaperCount.objects.first().excellent == 2


def test_page_stores_closes_and_leads_to_the_verdict(appraisal, cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    client = client_of(cast.secretary)
    text = client.get(address(appraisal)).content.decode()
    assert 'name="issued" value="10"' in text
    answer = client.post(address(appraisal), posted(appraisal, close="1"), follow=True)
    assert "结果已统计" in page(answer).messages
    stored = AppraisalRound.objects.get()
    assert (stored.state, stored.paper_issued, stored.paper_valid) == ("CLOSED", 10, 8)
    assert {count.marks for count in PaperCount.objects.all()} == {(0, 8, 0, 0)}
    detail = client.get(reverse("meetings:appraisal_detail", args=[appraisal.pk])).content.decode()
    assert detail.count("合格 8</td>") == 9
    assert "不登记谁投了票" in detail
    # A wrong number found later is put right, and says so in the history.
    again = posted(appraisal, cell=("excellent", 8))
    assert "结果已统计" in page(client.post(address(appraisal), again, follow=True)).messages
    assert {count.marks for count in PaperCount.objects.all()} == {(8, 0, 0, 0)}
    answer = client.get(reverse("meetings:appraisal_detail", args=[appraisal.pk]), {"format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    head = [cell.value for cell in sheet[2]]
    assert sheet.cell(3, head.index("测评优秀") + 1).value == 8
    assert sheet.cell(3, head.index("测评弃权") + 1).value == 0
    assert "纸质测评票，发出 10 票，收回 9 票，有效 8 票，无效 1 票" in sheet["A1"].value


BAD = [
    ({"issued": ""}, "请填写发出票数"),
    ({"valid": "-1"}, "0"),
    ({"returned": "99999"}, "9999"),
    ({"returned": "九"}, "整数"),
    ({"returned": "11"}, "收回 11 张，多于发出的 10 张"),
    ({"valid": "7"}, "合计 8 张，有效票 7 张，多了 1 张"),
    ({"lock_version": "77"}, "刚刚被别人修改过"),
]


def test_page_says_what_is_wrong_and_keeps_what_was_typed(appraisal, cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    client = client_of(cast.secretary)
    for changes, words in BAD:
        answer = client.post(address(appraisal), posted(appraisal, **changes))
        page = answer.content.decode()
        assert answer.status_code == 200, changes
        assert words in page, changes
        assert page.count('value="8"') >= 9, changes
    assert not PaperCount.objects.exists()


def test_counted_papers_keep_the_round(appraisal, cast, client_of):
    record(appraisal, cast)
    url = reverse("core:record_delete", args=["meetings.appraisalround", appraisal.pk])
    page = client_of(cast.secretary).post(url, {"reason": "误登"}, follow=True).content.decode()
    assert "已经录入纸质测评票的计票结果" in page
    assert not AppraisalRound.objects.get().is_deleted


def test_page_of_the_meeting_leads_to_the_round(cast, client_of):
    meeting = hold(cast.branch, "2025-12-02", "LIFE", "APPRAISAL", by=cast.secretary)
    other = hold(cast.branch, "2025-12-02", "LIFE", by=cast.secretary)
    url, client = reverse("meetings:meeting_detail", args=[meeting.pk]), client_of(cast.secretary)
    create = f"{reverse('meetings:appraisal_create')}?year=2025"
    assert create in client.get(url).content.decode()
    assert create not in client_of(cast.member).get(url).content.decode()
    appraisal = open_round(cast)
    detail = reverse("meetings:appraisal_detail", args=[appraisal.pk])
    for user in (cast.secretary, cast.member, cast.superior):
        page = client_of(user).get(url).content.decode()
        assert detail in page, user
        assert create not in page
    assert detail not in client.get(reverse("meetings:meeting_detail", args=[other.pk])).content.decode()
