"""Records that change after the draft: each change is told, taken or left by the author, and nothing changes silently.

CHANGED_YEARS=200 script/test reports/tests/test_changes.py tries as many random years as wanted.
"""

import os
from datetime import date
from random import Random

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from core import records
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import build_cast
from core.testing_databases import prepared
from meetings.tests.helpers import hold
from rectification.problems.models import Cause, Measure, Problem
from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.facts import FactBook
from reports.report import services
from reports.report.changes import ChangeKind, changes_of
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import split_sentences

from .dirty_years import YEAR, throw, typed

pytestmark = pytest.mark.django_db
people = prepared(build_cast)
ON = date(2026, 1, 20)
CHANGED_YEARS = int(os.environ.get("CHANGED_YEARS", "4"))


def make_problem(cast, order: int, title: str) -> Problem:
    return Problem.objects.create(
        branch=cast.branch,
        year=YEAR,
        order=order,
        title=title,
        is_main=True,
        is_finding=False,
        created_by=None,
    )


@pytest.fixture
def report(cast) -> AnnualReport:
    for order, title in enumerate(["学用脱节", "督促不够", "创新不足"], start=1):
        make_problem(cast, order, title)
    return services.draft_report(branch=cast.branch, year=YEAR, by=cast.secretary, on=ON)


def told(report, kind="problems") -> list[str]:
    rows = Paragraph.objects.filter(section__report=report, section__kind=kind, is_left_out=False)
    return [row.text for row in rows.order_by("order")]


def changes(report, on=ON) -> list:
    return changes_of(AnnualReport.objects.with_tree().get(pk=report.pk), on=on)


def in_problems(report) -> list:
    return [one for one in changes(report) if one.section.kind == "problems"]


def decide(report, by, *, take=True, only=None) -> int:
    keys = {one.key for one in only or changes(report) if one.is_decided_here}
    return services.decide_changes(report=report, keys=keys, take=take, by=by, on=ON)


def rename(title: str, new: str, by) -> None:
    problem = Problem.objects.get(title=title)
    with records.audited(problem, by=by):
        problem.title = new


def state_of(report, text: str) -> Backing:
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    claims = ReportClaims(full, FactBook(full.branch, full.year, ON))
    return next(one.checked.state for one in claims if one.text.startswith(text))


def test_nothing_is_told_while_nothing_changed(report):
    assert changes(report) == []


def test_a_new_wording_is_shown_with_the_old_one_and_taken(report, cast):
    rename("督促不够", "督促检查不够", cast.secretary)
    (change,) = in_problems(report)
    assert (change.kind, change.old, change.new) == (ChangeKind.REWORDED, "督促不够。", "督促检查不够。")
    assert [part.text for part in change.parts if part.is_new] == ["检查"]
    assert told(report)[1] == "督促不够。"
    decide(report, cast.secretary)
    assert told(report) == ["学用脱节。", "督促检查不够。", "创新不足。"]
    assert changes(report) == []
    assert state_of(report, "督促检查不够") == Backing.BACKED
    assert not Paragraph.objects.filter(section__report=report, is_edited=True).exists()


def test_an_old_wording_that_is_left_is_asked_again_only_when_the_record_changes_again(report, cast):
    rename("督促不够", "督促检查不够", cast.secretary)
    decide(report, cast.secretary, take=False)
    assert told(report)[1] == "督促不够。"
    assert in_problems(report) == []
    assert state_of(report, "督促不够") == Backing.CHANGED
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    assert told(report)[1] == "督促不够。"
    rename("督促检查不够", "督促检查不实", cast.secretary)
    (change,) = in_problems(report)
    assert (change.old, change.new) == ("督促不够。", "督促检查不实。")


def test_new_records_stand_where_a_new_draft_would_have_them(report, cast):
    make_problem(cast, 0, "带头作用不强")
    make_problem(cast, 2, "结合不紧")
    make_problem(cast, 9, "宣传不多")
    assert {one.kind for one in in_problems(report)} == {ChangeKind.ADDED}
    decide(report, cast.secretary)
    assert told(report) == [
        f"{title}。" for title in ("带头作用不强", "学用脱节", "督促不够", "结合不紧", "创新不足", "宣传不多")
    ]
    numbers = Paragraph.objects.filter(section__report=report, section__kind="problems").order_by("order")
    assert [row.number for row in numbers] == [1, 2, 3, 4, 5, 6]
    assert changes(report) == []


def test_a_new_record_that_is_not_wanted_is_kept_out_and_can_be_brought_back(report, cast):
    make_problem(cast, 9, "宣传不多")
    decide(report, cast.secretary, take=False, only=in_problems(report))
    assert "宣传不多。" not in told(report)
    assert in_problems(report) == []
    left = Paragraph.objects.get(section__report=report, section__kind="problems", is_left_out=True)
    services.bring_back_paragraph(paragraph=left, by=cast.secretary)
    assert told(report)[-1] == "宣传不多。"


