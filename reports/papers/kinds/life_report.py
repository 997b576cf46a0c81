"""组织生活会情况报告: to the superior organisation, after the meeting, of how it was prepared and held and what came of it."""

from django.utils.timezone import localtime

from core.dates import chinese_date
from meetings.cycle.enums import CycleStep, Grade
from meetings.cycle.models import CycleNote
from meetings.enums import ItemKind
from meetings.meeting.models import Meeting
from rectification.enums import ItemMode, ItemState
from reports.drafting.rectified import ANNEX_SLOT
from reports.drafting.wording import bare, ended, frame, missing, quoted, sentence
from reports.papers.figures import in_mode, in_state, life_meeting
from reports.papers.material import Material, sections
from reports.papers.registry import Paper
from reports.report.enums import Marker, SectionKind
from reports.report.tree import DraftParagraph, DraftSentence
from reports.report_templates.enums import PaperForm
from reports.year_records import YearRecords, ref, refs


def _opening(material: Material) -> list[DraftParagraph]:
    meeting = life_meeting(material.records)
    if meeting is None:
        return [DraftParagraph("preamble", (missing("组织生活会的日期"),))]
    day, year = chinese_date(localtime(meeting.starts_at).date()), material.records.year
    drafts = [
        sentence(f"{day}，党支部召开{year}年度组织生活会。", ref(meeting)),
        frame("现将有关情况报告如下。"),
    ]
    return [DraftParagraph("preamble", tuple(drafts))]


def _prepared(material: Material) -> list[DraftParagraph]:
    """What went before: opinions, talks, what was found."""
    records, drafts = material.records, []
    if records.opinions:
        drafts.append(sentence("会前征求意见{征求意见条数}条。"))
    if records.talks:
        drafts.append(sentence("开展谈心谈话{谈心谈话次数}次。", ref(records.branch)))
    if records.findings:
        named = next((item for item in records.framework if bare(item.phrase)), None)
        by = f"按照“{bare(named.phrase).strip('“”')}”的要求，" if named else ""
        drafts.append(
            sentence(f"{by}{records.board}查摆问题{{查摆问题数}}个。", *refs([named] if named else []))
        )
    if records.last_year_items:
        drafts.append(_last_year(records))
    drafts += _noted(records, CycleStep.MATERIAL)
    return [DraftParagraph("preparation", tuple(drafts or [missing("会前学习、征求意见和谈心谈话的情况")]))]


def _last_year(records: YearRecords) -> DraftSentence:
    closed = (
        "，已销号{上年已销号数}项"
        if any(i.state == ItemState.CLOSED for i in records.own_last_year_items)
        else ""
    )
    if not records.own_last_year_items:
        return sentence("此前年度结转的整改事项{结转整改事项数}项。")
    return sentence(f"上年度整改事项{{上年整改事项数}}项{closed}。")


def _noted(records: YearRecords, step: str) -> list[DraftSentence]:
    """What the year's cycle notes of a step say, as of the day."""
    rows = (
        CycleNote.objects.of_branch(records.branch)
        .in_year(records.year)
        .filter(step=step, on__lte=records.on)
    )
    return [draft for note in rows.order_by("on", "pk") for draft in quoted(note.text, ref(note))]


def _held(material: Material) -> list[DraftParagraph]:
    """Who came, what was on the agenda, what was said, how it was voted, what the superior said."""
    meeting = life_meeting(material.records)
    if meeting is None:
        return [DraftParagraph("meeting", (missing("会议召开的情况"),))]
    told = [
        ("roll", _came(meeting)),
        ("agenda", _agenda(meeting)),
        ("criticism", _said(material.records)),
        ("appraisal", _appraised(material.records)),
        ("review", [*_reviewed(meeting), *_noted(material.records, CycleStep.COMMENTS)]),
    ]
    return [DraftParagraph(f"meeting:{slot}", tuple(drafts)) for slot, drafts in told if drafts]


def _came(meeting: Meeting) -> list[DraftSentence]:
    chair = f"会议由{meeting.chair.name}主持，" if meeting.chair else ""
    drafts = [
        sentence(f"{chair}应到党员{{组织生活会应到人数}}名，实到{{组织生活会实到人数}}名。", ref(meeting))
    ]
    if guests := [bare(line) for line in meeting.guests.splitlines() if bare(line)]:
        drafts.append(sentence(f"列席会议的有{'、'.join(guests)}。", ref(meeting)))
    return drafts


