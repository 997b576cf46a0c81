"""The report of 2024: drafted in the company's own layout, completed, sent and accepted a year before that of 2025."""

from datetime import date, timedelta

from branch.accounts.models import User
from reports.claims.report import ReportClaims
from reports.facts import book_of
from reports.report import services
from reports.report.enums import ReportAction, SectionKind
from reports.report.models import AnnualReport
from reports.report_templates.models import ReportTemplate

from .report_templates import IN_HOUSE
from .world import World, at

YEAR, READ_ON = 2024, date(2025, 1, 17)
# The branch keeps its rectification here since that year.
BEFORE = "2023年度的整改情况，已在2024年1月的组织生活会上通报。整改清单逐项销号，没有结转到本年度的事项。"
WHY = "2023年的整改台账是纸质的，没有录入系统。"


def load(world: World) -> None:
    """As it stood after the 组织生活会 of that year."""
    template, by = ReportTemplate.objects.get(name=IN_HOUSE), world.secretary
    report = services.draft_report(branch=world.branch, year=YEAR, by=by, on=READ_ON, template=template)
    (paragraph,) = report.sections.get(kind=SectionKind.LAST_YEAR).paragraphs.all()
    services.save_paragraph(
        paragraph=paragraph, text=BEFORE, lock_version=paragraph.lock_version, by=by, on=READ_ON
    )
    moves = (
        (ReportAction.FINALISE, by, READ_ON),
        (ReportAction.SEND, by, READ_ON + timedelta(days=3)),
        (ReportAction.ACCEPT, User.objects.get(username="shangji"), READ_ON + timedelta(days=10)),
    )
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    kept = ReportClaims(full, book_of(full, READ_ON), afresh=True).unsettled()
    for action, person, on in moves:
        services.move_report(
            report=report,
            action=action,
            by=person,
            at=at(on, 10),
            decisions={one.sentence.pk: WHY for one in kept} if action == ReportAction.FINALISE else {},
        )