def test_a_deleted_record_is_told_and_so_is_its_return(report, cast):
    problem = Problem.objects.get(title="督促不够")
    records.soft_delete(problem, by=cast.secretary, reason="重复登记")
    (change,) = in_problems(report)
    assert (change.kind, change.old, change.new) == (ChangeKind.GONE, "督促不够。", "")
    decide(report, cast.secretary)
    assert told(report) == ["学用脱节。", "创新不足。"]
    records.restore(Problem.objects.get(pk=problem.pk), by=cast.secretary)
    (change,) = in_problems(report)
    assert change.kind == ChangeKind.ADDED
    decide(report, cast.secretary)
    assert told(report) == ["学用脱节。", "督促不够。", "创新不足。"]


def test_words_of_a_deleted_record_that_are_left_stay_marked(report, cast):
    records.soft_delete(Problem.objects.get(title="督促不够"), by=cast.secretary, reason="重复登记")
    decide(report, cast.secretary, take=False)
    assert told(report)[1] == "督促不够。"
    assert changes(report) == []
    assert state_of(report, "督促不够") == Backing.DELETED


def edit(paragraph: Paragraph, text: str, by) -> None:
    services.save_paragraph(paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=by, on=ON)


def test_words_of_a_persons_own_are_replaced_only_where_the_record_changed(report, cast):
    Problem.objects.filter(title="学用脱节").update(description="读得多，用得少。")
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    paragraph = Paragraph.objects.filter(section__report=report, section__kind="problems").first()
    assert paragraph.text == "学用脱节。读得多，用得少。"
    edit(paragraph, "理论上学用脱节。读得多，用得少。职工有意见。", cast.secretary)
    rename("学用脱节", "学用两张皮", cast.secretary)
    (change,) = in_problems(report)
    assert change.is_own
    assert (change.old, change.new) == ("理论上学用脱节。", "学用两张皮。")
    decide(report, cast.secretary)
    assert told(report)[0] == "学用两张皮。读得多，用得少。职工有意见。"
    assert changes(report) == []


def test_figures_move_by_themselves_and_are_told(report, cast):
    paragraph = Paragraph.objects.filter(section__report=report, section__kind="problems").first()
    hold(cast.branch, "2025-03-01 09:00", "COMMITTEE")
    edit(paragraph, "学用脱节。召开支委会{支委会次数}次，问题仍在。", cast.secretary)
    assert in_problems(report) == []
    hold(cast.branch, "2025-04-01 09:00", "COMMITTEE")
    (change,) = in_problems(report)
    assert change.kind == ChangeKind.FIGURES
    with pytest.raises(Refused, match="不能保留原样"):
        decide(report, cast.secretary, take=False, only=[change])
    assert (change.old, change.new) == ("召开支委会1次，问题仍在。", "召开支委会2次，问题仍在。")
    decide(report, cast.secretary, only=[change])
    assert in_problems(report) == []
    # An edit beside it does not make a later figure known.
    hold(cast.branch, "2025-05-01 09:00", "COMMITTEE")
    paragraph.refresh_from_db()
    edit(paragraph, "学用脱节突出。召开支委会{支委会次数}次，问题仍在。", cast.secretary)
    assert [one.new for one in in_problems(report) if one.kind == ChangeKind.FIGURES] == [
        "召开支委会3次，问题仍在。"
    ]


def test_what_is_no_longer_offered_is_refused_whole(report, cast):
    rename("督促不够", "督促检查不够", cast.secretary)
    rename("创新不足", "创新不多", cast.secretary)
    seen = in_problems(report)
    rename("创新不多", "创新很少", cast.secretary)
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused, match="又有变化"):
        decide(report, cast.secretary, only=seen)
    assert told(report) == ["学用脱节。", "督促不够。", "创新不足。"]
    assert AuditEntry.objects.count() == entries
    with pytest.raises(Refused, match="没有要处理"):
        services.decide_changes(report=report, keys=set(), take=True, by=cast.secretary, on=ON)


def test_every_decision_stands_in_the_audit_log(report, cast):
    rename("督促不够", "督促检查不够", cast.secretary)
    decide(report, cast.secretary)
    change = AuditEntry.objects.order_by("number").last().changes["text"]
    assert (change["label"], change["old"], change["new"]) == (
        "按记录改写（写法变了）",
        "督促不够。",
        "督促检查不够。",
    )


