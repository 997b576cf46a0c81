"""Templates of reports: the project's branch writes seven sections, the committee above offers five to be sent in."""

from branch.organisations.models import Organisation
from reports.report_templates.enums import Annex, Draws, PaperForm
from reports.report_templates.models import ReportTemplate, TemplateSection
from reports.report_templates.plan import STANDARD
from reports.report_templates.services import create_template

from . import house
from .world import World

# Heading, what it draws on, agreed length.
Row = tuple[str, tuple[Draws, ...], tuple[int, int]]
SEVEN: tuple[Row, ...] = (
    ("上年度整改落实情况", (Draws.LAST_YEAR,), (0, 0)),
    ("党内集中学习教育情况", (Draws.CAMPAIGNS,), (0, 0)),
    ("一年来党支部主要工作", (Draws.WORK,), (1500, 5000)),
    ("征求意见和查摆问题情况", (Draws.FINDINGS,), (0, 0)),
    ("主要问题及原因分析", (Draws.PROBLEMS, Draws.CAUSES), (600, 3000)),
    ("下一步努力方向和措施", (Draws.MEASURES,), (0, 0)),
    ("需要上级党委支持的事项", (), (0, 0)),
)
FIVE: tuple[Row, ...] = (
    ("上年度组织生活会整改情况", (Draws.LAST_YEAR,), (0, 0)),
    ("年度主要工作", (Draws.WORK,), (0, 0)),
    ("查摆的问题", (Draws.FINDINGS, Draws.PROBLEMS), (0, 0)),
    ("原因分析", (Draws.CAUSES,), (0, 0)),
    ("整改措施", (Draws.MEASURES,), (0, 0)),
)


# The usual six in the company's layout.
IN_HOUSE = "公司版式（六部分）"
SIX: tuple[Row, ...] = tuple((one.heading, one.draws, (0, 0)) for one in STANDARD.sections)


def _sections(rows: tuple[Row, ...]) -> list[TemplateSection]:
    return [
        TemplateSection(
            heading=heading,
            draws=[draw.value for draw in draws],
            fewest=fewest,
            most=most,
            source="公司党委关于年度工作报告的要求" if most else "",
        )
        for heading, draws, (fewest, most) in rows
    ]


def load(world: World, top: Organisation) -> None:
    """Both templates; the report of the demo keeps the usual six sections."""
    create_template(
        ReportTemplate(
            branch=world.branch,
            name="项目部七部分报告",
            annexes=[Annex.CHECKLIST.value, Annex.STATISTICS.value],
            created_by=world.secretary,
        ),
        sections=_sections(SEVEN),
        by=world.secretary,
    )
    create_template(
        ReportTemplate(
            branch=top,
            name="公司党委报送版（五部分）",
            form=PaperForm.SUBMITTED,
            annexes=[Annex.LEDGER.value, Annex.STATISTICS.value, Annex.ROLL.value],
            is_offered=True,
        ),
        sections=_sections(FIVE),
        by=None,
    )
    create_template(
        ReportTemplate(branch=top, name=IN_HOUSE, house=house.load(top), is_offered=True),
        sections=_sections(SIX),
        by=None,
    )
