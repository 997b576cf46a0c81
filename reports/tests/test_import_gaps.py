"""What the checks say of an imported report: the sample's own gap and its recurrence."""

from documents.reading.files import ReportFile
from rectification.problems.gaps import gaps_of, suggested_repeats
from reports.importing.parse import parse_report
from reports.importing.saving import import_report
from reports.tests.old_reports import SAMPLE, sample


def test_the_sample_has_a_problem_without_measure_and_one_that_came_back(cast):
    data = sample()
    import_report(
        branch=cast.branch,
        year=2021,
        parsed=parse_report(data, SAMPLE.name),
        by=cast.secretary,
        source=ReportFile(SAMPLE.name, data),
    )
    gaps = {gap.code: [str(row) for row in gap.rows] for gap in gaps_of(cast.branch, 2021)}
    assert [title[:4] for title in gaps["problem_measure"]] == ["读书学习"]
    assert len(gaps["problem_named"]) == 2
    (repeat,) = suggested_repeats(cast.branch, 2021)
    assert repeat.problem.title.startswith("青年党员培养")
    assert "青年党员培养" in repeat.previous.title
    assert repeat.previous.year == 2020
