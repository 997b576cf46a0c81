"""Templates of five and seven sections as units have them."""

from branch.organisations.models import Organisation
from reports.report_templates.enums import Annex, PaperForm
from reports.report_templates.models import ReportTemplate, TemplateSection
from reports.report_templates.services import create_template

# Heading, what it draws on, work areas.
SEVEN = (
    ("上年度组织生活会问题整改落实情况", ["last_year"], ""),
    ("党内集中学习教育开展情况", ["campaigns"], ""),
    ("征求意见情况", ["opinions"], ""),
    ("支部班子查摆出的问题", ["findings"], ""),
    ("一年来主要工作", ["work"], ""),
    ("主要问题及原因分析", ["problems", "causes"], ""),
    ("下一步改进措施", ["measures"], ""),
)
FIVE = (
    ("上年度整改情况", ["last_year"], ""),
    ("一年来工作", ["work"], ""),
    ("存在的问题和原因", ["findings", "problems", "causes"], ""),
    ("改进措施", ["measures"], ""),
    ("需要上级帮助解决的问题", [], ""),
)


def make_template(branch: Organisation, sections=SEVEN, **fields) -> ReportTemplate:
    """A template of the branch, 报送版 with every annex unless told otherwise."""
    fields = {
        "name": f"{len(sections)}部分",
        "form": PaperForm.SUBMITTED,
        "annexes": [one.value for one in Annex],
        **fields,
    }
    rows = [TemplateSection(heading=heading, draws=draws, areas=areas) for heading, draws, areas in sections]
    return create_template(ReportTemplate(branch=branch, **fields), sections=rows, by=None)
