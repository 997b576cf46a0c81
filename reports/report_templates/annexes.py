"""The annexes of a report from the records of its year, as content."""

from collections.abc import Callable

from branch.members.structure import Share, structure_of
from core.dates import chinese_date
from documents.content import Block, Paragraph, Table
from meetings.documents import statistics as statistics_documents
from meetings.rules.statistics import statistics_of
from rectification.items.models import RectificationItem
from rectification.ledger.documents import item_ledger
from rectification.ledger.sheet import ledger_rows
from reports.report.document import AnnexContent
from reports.year_records import YearRecords

from .enums import CAMPAIGN_LEDGER, Annex


def ledger(records: YearRecords) -> AnnexContent:
    """整改台账 of the year's items, turned."""
    items = RectificationItem.objects.filter(pk__in=[item.pk for item in records.items])
    rows = ledger_rows(items.for_ledger().order_by("year", "problem__order", "pk"))
    title = f"{records.year}年度整改台账"
    paper = item_ledger(rows, issuer=records.branch.name, title=title, on=records.on).to_document()
    return AnnexContent(title, paper.blocks)


def statistics(records: YearRecords) -> AnnexContent:
    """三会一课统计表: what was held by month, and who came."""
    paper = statistics_documents.to_document(
        statistics_of(records.branch, records.year, records.on), on=records.on
    )
    return AnnexContent(f"{records.year}年度三会一课统计表", paper.blocks)


def roll(records: YearRecords) -> AnnexContent:
    """党员名册统计: the members on the roll by status, age, sex and title; health is not in it."""
    made_up = structure_of(records.branch, records.on, sees_health=False)
    groups: list[tuple[str, tuple[Share, ...]]] = [
        ("党员类别", made_up.statuses),
        ("年龄", made_up.ages),
        ("性别", made_up.genders),
        ("职称", made_up.titles),
    ]
    rows = tuple(
        (name if first else "", one.label, str(one.count), f"{one.percent}%")
        for name, shares in groups
        for first, one in ((place == 0, share) for place, share in enumerate(shares))
    )
    average = f"，平均年龄{made_up.average_age}岁" if made_up.average_age is not None else ""
    blocks: tuple[Block, ...] = (
        Paragraph.of(f"截至{chinese_date(records.on)}，党支部在册党员{made_up.total}名{average}。"),
        Table(("项目", "类别", "人数", "占比"), rows, (3, 5, 2, 2)),
    )
    return AnnexContent("党员名册统计", blocks)


def campaign_ledger(records: YearRecords) -> AnnexContent:
    """The problems of the study campaign that is told as a whole, a row for each item; without problems it is empty."""
    rows: list[tuple[str, ...]] = []
    for tagged in (one for one in records.tagged if one.campaign == records.campaign):
        for problem in tagged.problems:
            told = [
                (one.content, one.people_told, one.due_told, str(one.get_state_display()))
                for one in tagged.items_of(problem)
            ]
            rows += [(problem.title, *row) for row in told or [("", "", "", "还没有整改措施")]]
    header = ("序号", "问题", "整改措施", "责任人", "时限", "完成情况")
    lines = tuple((str(number), *row) for number, row in enumerate(rows, start=1))
    return AnnexContent("问题和整改台账", (Table(header, lines, (2, 6, 7, 3, 4, 3)),) if rows else ())


# 整改清单 stands in the report itself (`AnnualContent.annex`), as every frozen version has it.
MADE: dict[str, Callable[[YearRecords], AnnexContent]] = {
    Annex.LEDGER: ledger,
    Annex.STATISTICS: statistics,
    Annex.ROLL: roll,
    CAMPAIGN_LEDGER: campaign_ledger,
}


def annexes_of(chosen: list[str], records: YearRecords) -> tuple[AnnexContent, ...]:
    """Those that were chosen and have something to tell, in their usual order."""
    made = (make(records) for annex, make in MADE.items() if annex in chosen)
    return tuple(one for one in made if one.blocks)
