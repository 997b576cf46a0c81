"""`manage.py compliance`: the same results as the grid, for people and for programs; terms among what is due."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from branch.members.models import MemberStatus, Post
from core.testing import count_queries
from meetings.tests.helpers import hold
from overview.compliance import grid_rows, lines_of
from overview.todo import todos_for

YEAR = 2025
KEYS = {
    "rule",
    "label",
    "wording",
    "source",
    "severity",
    "severity_label",
    "subject",
    "period",
    "period_label",
    "state",
    "state_label",
    "count",
    "needed",
    "detail",
    "due_on",
}


def run(*arguments) -> str:
    out = StringIO()
    call_command("compliance", *arguments, stdout=out)
    return out.getvalue()


def test_json_has_every_cell_of_the_grid(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE")
    hold(cast.branch, "2025-05-20", "GROUP", group=cast.group)
    data = json.loads(run("--branch", cast.branch.code, "--year", str(YEAR), "--json"))
    assert (data["branch"], data["year"]) == ({"code": "alpha", "name": "甲项目党支部"}, YEAR)
    assert data["as_of"] == timezone.localdate().isoformat()
    cells = [
        (line.rule.id, line.label, line.subject_key or "branch", r.period.key, r.state, r.count, r.needed)
        for line in lines_of(cast.branch, YEAR, timezone.localdate())
        for r in line.results
    ]
    names = ("rule", "label", "subject", "period", "state", "count", "needed")
    assert [tuple(entry[name] for name in names) for entry in data["results"]] == cells
    assert all(set(entry) == KEYS for entry in data["results"])
    assert {"M1", "M2", "M3", "M4", "M5", "M6", "M7", "P1", "P4", "O5", "O7"} <= {c[0] for c in cells}
    march = next(e for e in data["results"] if (e["rule"], e["period"]) == ("M2", "2025-03"))
    assert march == march | {
        "wording": "支委会一般每月召开 1 次",
        "source": "《中国共产党支部工作条例（试行）》第十二条",
        "severity": "USUAL",
        "subject": "branch",
        "state": "MET",
        "state_label": "达标",
        "count": 1,
        "needed": 1,
        "detail": "应召开 1 次，已召开 1 次（3月7日）",
    }
    of_group = next(e for e in data["results"] if (e["label"], e["period"]) == ("第一党小组会", "2025-05"))
    assert (of_group["subject"], of_group["state"]) == (f"group:{cast.group.pk}", "MET")


def test_table_reads_calmly(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE")
    text = run("--branch", cast.branch.code, "--year", str(YEAR))
    assert text.startswith("甲项目党支部 2025 年度　截至")
    assert "M2 支委会　支委会一般每月召开 1 次（《中国共产党支部工作条例（试行）》第十二条，一般）" in text
    assert "  3月         达标    1/1      应召开 1 次，已召开 1 次（3月7日）\n" in text
    assert "  第一季度    逾期    0/1      应召开 1 次，已召开 0 次\n" in text
    counted = lines_of(cast.branch, YEAR, timezone.localdate())
    total = sum(len(line.results) for line in counted)
    summary = text.rstrip().rsplit("合计：", 1)[1]
    assert sum(int(part.split()[1]) for part in summary.split("，")) == total


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("code", "year", "words"),
    [
        ("nirgends", "2025", "没有代码为“nirgends”的党支部"),
        ("committee", "2025", "没有代码为“committee”的党支部"),
        ("alpha", "0", "年度 0 不对"),
        ("alpha", "99999", "年度 99999 不对"),
    ],
)
def test_says_what_is_wrong_with_the_call(code, year, words):
    with pytest.raises(CommandError, match=words):
        run("--branch", code, "--year", year, "--json")


@pytest.mark.usefixtures("cast")
def test_year_must_be_a_number():
    with pytest.raises(CommandError, match="year"):
        run("--branch", "alpha", "--year", "去年")


def test_results_of_people_and_posts_span_the_year_below_the_meetings(cast):
    rows = grid_rows(lines_of(cast.branch, 2026, date(2026, 6, 1)), may_record=True)
    labels = [row.label for row in rows]
    assert labels.index("民主评议") < labels.index("学时") < labels.index("支委会设置") < labels.index("任期")
    for row in rows:
        if row.label.startswith(("预备期", "支委会设置", "任期")):
            assert [cell.span for cell in row.cells] == [12]
            assert row.cells[0].url


def terms_due(cast, today: date, year: int | None = None) -> list[tuple[str, str]]:
    lines = lines_of(cast.branch, year or today.year, today)
    rows = todos_for(cast.secretary, cast.branch, today, lines)
    return [(row.title, row.days) for row in rows if row.title.startswith(("预备期", "任期", "支委会设置"))]


def test_terms_are_among_what_is_due_from_their_reminder_on(cast):
    MemberStatus.objects.filter(member=cast.people.probationary).update(starts_on=date(2025, 7, 1))
    Post.objects.filter(branch=cast.branch).update(starts_on=date(2023, 9, 1))
    assert terms_due(cast, date(2026, 2, 28)) == []
    assert terms_due(cast, date(2026, 6, 1)) == [("预备期：吴试六", "30 天"), ("任期", "92 天")]
    assert terms_due(cast, date(2026, 9, 2)) == [("预备期：吴试六", "逾 63 天"), ("任期", "逾 1 天")]
    assert terms_due(cast, date(2026, 9, 2), year=2025) == []
    Post.objects.filter(branch=cast.branch, title="DISCIPLINE").update(ends_on=date(2026, 2, 1))
    assert ("支委会设置", "今天") in terms_due(cast, date(2026, 6, 1))


def test_costs_the_same_queries_however_much_was_recorded(cast):
    hold(cast.branch, "2025-01-20", "COMMITTEE")
    with count_queries() as few:
        lines_of(cast.branch, YEAR, date(2026, 6, 1))
    for month in range(1, 9):
        hold(cast.branch, f"2025-{month:02d}-07", "COMMITTEE")
    with count_queries() as many:
        lines_of(cast.branch, YEAR, date(2026, 6, 1))
    assert len(many) == len(few)
