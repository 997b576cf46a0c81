"""年度工作报告: the branch's report to the 组织生活会, from which all other papers have their machine."""

from reports.drafting.draft import draft
from reports.papers.registry import ANNUAL, Paper
from reports.year_records import life_day

PAPER = Paper(
    code=ANNUAL,
    label="年度工作报告",
    title="{branch}{year}年度工作报告",
    season="年底",
    why="在组织生活会上向党员报告，会后报送上级。",
    order=50,
    draft=lambda material: draft(material.records),
    tells_until=life_day,
)
