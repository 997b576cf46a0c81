"""请示: one matter, put to the superior organisation with a number; it rests on the decision that it follows."""

from django.utils.timezone import localtime

from core.dates import chinese_date
from meetings.enums import MeetingKind
from meetings.meeting.agenda_items import AgendaItem
from reports.drafting.wording import bare, ended, frame, missing, sentence
from reports.papers.material import Material, sections
from reports.papers.registry import REQUEST, Paper
from reports.report.enums import ReportAction, ReportState, SectionKind
from reports.report.tree import DraftParagraph, DraftSentence
from reports.report_templates.enums import PaperForm
from reports.year_records import ref

FORMULA = "妥否，请批示。"


def matter_of(item: AgendaItem) -> str:
    """What an agenda item is about, without the words that titles begin and end with."""
    title = bare(item.title)
    for word in ("研究", "讨论", "审议", "关于"):
        title = title.removeprefix(word)
    return title.removesuffix("事项")


def decision_on(material: Material) -> AgendaItem | None:
    """The newest decision of a meeting on a matter of these words."""
    subject = bare(material.report.subject)
    items = [
        item
        for meeting in material.records.meetings
        for item in meeting.agenda.all()
        if bare(item.decision) and matter_of(item) == subject
    ]
    return items[-1] if items else None


def _matter(material: Material) -> list[DraftParagraph]:
    """Why, by whose decision, and what is asked."""
    item = decision_on(material)
    reason = DraftParagraph("matter:reason", (missing("请示的缘由：背景、现状和依据"),))
    if item is None:
        asked = (missing(f"关于{bare(material.report.subject)}，具体请示什么"),)
        return [reason, DraftParagraph("matter:asked", asked)]
    return [reason, DraftParagraph(f"matter:decision:{item.pk}", tuple(_decided(item)))]


def _decided(item: AgendaItem) -> list[DraftSentence]:
    meeting = item.meeting
    day, kind = chinese_date(localtime(meeting.starts_at).date()), MeetingKind(meeting.kinds[0]).label
    lead = sentence(f"{day}，{kind}研究了{matter_of(item)}，决定：{ended(item.decision)}", ref(meeting))
    return [lead, sentence(f"现就{matter_of(item)}事项提出请示。", ref(meeting))]


def _formula(_: Material) -> list[DraftParagraph]:
    return [DraftParagraph("closing", (frame(FORMULA),))]


PAPER = Paper(
    code=REQUEST,
    label="请示",
    title="{branch}关于{subject}的请示",
    season="需要时",
    why="一文一事，报上级批准；定稿时按顺序给号，批复由上级作出。",
    order=80,
    form=PaperForm.SUBMITTED,
    is_numbered=True,
    subject="请示事项",
    begin="reports:request_create",
    recipient="{superior}",
    draft=sections((SectionKind.MATTER, "", _matter), (SectionKind.CLOSING, "", _formula)),
    state_labels={ReportState.ACCEPTED: "上级已批复"},
    action_labels={ReportAction.ACCEPT: "已另行批复"},
)