def _agenda(meeting: Meeting) -> list[DraftSentence]:
    titles = [bare(item.title) for item in meeting.agenda.all() if bare(item.title)]
    return [sentence(f"会议议程为：{'；'.join(titles)}。", ref(meeting))] if titles else []


def _said(records: YearRecords) -> list[DraftSentence]:
    """Counted, without names and without what was said."""
    parts = []
    if any(one.is_self for one in records.said_now):
        parts.append("{本年自我批评人数}名党员作了自我批评")
    if any(not one.is_self for one in records.said_now):
        parts.append("党员之间提出批评意见{本年批评意见条数}条")
    meetings = {one.meeting_id: one.meeting for one in records.said_now}
    return (
        [sentence(f"会上，{'，'.join(parts)}。", *refs(meetings.values()))]
        if parts
        else [missing("批评与自我批评的情况")]
    )


def _appraised(records: YearRecords) -> list[DraftSentence]:
    grades = [grade for grade in Grade if any(entry.grade == grade for entry in records.graded_now)]
    drafts = []
    if grades and records.round_now:
        told = "、".join(f"{grade.label}{{本年评议{grade.label}人数}}名" for grade in grades)
        drafts.append(sentence(f"民主评议党员评定{told}。", ref(records.round_now)))
    if records.rated_now and records.round_now:
        told = "；".join(f"对{body.label}的测评为{{本年测评{body.label}情况}}" for body in records.rated_now)
        drafts.append(sentence(f"民主测评中，{told}。", ref(records.round_now)))
    return drafts


def _reviewed(meeting: Meeting) -> list[DraftSentence]:
    """What was said of the meeting itself (点评), as the minutes have it."""
    items = [item for item in meeting.agenda.all() if item.kind == ItemKind.REVIEW and bare(item.discussion)]
    return [draft for item in items for draft in quoted(item.discussion, ref(meeting))]


def _found(material: Material) -> list[DraftParagraph]:
    rows = material.records.findings or material.records.main_problems
    if not rows:
        return [DraftParagraph("findings", (missing("查摆出的主要问题"),))]
    return [
        DraftParagraph(f"findings:{one.pk}", (sentence(ended(one.title), ref(one)),), Marker.ORDINAL, number)
        for number, one in enumerate(rows, start=1)
    ]


def _rectified(material: Material) -> list[DraftParagraph]:
    """How many measures, of which kind, how far, and the public notice."""
    records = material.records
    if not records.items:
        return [DraftParagraph("measures", (missing("整改措施的制定和落实情况"),))]
    modes = [f"{mode.label}{{本年{mode.label}数}}项" for mode in ItemMode if in_mode(mode)(records)]
    split = f"，其中{'、'.join(modes)}" if len(modes) > 1 else ""
    drafts = [sentence(f"针对查摆的问题，制定整改措施{{整改措施数}}项{split}。")]
    states = {"已销号": ItemState.CLOSED, "长期坚持": ItemState.LONG_TERM}
    parts = [f"{word}{{本年{word}数}}项" for word, state in states.items() if in_state(state)(records)]
    day = chinese_date(records.on)
    drafts += [sentence(f"到{day}，{'、'.join(parts)}。", ref(records.branch))] if parts else []
    drafts += _noted(records, CycleStep.ITEMS)
    annex = sentence("各项措施的责任人和时限见所附整改清单。", *refs(records.items))
    return [DraftParagraph("measures", tuple(drafts)), DraftParagraph(ANNEX_SLOT, (annex,))]


def _closing(_: Material) -> list[DraftParagraph]:
    return [DraftParagraph("closing", (frame("特此报告。"),))]


PAPER = Paper(
    code="life_report",
    label="组织生活会情况报告",
    title="{branch}关于{year}年度组织生活会情况的报告",
    season="会后",
    why="会后报送上级组织：会前准备、会议召开、查摆的问题和整改安排。",
    order=60,
    form=PaperForm.SUBMITTED,
    recipient="{superior}",
    draft=sections(
        (SectionKind.PREAMBLE, "", _opening),
        (SectionKind.PREPARATION, "会前准备情况", _prepared),
        (SectionKind.MEETING, "会议召开情况", _held),
        (SectionKind.FINDINGS, "查摆的主要问题", _found),
        (SectionKind.MEASURES, "整改安排和落实情况", _rectified),
        (SectionKind.CLOSING, "", _closing),
    ),
)
