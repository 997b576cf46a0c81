"""Finalising freezes the content; moves follow the table."""

from datetime import date, datetime
from itertools import product
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from core.refusals import Refused
from core.testing import build_cast
from core.testing_databases import prepared
from documents import kept
from rectification.problems.models import Problem
from reports.report import assembling, services
from reports.report.assembling import content_of, render_report, working_content
from reports.report.document import from_json, to_document, to_json
from reports.report.enums import MOVES, ReportAction, ReportState
from reports.report.models import AnnualReport, Paragraph

ON = date(2026, 1, 20)
AT = datetime(2026, 1, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def build_report() -> SimpleNamespace:
    """The cast, and a report without gaps."""
    cast = build_cast()
    Problem.objects.create(
        branch=cast.branch, year=2025, order=1, title="学用脱节", is_main=True, is_finding=False
    )
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    for paragraph in Paragraph.objects.filter(section__report=report, sentences__support="GAP").distinct():
        services.leave_out_paragraph(paragraph=paragraph, by=cast.secretary)
    return SimpleNamespace(cast=cast, report=report)


site = prepared(build_report)


@pytest.fixture
def cast(site):
    return site.cast


@pytest.fixture
def report(site):
    return site.report


def move(report, action, cast, comment=""):
    services.move_report(report=report, action=action, by=cast.secretary, at=AT, comment=comment)
    report.refresh_from_db()


def words(report) -> list[str]:
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    return to_document(content_of(full, on=ON)).plain_paragraphs()


def test_a_frozen_version_never_changes_when_records_do(report, cast):
    move(report, ReportAction.FINALISE, cast)
    before = words(report)
    Problem.objects.create(
        branch=cast.branch, year=2025, order=2, title="新问题", is_main=True, is_finding=False
    )
    Problem.objects.filter(title="学用脱节").update(title="改了名")
    assert words(report) == before
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    assert (
        to_document(working_content(full, on=ON)).plain_paragraphs() == before
    )  # text is stored, not recomputed
    report.sections.all().delete()
    assert words(report) == before


def test_refuses_to_finalise_with_gaps(cast):
    report = services.draft_report(branch=cast.branch, year=2024, by=cast.secretary, on=ON)
    with pytest.raises(Refused, match="处【待补充】没有填写"):
        move(report, ReportAction.FINALISE, cast)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert not report.versions.exists()


def test_numbers_the_versions_and_keeps_the_older_ones(report, cast):
    move(report, ReportAction.FINALISE, cast)
    move(report, ReportAction.REVISE, cast)
    paragraph = Paragraph.objects.get(section__report=report, section__kind="problems")
    services.save_paragraph(
        paragraph=paragraph,
        text="学与用脱节。",
        lock_version=paragraph.lock_version,
        by=cast.secretary,
        on=ON,
    )
    move(report, ReportAction.FINALISE, cast)
    newer, older = report.versions.all()
    assert (newer.number, older.number) == (2, 1)
    assert "1.学用脱节。" in to_document(from_json(older.content)).plain_paragraphs()
    assert "1.学与用脱节。" in to_document(from_json(newer.content)).plain_paragraphs()


def test_refuses_to_edit_a_frozen_report(report, cast):
    paragraph = Paragraph.objects.get(section__report=report, section__kind="problems")
    move(report, ReportAction.FINALISE, cast)
    paragraph = Paragraph.objects.get(pk=paragraph.pk)
    with pytest.raises(Refused, match="不能修改"):
        services.save_paragraph(
            paragraph=paragraph,
            text="偷偷改。",
            lock_version=paragraph.lock_version,
            by=cast.secretary,
            on=ON,
        )
    with pytest.raises(Refused):
        services.redraft_report(report=report, by=cast.secretary, on=ON)


@pytest.mark.parametrize(("state", "action"), list(product(ReportState, ReportAction)))
def test_every_move_of_the_table_and_no_other(report, cast, state, action):
    AnnualReport.objects.filter(pk=report.pk).update(state=state)
    target = MOVES.get((state, action))
    if target is None:
        with pytest.raises(Refused, match="不能"):
            move(report, action, cast, comment="理由")
        assert AnnualReport.objects.get(pk=report.pk).state == state
    else:
        move(report, action, cast, comment="理由")
        assert report.state == target


def test_a_return_needs_a_comment(report, cast):
    AnnualReport.objects.filter(pk=report.pk).update(state=ReportState.SENT)
    with pytest.raises(Refused, match="请写明退回的原因"):
        move(report, ReportAction.RETURN, cast, comment="  ")


def test_content_survives_being_stored(report):
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    content = working_content(full, on=ON)
    assert from_json(to_json(content)) == content


def test_only_a_finalised_report_is_kept_and_rendered_once(report, cast, monkeypatch):
    rendered = []
    for module in (assembling, kept):
        monkeypatch.setattr(module, "render_document", lambda *asked: rendered.append(asked) or b"file")

    def exported():
        full = AnnualReport.objects.with_tree().get(pk=report.pk)
        return render_report(full, "docx", on=ON)

    assert [exported(), exported()] == [b"file", b"file"]
    assert len(rendered) == 2
    move(report, ReportAction.FINALISE, cast)
    assert [exported(), exported()] == [b"file", b"file"]
    assert len(rendered) == 3