def test_the_page_takes_one_leaves_one_and_takes_all(report, cast, client_of):
    client, url = client_of(cast.secretary), reverse("reports:report_changes", args=[report.pk])
    for old, new in (("学用脱节", "学用两张皮"), ("督促不够", "督促检查不够"), ("创新不足", "创新不多")):
        rename(old, new, cast.secretary)
    count = client.get(reverse("reports:report_change_count", args=[report.pk])).json()["count"]
    first, second, *_ = found = [one for one in changes(report) if one.is_decided_here]
    assert count == len(found)
    keys = [one.key for one in found]
    assert "<del>" in client.get(url).content.decode()
    assert client.post(url, {"key": keys, "take": first.key}).status_code == 302
    assert client.post(url, {"key": keys, "leave": second.key}).status_code == 302
    assert client.post(url, {"key": keys, "take": ""}).status_code == 422
    assert client.post(url, {"key": keys[2:], "take": ""}).status_code == 302
    assert "没有变化" in client.get(url).content.decode()
    assert told(report) == ["学用两张皮。", "督促不够。", "创新不多。"]


def change_something(rng: Random, branch) -> None:
    """What people do to a year after the report was drafted: reword, delete, bring back, add."""
    model = rng.choice((Problem, Cause, Measure, Activity))
    rows = list(model._base_manager.filter(branch=branch, **({} if model is Activity else {"year": YEAR})))
    if not rows or rng.random() < 0.15:
        Problem.objects.create(branch=branch, year=YEAR, title=typed(rng, may_be_empty=False), is_main=True)
        return
    row, action = rng.choice(rows), rng.random()
    if action < 0.3:
        value = None if row.deleted_at else timezone.now()
        model._base_manager.filter(pk=row.pk).update(deleted_at=value)
        return
    names = [name for name in ("title", "description", "summary") if hasattr(row, name)]
    model._base_manager.filter(pk=row.pk).update(**{rng.choice(names): typed(rng, may_be_empty=False)})


def whole(report) -> list[tuple]:
    rows = Paragraph.objects.filter(section__report=report, is_left_out=False)
    return [
        (p.section.kind, p.slot, p.number, p.text, p.drafted_text, p.is_edited)
        for p in rows.order_by("section__order", "order")
    ]


@pytest.mark.no_cover
def test_taking_every_change_of_a_random_year_is_drafting_it_anew(people):
    seen = set()
    for seed in range(CHANGED_YEARS):
        rng = Random(f"changes-{seed}")
        with transaction.atomic():
            thrown = throw(people, seed)
            report = services.draft_report(branch=people.branch, year=YEAR, by=people.secretary, on=thrown.on)
            assert changes(report, thrown.on) == [], seed
            for _ in range(rng.randint(1, 8)):
                change_something(rng, people.branch)
            before = whole(report)
            with transaction.atomic():
                services.redraft_report(report=report, by=people.secretary, on=thrown.on)
                anew = whole(report)
                transaction.set_rollback(True)
            found = [one for one in changes(report, thrown.on) if one.is_decided_here]
            seen |= {one.kind for one in found}
            assert bool([one for one in found if not one.sentence]) == (before != anew), seed
            if found:
                services.decide_changes(
                    report=report,
                    keys={one.key for one in found},
                    take=True,
                    by=people.secretary,
                    on=thrown.on,
                )
            assert whole(report) == anew, seed
            assert changes(report, thrown.on) == [], seed
            transaction.set_rollback(True)
    assert seen >= {ChangeKind.REWORDED, ChangeKind.ADDED, ChangeKind.GONE}


@pytest.mark.no_cover
def test_a_persons_own_sentences_outlive_every_change_of_a_random_year(people):
    own, stayed = "职工代表普遍认可这一点。", 0
    for seed in range(CHANGED_YEARS):
        rng = Random(f"own-{seed}")
        with transaction.atomic():
            thrown = throw(people, seed)
            report = services.draft_report(branch=people.branch, year=YEAR, by=people.secretary, on=thrown.on)
            rows = [row for row in Paragraph.objects.filter(section__report=report) if row.text]
            for row in rng.sample(rows, min(4, len(rows))):
                first, *rest = split_sentences(row.text)
                place = rng.randint(0, len(rest))
                edit(row, "".join([first, *rest[:place], own, *rest[place:]]), people.secretary)
            for _ in range(rng.randint(1, 8)):
                change_something(rng, people.branch)
            found = {one.key for one in changes(report, thrown.on) if one.is_decided_here}
            if found:
                services.decide_changes(
                    report=report, keys=found, take=True, by=people.secretary, on=thrown.on
                )
            kept = Paragraph.objects.filter(section__report=report, sentences__text__contains=own)
            assert kept.distinct().count() == min(4, len(rows)), seed
            assert [one for one in changes(report, thrown.on) if one.is_decided_here] == [], seed
            stayed += kept.filter(is_left_out=False).count()
            transaction.set_rollback(True)
    assert stayed
