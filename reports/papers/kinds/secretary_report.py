"""书记抓党建工作述职报告: what the secretary did, the year's figures by work area, problems and what comes next."""

from core.dates import chinese_date
from meetings.enums import LecturerKind, MeetingKind
from rectification.enums import ItemState
from reports.drafting import rectified
from reports.drafting.wording import frame, missing, sentence
from reports.drafting.work import work
from reports.papers.figures import chaired, in_charge, secretary_post, talked
from reports.papers.material import Material, of_year, sections
from reports.papers.registry import Paper
from reports.report.enums import SectionKind
from reports.report.tree import FACT, DraftParagraph, DraftSentence
from reports.year_records import YearRecords, ref


def _opening(material: Material) -> list[DraftParagraph]:
    """Who speaks, in office since when."""
    post = secretary_post(material.records)
    if post is None:
        return [DraftParagraph("preamble", (missing("述职人的姓名和职务"),))]
    drafts = [
        sentence(f"本人{post.member.name}，自{chinese_date(post.starts_on)}起任党支部书记。", ref(post)),
        frame("现将抓党建工作情况述职如下。"),
    ]
    return [DraftParagraph("preamble", tuple(drafts))]


def _own(records: YearRecords) -> list[DraftSentence]:
    """What the secretary did in person; what there is none of is not told."""
    parts = [
        ("主持召开会议{书记主持会议次数}次", chaired(records)),
        (
            "讲党课{书记讲党课次数}次",
            [
                m
                for m in records.meetings_of(MeetingKind.LECTURE)
                if m.lecturer_kind == LecturerKind.SECRETARY
            ],
        ),
        ("与党员谈心谈话{书记谈心谈话次数}次", talked(records)),
    ]
    told = [words for words, rows in parts if rows]
    drafts = [sentence(f"本人{'，'.join(told)}。")] if told else []
    if items := in_charge(records):
        closed = "，已销号{书记负责整改已销号数}项" if any(i.state == ItemState.CLOSED for i in items) else ""
        drafts.append(sentence(f"牵头或负责的上年度整改事项{{书记负责整改数}}项{closed}。"))
    return drafts


def _work(material: Material) -> list[DraftParagraph]:
    """What the secretary did, then the year by work area in figures: examples stand in the annual report."""
    first, *areas = work(material.records)
    drafts = _own(material.records) or [missing("本人抓党建工作的情况")]
    own = DraftParagraph("work:own", (*drafts, first.sentences[-1]))
    return [own, *(_in_figures(paragraph) for paragraph in areas)]


def _in_figures(paragraph: DraftParagraph) -> DraftParagraph:
    lead, *rest = paragraph.sentences
    figures = tuple(one for one in rest if FACT.search(one.text))
    return DraftParagraph(paragraph.slot, (lead, *(figures or rest)), paragraph.marker, paragraph.number)


def _ahead(material: Material) -> list[DraftParagraph]:
    """The measures; the list of items stands behind the annual report."""
    return [one for one in rectified.measures(material.records) if one.slot != rectified.ANNEX_SLOT]


PAPER = Paper(
    code="secretary_report",
    label="书记抓党建述职报告",
    title="{branch}书记{year}年度抓党建工作述职报告",
    season="年底",
    why="党支部书记向上级述职、接受评议用。",
    order=55,
    signer="{secretary}",
    draft=sections(
        (SectionKind.PREAMBLE, "", _opening),
        (SectionKind.WORK, "抓党建工作情况", _work),
        (SectionKind.PROBLEMS, "存在的主要问题", of_year(rectified.problems)),
        (SectionKind.CAUSES, "产生问题的原因", of_year(rectified.causes)),
        (SectionKind.MEASURES, "下一步工作打算", _ahead),
    ),
)
