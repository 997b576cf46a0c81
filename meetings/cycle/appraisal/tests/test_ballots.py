"""民主评议: ballots that nobody can trace, their count, and the committee's verdict apart from it."""

import logging
import re
from datetime import date
from io import BytesIO

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import audit, sealed_box
from core.form_tokens import use_token
from core.models import AuditEntry, SealedBox
from core.records import StaleRecord
from core.refusals import Refused
from core.testing import page
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalEntry, AppraisalRound, Ballot
from meetings.cycle.appraisal.results import Limit, limit_of, results_of
from meetings.cycle.enums import Grade

ON = date(2025, 12, 2)


@pytest.fixture
def appraisal(cast):
    return services.open_round(
        AppraisalRound(
            branch=cast.branch, year=2025, opens_on=date(2025, 12, 1), closes_on=date(2025, 12, 5)
        ),
        by=cast.secretary,
    )


def entry_of(appraisal, member) -> AppraisalEntry:
    return appraisal.entries.select_related("member").get(member=member)


def cast_all(appraisal) -> list[dict[str, str]]:
    """Everyone votes, one after the other, each differently; what was in the papers, in the order of voting."""
    entries = list(appraisal.entries.select_related("member"))
    graded = [entry for entry in entries if entry.is_graded]
    papers = []
    for number, voter in enumerate(entries):
        marks = {e.pk: Grade.values[(number >> (place % 4)) % 2] for place, e in enumerate(graded)}
        marks[graded[0].pk] = Grade.values[number % 4]
        marks[graded[1].pk] = Grade.values[number // 4 % 4]
        services.cast_ballot(entry=voter, marks=marks, on=ON)
        papers.append({str(pk): mark for pk, mark in sorted(marks.items())})
    return papers


# ---- Anonymity ----


def traces() -> list[str]:
    """Every cell outside the box that holds the key of a ballot or the marks on one."""
    keys = {str(pk) for pk in Ballot.objects.values_list("pk", flat=True)}
    marks = [
        f'"{pk}": "{grade}"'
        for paper in Ballot.objects.values_list("marks", flat=True)
        for pk, grade in paper.items()
    ]
    found = []
    for model in apps.get_models():
        if model is Ballot or not model._meta.managed:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*names):
            for name, value in zip(names, row, strict=True):
                text = str(value).replace("'", '"')
                if text in keys or any(mark in text for mark in marks):
                    found.append(f"{model._meta.label}.{name}")
    return found


@pytest.mark.usefixtures("appraisal")
def test_ballot_has_no_voter_no_time_and_no_counter():
    fields = Ballot._meta.concrete_fields
    assert {field.name for field in fields} == {"id", "appraisal", "marks"}
    assert [f.related_model for f in fields if f.is_relation] == [AppraisalRound]
    assert not any(isinstance(field, models.AutoField | models.DateField) for field in fields)
    # The flag of who has voted carries no time either.
    assert not any(isinstance(f, models.DateTimeField) for f in AppraisalEntry._meta.concrete_fields)


def test_ballots_wait_sealed_and_are_all_written_when_the_round_closes(appraisal, cast):
    papers = cast_all(appraisal)
    assert not Ballot.objects.exists()
    assert [str(box) for box in sealed_box.boxes_of(appraisal)] == ["封存箱（10 份）"]
    services.close_round(appraisal=appraisal, by=cast.secretary)
    assert sorted(map(str, papers)) == sorted(map(str, Ballot.objects.values_list("marks", flat=True)))
    assert len(set(map(str, papers))) == len(papers) == 10
    assert not SealedBox.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # No hidden row number beside the random key.
            cursor.execute("SELECT count(*) FROM meetings_ballot WHERE rowid <> id")
            assert cursor.fetchone() == (0,)


