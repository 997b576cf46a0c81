"""The demo's papers of the season: how many of their sentences are backed, and what is still to be filled in."""

import pytest
from django.core.management import call_command

from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.facts import book_of
from reports.papers import registry
from reports.report.enums import ReportState
from reports.report.models import AnnualReport

from .conftest import TODAY

pytestmark = pytest.mark.django_db
# Gaps that the demo's records leave in its drafts.
GAPS = {
    "half_year": 2,
    "campaign": 1,
    "committee_check": 0,
    "secretary_report": 0,
    "life_report": 0,
    "rectification_plan": 0,
}


def papers(demo):
    rows = AnnualReport.objects.filter(branch=demo.branch, year=2025).exclude(paper=registry.ANNUAL)
    return rows.with_tree()


def test_every_sentence_of_a_paper_is_backed_or_marked(demo, capsys):
    found = {}
    for report in papers(demo).filter(member__isnull=True):
        states = [one.checked.state for one in ReportClaims(report, book_of(report, TODAY), afresh=True)]
        assert set(states) <= {Backing.BACKED, Backing.FRAME, Backing.GAP}, report.title
        found[report.paper] = states.count(Backing.GAP)
    assert found == GAPS
    call_command("check_report", branch="xiangmu", year=2025, paper="all")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(GAPS) + 1
    assert all("（100%）" in line for line in lines)


def test_an_outline_is_handed_in_and_another_is_not(demo):
    own = papers(demo).filter(member__isnull=False)
    assert {one.member.name: one.state for one in own} == {
        "郑长河": ReportState.SENT,
        "罗志远": ReportState.DRAFT,
    }
    assert [one.member.name for one in own if one in AnnualReport.objects.visible_to(demo.secretary)] == [
        "郑长河"
    ]
