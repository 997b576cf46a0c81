"""批复: the superior organisation's answer to one 请示, with a number of its own; the branch sees it once it is issued."""

from reports.drafting.wording import bare, frame, sentence
from reports.papers.material import Material, sections
from reports.papers.registry import RULING, Drafter, Paper
from reports.report.enums import ReportAction, ReportState, SectionKind
from reports.report.models import AnnualReport
from reports.report.tree import DraftParagraph
from reports.report_templates.enums import PaperForm
from reports.rulings.services import follow
from reports.year_records import ref


def _asked(material: Material) -> AnnualReport:
    if material.report.answers_to is None:
        raise ValueError("a ruling answers a request")
    return material.report.answers_to


def _opening(material: Material) -> list[DraftParagraph]:
    """Which 请示 is answered, by title and number."""
    request = _asked(material)
    number = f"（{request.number_told}）" if request.number_told else ""
    received = sentence(f"你支部《{request.title}》{number}收悉。", ref(request))
    return [DraftParagraph("preamble", (received, frame("经研究，现批复如下。")))]


def _decision(material: Material) -> list[DraftParagraph]:
    """The answer itself; what is asked with it was typed and stands below."""
    request = _asked(material)
    told = f"{material.report.get_decision_display()}{bare(request.subject)}。"
    return [DraftParagraph("matter:decision", (sentence(told, ref(request)),))]


def _formula(_: Material) -> list[DraftParagraph]:
    return [DraftParagraph("closing", (frame("此复。"),))]


PAPER = Paper(
    code=RULING,
    label="批复",
    title="{branch}关于{consent}{subject}的批复",
    season="收到请示后",
    why="上级对本支部请示的答复；印发以后支部看得到。",
    order=90,
    form=PaperForm.SUBMITTED,
    drafted_by=Drafter.SUPERIOR,
    is_numbered=True,
    subject="请示事项",
    recipient="{asker}",
    receiver="支部",
    annexes=(),
    without=frozenset({ReportAction.SUBMIT, ReportAction.RETURN}),
    on_move=follow,
    own_words="批复意见",
    draft=sections(
        (SectionKind.PREAMBLE, "", _opening),
        (SectionKind.MATTER, "", _decision),
        (SectionKind.CLOSING, "", _formula),
    ),
    state_labels={
        ReportState.FINAL: "已定稿，未印发",
        ReportState.SENT: "已印发",
        ReportState.ACCEPTED: "支部已签收",
    },
    action_labels={
        ReportAction.SEND: "印发",
        ReportAction.RECALL: "撤回",
        ReportAction.ACCEPT: "签收",
    },
)