def test_nothing_but_the_flag_and_the_box_is_written_by_a_vote(appraisal, cast, client_of, monkeypatch):
    """Whatever a form or a page may store of what was posted, a vote leaves none of it: no token, no entry, no time."""
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    client, address = client_of(cast.member), reverse("meetings:appraisal_vote", args=[appraisal.pk])
    form = client.get(address).context["form"]
    token = form["form_token"].value() if "form_token" in form.fields else "a-token"
    first = appraisal.entries.filter(is_graded=True)[0]
    chain = audit.anchor()
    with CaptureQueriesContext(connection) as queries:
        client.post(address, {f"mark-{first.pk}": "BASIC", "form_token": token})
    written = {
        word.strip('"')
        for query in queries.captured_queries
        for word in re.findall(r"^(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) (\S+)", query["sql"])
    }
    # The message that thanks for the vote goes through the session; the audit chain counts one change more.
    assert written - {"django_session"} == {"meetings_appraisalentry", "core_sealedbox", "core_audithead"}
    assert audit.anchor() == chain


def test_nothing_else_stored_knows_a_ballot(appraisal, cast):
    cast_all(appraisal)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    assert traces() == []
    assert not AuditEntry.objects.filter(object_type="meetings.ballot").exists()
    told = [str(entry.changes) for entry in AuditEntry.objects.filter(object_type="meetings.appraisalround")]
    assert not any(word in text for text in told for word in (*Grade.values, *Grade.labels))


def test_sees_a_trace_left_by_a_form_token(appraisal, cast):
    cast_all(appraisal)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    with transaction.atomic():
        use_token("a-token", Ballot.objects.first())
    assert traces() == ["core.UsedFormToken.object_id"]


def test_sees_marks_in_the_audit_log(appraisal, cast):
    cast_all(appraisal)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    with transaction.atomic():
        services._note(appraisal, cast.member, "已投票", "", str(Ballot.objects.first().marks))
    assert set(traces()) == {"core.AuditEntry.changes"}


@pytest.mark.usefixtures("settings")
def test_vote_from_the_page_leaves_no_mark_in_logs(appraisal, cast, client_of, caplog, monkeypatch):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    client, address = client_of(cast.member), reverse("meetings:appraisal_vote", args=[appraisal.pk])
    graded = appraisal.entries.filter(is_graded=True)
    with caplog.at_level(logging.DEBUG):
        answer = client.post(address, {f"mark-{graded[0].pk}": "UNQUALIFIED"}, follow=True)
    assert "已投入票箱" in page(answer).messages
    assert "UNQUALIFIED" not in caplog.text
    assert "UNQUALIFIED" not in client.get(address).content.decode()
    assert sealed_box.take_out(appraisal) == [{str(graded[0].pk): "UNQUALIFIED"}]
    assert entry_of(appraisal, cast.people.member).has_voted


def test_draws_again_until_all_keys_differ(appraisal, cast, monkeypatch):
    drawn = iter([8, 8, 9, 7, 8, 9])
    monkeypatch.setattr(services, "random_key", lambda: next(drawn))
    for voter in appraisal.entries.all()[:3]:
        services.cast_ballot(entry=voter, marks={}, on=ON)
    services.close_round(appraisal=appraisal, by=cast.secretary)
    assert set(Ballot.objects.values_list("pk", flat=True)) == {7, 8, 9}


def test_who_voted_is_known_and_nobody_votes_twice(appraisal, cast):
    voter = entry_of(appraisal, cast.people.member)
    services.cast_ballot(entry=voter, marks={}, on=ON)
    with pytest.raises(Refused, match="已经投过票"):
        services.cast_ballot(entry=voter, marks={}, on=ON)
    assert sealed_box.count(appraisal) == 1
    assert [e.member for e in appraisal.entries.filter(has_voted=True)] == [cast.people.member]


def test_audit_tells_of_votes_once_the_round_is_closed(appraisal, cast):
    entries = AuditEntry.objects.filter(object_type="meetings.appraisalround").exclude(action="CREATE")
    services.cast_ballot(entry=entry_of(appraisal, cast.people.member), marks={}, on=ON)
    assert not entries.exists()
    services.close_round(appraisal=appraisal, by=cast.secretary)
    told = entries.get().changes["entries"]
    assert (told["new"], told["restricted"]) == ("发出 10 票，收回 1 票：周试五", True)


