"""半年工作总结: the records of January to June as of 30 June, and what is planned and still open for the second half."""

from datetime import date

from meetings.enums import MeetingKind
from meetings.plan.models import MeetingPlanItem
from reports.drafting import rectified
from reports.drafting.telling import named, quotes
from reports.drafting.wording import bare, missing, sentence
from reports.drafting.work import work
from reports.papers.figures import OPEN
from reports.papers.material import Material, of_year, sections
from reports.papers.registry import Paper
from reports.report.enums import Marker, SectionKind
from reports.report.tree import DraftParagraph, DraftSentence
from reports.year_records import YearRecords, refs
from study.enums import PERIOD_SPANS
from study.plan.models import PlanItem

# The first month of the second half of a year.
SECOND_HALF = 7
# So many themes of planned meetings are named.
NAMED = 6


def _until(_branch, year: int) -> date:
    return date(year, 6, 30)


def _short(material: Material) -> list[DraftParagraph]:
    """Rectification that was not finished by then."""
    records, parts = material.records, []
    if any(item.state in OPEN for item in records.own_last_year_items):
        parts.append("上年度整改事项还有{上年未完成数}项没有完成")
    if any(item.state in OPEN for item in records.carried_items):
        parts.append("更早年度结转的还有{结转未完成数}项没有完成")
    drafts = [sentence(f"{'，'.join(parts)}。")] if parts else [missing("上半年工作中存在的不足")]
    return [DraftParagraph("problems", tuple(drafts))]


def _ahead(material: Material) -> list[DraftParagraph]:
    """What the plans of meetings and of study have for the second half, and what is to be put right."""
    records = material.records
    told = [*_meetings(records), *_study(records), *_due(records)]
    if not told:
        return [DraftParagraph("measures", (missing("下半年工作打算"),))]
    return [
        DraftParagraph(f"measures:{slot}", (draft,), Marker.ARABIC, number)
        for number, (slot, draft) in enumerate(told, start=1)
    ]


def _meetings(records: YearRecords) -> list[tuple[str, DraftSentence]]:
    rows = (
        MeetingPlanItem.objects.of_branch(records.branch).in_year(records.year).filter(month__gte=SECOND_HALF)
    )
    planned = list(rows.select_related("group").order_by("month", "pk"))
    if not planned:
        return []
    kinds = "、".join(MeetingKind(kind).label for kind in dict.fromkeys(row.kind for row in planned))
    drafts = [("meetings", sentence(f"按照年度会议计划，按期组织{kinds}。", *refs(planned)))]
    themes = {bare(row.theme): row for row in planned if bare(row.theme)}
    if themes:
        words, tail = named(themes.items(), most=NAMED)
        told = f"计划中的会议主题有{quotes(words)}{tail}。"
        drafts.append(("themes", sentence(told, *refs({row.pk: row for _, row in words}.values()))))
    return drafts


def _study(records: YearRecords) -> list[tuple[str, DraftSentence]]:
    rows = PlanItem.objects.of_branch(records.branch).in_year(records.year).order_by("period", "pk")
    planned = [row for row in rows if PERIOD_SPANS[row.period](records.year)[1] > _until(None, records.year)]
    words, tail = named(((row.topic, row) for row in planned), most=NAMED)
    told = f"按照年度学习计划，学习安排有{quotes(words)}{tail}。"
    return [("study", sentence(told, *refs(row for _, row in words)))] if words else []


def _due(records: YearRecords) -> list[tuple[str, DraftSentence]]:
    items = [item for item in records.last_year_items if item.state in OPEN]
    return [("items", sentence("继续推进没有完成的整改事项，按时限销号。", *refs(items)))] if items else []


PAPER = Paper(
    code="half_year",
    label="半年工作总结",
    title="{branch}{year}年上半年工作总结",
    season="七月",
    why="上半年的记录到六月三十日为止，报送上级或在党员大会上通报。",
    order=10,
    draft=sections(
        (SectionKind.WORK, "上半年工作情况", of_year(work)),
        (SectionKind.LAST_YEAR, "上年度整改推进情况", of_year(rectified.last_year)),
        (SectionKind.PROBLEMS, "存在的不足", _short),
        (SectionKind.MEASURES, "下半年工作打算", _ahead),
    ),
    tells_until=_until,
)
