"""What the records of a year hold for each section of a report, before it is drafted."""

from dataclasses import dataclass
from datetime import date

from branch.models import Organisation

from .drafting.headings import HEADINGS
from .year_records import YearRecords


@dataclass(frozen=True)
class OverviewLine:
    """A section and the records it will be drafted from."""

    heading: str
    figures: str
    is_empty: bool
    list_url: str


def year_overview(branch: Organisation, year: int, on: date) -> list[OverviewLine]:
    """One line per section of the report."""
    r = YearRecords(branch, year, on)
    lines = [
        ("last_year", [("上年度整改事项", len(r.last_year_items), "项")], "rectification:item_list"),
        (
            "findings",
            [("征求意见", len(r.opinions), "条"), ("查摆问题", len(r.findings), "个")],
            "rectification:problem_list",
        ),
        (
            "work",
            [
                ("会议", len(r.meetings), "次"),
                ("活动", len(r.activities), "次"),
                ("学习任务", len(r.tasks), "项"),
                ("工作领域", len(r.work_areas), "个"),
            ],
            "activities:activity_list",
        ),
        ("problems", [("主要问题", len(r.main_problems), "个")], "rectification:problem_list"),
        ("causes", [("原因", len(r.causes), "条")], "rectification:problem_list"),
        (
            "measures",
            [("措施", len(r.measures), "条"), ("整改事项", len(r.items), "项")],
            "rectification:item_list",
        ),
    ]
    return [
        OverviewLine(
            HEADINGS[kind],
            "，".join(f"{label} {count} {unit}" for label, count, unit in figures),
            not any(count for _, count, _ in figures),
            url,
        )
        for kind, figures, url in lines
    ]