# ---- A box that does not open ----


def lose_the_keys() -> None:
    for path in settings.SEAL_DIR.iterdir():
        path.unlink()


def test_members_vote_again_when_the_box_does_not_open(appraisal, cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    voter, other = entry_of(appraisal, cast.people.member), entry_of(appraisal, cast.people.committee)
    services.cast_ballot(entry=voter, marks={voter.pk: "BASIC"}, on=ON)
    client, detail = client_of(cast.secretary), reverse("meetings:appraisal_detail", args=[appraisal.pk])
    assert "打不开" not in client.get(detail).content.decode()
    with pytest.raises(Refused, match="不用重新投票"):
        services.vote_again(appraisal=appraisal, by=cast.secretary)
    lose_the_keys()
    assert "票箱打不开：1 张票" in client.get(detail).content.decode()
    with pytest.raises(Refused, match="没有收下"):
        services.cast_ballot(entry=other, marks={}, on=ON)
    with pytest.raises(Refused, match="重新投票"):
        services.close_round(appraisal=appraisal, by=cast.secretary)
    again = reverse("meetings:appraisal_vote_again", args=[appraisal.pk])
    assert "发出 10 票，收回 1 票：周试五" in client.get(again).content.decode()
    assert "原来的票箱已作废" in page(client.post(again, follow=True)).messages
    assert not appraisal.entries.filter(has_voted=True).exists()
    services.cast_ballot(entry=voter, marks={voter.pk: "BASIC"}, on=ON)
    assert sealed_box.take_out(appraisal) == [{str(voter.pk): "BASIC"}]


# ---- Counting ----


def test_counts_valid_and_void_only_after_closing(appraisal, cast):
    graded = list(appraisal.entries.filter(is_graded=True))
    voters = list(appraisal.entries.all())[:4]
    for number, voter in enumerate(voters):
        marks = {graded[0].pk: "EXCELLENT", graded[1].pk: "BASIC"} if number else {}
        services.cast_ballot(entry=voter, marks=marks, on=ON)
    while_open = results_of(appraisal)
    assert (while_open.returned, while_open.valid, while_open.void, while_open.is_counted) == (4, 0, 0, False)
    assert all(not any(tally.marks) for tally in while_open.tallies)
    closed = results_of(services.close_round(appraisal=appraisal, by=cast.secretary))
    assert (closed.issued, closed.returned, closed.valid, closed.void) == (10, 4, 3, 1)
    tallies = {tally.entry.pk: tally.marks for tally in closed.tallies}
    assert tallies[graded[0].pk] == (3, 0, 0, 0)
    assert tallies[graded[1].pk] == (0, 0, 3, 0)


def test_two_ballots_are_too_few_to_count(appraisal, cast):
    for voter in list(appraisal.entries.all())[:2]:
        services.cast_ballot(entry=voter, marks={voter.pk: "BASIC"}, on=ON)
    results = results_of(services.close_round(appraisal=appraisal, by=cast.secretary))
    assert not results.is_counted
    assert "少于 3 票" in results.why_not
    assert (results.returned, Ballot.objects.count(), SealedBox.objects.count()) == (2, 0, 0)
    assert all(not any(tally.marks) for tally in results.tallies)


@pytest.mark.parametrize(("members", "limit"), [(1, 0), (2, 0), (3, 1), (8, 2), (9, 3), (20, 6), (21, 7)])
def test_limit_is_a_third_rounded_down(members, limit):
    assert Limit(members).most == limit
    assert Limit(members).warning(limit) == ""
    assert f"（{limit} 人）" in Limit(members).warning(limit + 1)


@pytest.mark.parametrize(("base", "whose"), [("GRADED", "评定等次的党员"), ("ALL", "党员总数")])
def test_the_unit_says_of_whom_a_third(appraisal, base, whose):
    appraisal.branch.excellent_base = base
    entries = appraisal.entries.all() if base == "ALL" else appraisal.entries.filter(is_graded=True)
    assert limit_of(appraisal) == Limit(entries.count(), whose)
    assert limit_of(appraisal).of_whom == ("" if base == "GRADED" else f"党员总数{entries.count()}人的")
    assert appraisal.entries.count() > appraisal.entries.filter(is_graded=True).count()


@pytest.mark.parametrize(
    ("marked", "word"), [(0, "一个人都没有评"), (4, "一般不超过评定等次的党员 9 人的三分之一（3 人）")]
)
def test_unusual_ballot_is_said_once_and_then_taken(appraisal, cast, client_of, monkeypatch, marked, word):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    client, address = client_of(cast.member), reverse("meetings:appraisal_vote", args=[appraisal.pk])
    graded = appraisal.entries.filter(is_graded=True)[:marked]
    paper = {f"mark-{entry.pk}": "EXCELLENT" for entry in graded} | {"form_token": ""}
    first = client.post(address, paper)
    assert word in page(first).errors
    assert sealed_box.count(appraisal) == 0
    client.post(address, paper | {"accept": "on"})
    [marks] = sealed_box.take_out(appraisal)
    assert len(marks) == marked


REFUSED = [
    ({"on": date(2025, 11, 30)}, "从2025年12月1日开始"),
    ({"on": date(2025, 12, 6)}, "截止日期是2025年12月5日"),
    ({"marks": {999999: "BASIC"}}, "不一致"),
]


def test_refuses_a_vote_out_of_time_or_for_a_stranger(appraisal, cast):
    own = entry_of(appraisal, cast.people.member)
    for change, words in REFUSED:
        given = {"marks": {}, "on": ON} | change
        with pytest.raises(Refused, match=words):
            services.cast_ballot(entry=own, **given)
    assert not SealedBox.objects.exists()


def test_closed_round_takes_nothing_more(appraisal, cast):
    services.close_round(appraisal=appraisal, by=cast.secretary)
    own = entry_of(appraisal, cast.people.member)
    with pytest.raises(Refused, match="已经截止"):
        services.cast_ballot(entry=own, marks={}, on=ON)
    with pytest.raises(Refused, match="已经截止"):
        services.assess_self(entry=own, text="好", grade="QUALIFIED", by=cast.member, on=ON)
    with pytest.raises(Refused):
        services.close_round(appraisal=appraisal, by=cast.secretary)


# ---- Taking part and the verdict ----


def test_probationary_member_takes_part_and_gets_no_grade(appraisal, cast):
    own = entry_of(appraisal, cast.people.probationary)
    assert not own.is_graded
    done = services.assess_self(entry=own, text="一年来……", grade="EXCELLENT", by=cast.probationary, on=ON)
    assert (done.self_assessment, done.self_grade) == ("一年来……", "")
    services.cast_ballot(entry=own, marks={}, on=ON)
    assert own.pk not in {tally.entry.pk for tally in results_of(appraisal).tallies}
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalEntry.objects.filter(pk=own.pk).update(grade="EXCELLENT")


def test_grades_for_each_other_are_kept_changed_and_taken_back(appraisal, cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)
    client, address = client_of(cast.member), reverse("meetings:appraisal_peers", args=[appraisal.pk])
    other = entry_of(appraisal, cast.people.secretary)
    client.post(address, {f"grade-{other.pk}": "BASIC", f"comment-{other.pk}": "多下工班。"})
    assert [(row.grade, row.comment) for row in other.peers.all()] == [("BASIC", "多下工班。")]
    client.post(address, {f"grade-{other.pk}": "QUALIFIED"})
    assert [(row.grade, row.comment) for row in other.peers.all()] == [("QUALIFIED", "")]
    wordless = client.post(address, {f"comment-{other.pk}": "没选等次"})
    assert "请同时选择等次" in page(wordless).errors
    client.post(address, {"form_token": ""})
    assert not other.peers.exists()


@pytest.fixture
def closed(appraisal, cast):
    return services.close_round(appraisal=appraisal, by=cast.secretary)


def decide_all(client, appraisal, **changes):
    """Post the verdict page with 优秀 and a day of feedback for everyone."""
    data = {"lock_version": AppraisalRound.objects.get(pk=appraisal.pk).lock_version}
    for entry in appraisal.entries.filter(is_graded=True):
        data |= {f"grade-{entry.pk}": "EXCELLENT", f"feedback_on-{entry.pk}": "2025-12-20"}
    address = reverse("meetings:appraisal_decide", args=[appraisal.pk])
    return client.post(address, data | changes, follow=True).content.decode()


def test_verdict_stands_apart_from_ballots_and_warns_of_many_excellent(closed, cast, client_of):
    page = decide_all(client_of(cast.secretary), closed)
    assert "评为优秀的有 9 人，一般不超过评定等次的党员 9 人的三分之一（3 人）" in page
    assert closed.entries.filter(grade="EXCELLENT").count() == 9
    assert not Ballot.objects.exists()


def test_stale_verdict_overwrites_nothing(closed, cast, client_of):
    client, own = client_of(cast.secretary), entry_of(closed, cast.people.member)
    decide_all(client, closed)
    page = decide_all(client, closed, lock_version=1, **{f"grade-{own.pk}": "BASIC"})
    assert str(StaleRecord()) in page
    assert entry_of(closed, cast.people.member).grade == "EXCELLENT"


def test_open_round_gets_no_verdict(appraisal, cast, client_of):
    assert "还没有截止" in decide_all(client_of(cast.secretary), appraisal)
    assert not appraisal.entries.exclude(grade="").exists()


BAD_VERDICTS = [
    ("feedback_on", "2099-01-01", "还没有到"),
    ("grade", "", "请先选择评定等次"),
    ("grade", "BEST", "BEST"),
    ("feedback_on", "昨天", "有效的日期"),
    ("opinion", "长" * 1001, "1000"),
]


def test_bad_verdict_is_refused_in_words(closed, cast, client_of):
    own, client = entry_of(closed, cast.people.member), client_of(cast.secretary)
    for field, value, words in BAD_VERDICTS:
        assert words in decide_all(client, closed, **{f"{field}-{own.pk}": value}), (field, value)
    assert not closed.entries.exclude(grade="").exists()


def test_member_reads_the_own_verdict_and_nobody_elses(closed, cast, client_of):
    own, other = entry_of(closed, cast.people.member), entry_of(closed, cast.people.committee)
    verdicts = [
        services.Verdict(own, "QUALIFIED", "意见甲", date(2025, 12, 20)),
        services.Verdict(other, "BASIC", "意见乙", date(2025, 12, 20)),
    ]
    services.decide(appraisal=closed, verdicts=verdicts, by=cast.secretary)
    page = client_of(cast.member).get(reverse("meetings:appraisal_own", args=[closed.pk])).content.decode()
    assert "意见甲" in page
    assert "意见乙" not in page
    address = reverse("core:record_history", args=["meetings.appraisalround", closed.pk])
    assert "意见乙" not in client_of(cast.member).get(address).content.decode()
    assert "意见乙" in client_of(cast.secretary).get(address).content.decode()


def test_result_table_has_a_row_for_each_graded_member(closed, cast, client_of):
    answer = client_of(cast.superior).get(
        reverse("meetings:appraisal_detail", args=[closed.pk]), {"format": "xlsx"}
    )
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][:4] == ("序号", "姓名", "党员状态", "自评等次")
    assert len(rows) == 2 + 9
    assert "吴试六" not in str(rows)


@pytest.mark.usefixtures("appraisal")
def test_second_round_of_a_year_is_refused_in_words(cast, client_of):
    data = {"year": 2025, "opens_on": "2025-12-01", "closes_on": "2025-12-05", "method": "ONLINE"}
    page = client_of(cast.secretary).post(reverse("meetings:appraisal_create"), data).content.decode()
    assert "这一年度已经有民主评议" in page
    assert AppraisalRound.objects.count() == 1
