"""支委会对照检查材料: what the committee found by the year's 对照 items, why, and what it will do."""

from reports.drafting import rectified
from reports.drafting.draft import by_notice
from reports.drafting.wording import frame, sentence
from reports.papers.material import Material, of_year, sections
from reports.papers.registry import Paper
from reports.report.enums import SectionKind
from reports.report.tree import DraftParagraph
from reports.year_records import ref


def _opening(material: Material) -> list[DraftParagraph]:
    """By which notice, and how the committee prepared."""
    records = material.records
    parts = []
    if records.opinions:
        parts.append("征求意见{征求意见条数}条")
    if records.talks:
        parts.append("开展谈心谈话{谈心谈话次数}次")
    if records.findings:
        parts.append("查摆问题{查摆问题数}个")
    lead = f"{records.board}认真开展对照检查"
    drafts = [by_notice(records, f"{lead}。")]
    if parts:
        drafts.append(
            sentence(
                f"会前，{'，'.join(parts)}。",
                *([ref(records.branch)] if not records.opinions and not records.findings else []),
            )
        )
    drafts.append(frame("现将对照检查情况汇报如下。"))
    return [DraftParagraph("preamble", tuple(drafts))]


def _findings(material: Material) -> list[DraftParagraph]:
    """By 对照 items; how opinions were collected stands at the beginning."""
    told = rectified.findings(material.records)
    return told[1:] or told


PAPER = Paper(
    code="committee_check",
    label="支委会对照检查材料",
    title="{branch}{board}{year}年度组织生活会对照检查材料",
    season="会前",
    why="支委会在组织生活会上作对照检查用，会前可以请上级审看。",
    order=30,
    draft=sections(
        (SectionKind.PREAMBLE, "", _opening),
        (SectionKind.LAST_YEAR, "上年度整改措施落实情况", of_year(rectified.last_year)),
        (SectionKind.FINDINGS, "存在的主要问题", _findings),
        (SectionKind.CAUSES, "产生问题的原因分析", of_year(rectified.causes)),
        (SectionKind.MEASURES, "努力方向和整改措施", of_year(rectified.measures)),
    ),
)
