"""Who gets which answer from the pages of 请示, 批复 and their numbers."""

from datetime import UTC, date, datetime

from reports.numbers.models import OutsideNumber
from reports.report import services
from reports.report.enums import ReportState
from reports.report.models import AnnualReport
from reports.rulings.enums import Decision
from reports.rulings.models import ReceivedRuling

WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*WRITERS, *MEMBERS, "superior", "outsider", "administrator")
ON, AT = date(2026, 2, 4), datetime(2026, 2, 4, 9, tzinfo=UTC)


def _roles(default: int, *, writers: int, **named: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, default) | dict.fromkeys(WRITERS, writers) | named | {"anonymous": 302}


MATRIX: dict[str, dict[str, int]] = {
    # A superior officer sees and keeps the register of the own unit.
    "reports:number_list": _roles(403, writers=200, superior=200, outsider=200),
    "reports:number_create": _roles(403, writers=200, superior=200, outsider=200),
    "reports:number_detail": _roles(404, writers=200, superior=200),
    "reports:number_update": _roles(404, writers=200, superior=403),
    "reports:ruling_create": _roles(404, writers=403, superior=200),
    "reports:received_create": _roles(404, writers=200, superior=403),
    "reports:received_detail": _roles(404, writers=200, superior=200),
    "reports:received_update": _roles(404, writers=200, superior=403),
}


def make_request(cast, subject: str) -> AnnualReport:
    """A 请示 of the cast's branch, numbered and sent."""
    new = AnnualReport(branch=cast.branch, year=ON.year, paper="request", subject=subject, code="甲项目党支")
    report = services.draft_paper(report=new, by=cast.secretary, on=ON)
    for paragraph in report.sections.get(kind="matter").paragraphs.all():
        services.leave_out_paragraph(paragraph=paragraph, by=cast.secretary)
    for action in ("FINALISE", "SEND"):
        services.move_report(report=report, action=action, by=cast.secretary, at=AT)
    return AnnualReport.objects.get(pk=report.pk)


def make_objects(cast) -> dict[str, dict]:
    """Arguments of every page: a 请示 that waits, one that was answered on paper, a number."""
    count = AnnualReport.objects.count()
    waiting, answered = (make_request(cast, f"事项{count + place}") for place in range(2))
    received = ReceivedRuling.objects.create(
        branch=cast.branch,
        request=answered,
        issuer="试验公司党委",
        number=f"试党〔2026〕{count}号",
        issued_on=ON,
        decision=Decision.AGREED,
    )
    AnnualReport.objects.filter(pk=answered.pk).update(state=ReportState.ACCEPTED)
    number = OutsideNumber.objects.create(
        branch=cast.branch, year=2025, code="甲项目党支", number=3, title="先前的请示"
    )
    return {
        "reports:number_list": {},
        "reports:number_create": {},
        "reports:number_detail": {"pk": number.pk},
        "reports:number_update": {"pk": number.pk},
        "reports:ruling_create": {"pk": waiting.pk},
        "reports:received_create": {"pk": waiting.pk},
        "reports:received_detail": {"pk": received.pk},
        "reports:received_update": {"pk": received.pk},
    }
