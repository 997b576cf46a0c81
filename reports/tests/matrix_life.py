"""Who gets which answer from the pages of a report's life: deliberation, comments, sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from reports.report import services as report_services
from reports.report.enums import ReportAction
from reports.report.models import AnnualReport, Paragraph, Section, Sentence
from reports.review import services
from reports.review.models import Answer
from reports.review.seats import seats_of

AT = datetime(2026, 1, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*WRITERS, *MEMBERS, "superior", "outsider", "administrator")


def _roles(default: int, *, writers: int, **named: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, default) | dict.fromkeys(WRITERS, writers) | named | {"anonymous": 302}


# All of a report that was sent: the superior officer reads it, and nothing of what the branch says among itself.
MATRIX: dict[str, dict[str, int]] = {
    "reports:report_review": _roles(404, writers=200, superior=403),
    "reports:report_review_meeting": _roles(404, writers=403, superior=403),
    "reports:report_send": _roles(404, writers=403, superior=403),
    "reports:report_comments": _roles(404, writers=200, superior=200),
    "reports:report_comment": _roles(404, writers=200, superior=200),
    "reports:comment_marks": _roles(404, writers=200, superior=200),
    "reports:report_compare": _roles(404, writers=200, superior=200),
    "reports:report_read": _roles(404, writers=200, superior=200),
    "reports:version_detail": _roles(404, writers=200, superior=200),
    "reports:version_file": _roles(404, writers=200, superior=200),
    "reports:comment_reply": _roles(404, writers=422, superior=422),
    "reports:comment_withdraw": _roles(404, writers=403, superior=302),
}
POST_ONLY = {"reports:report_review_meeting", "reports:comment_reply", "reports:comment_withdraw"}


def sent_report(cast, report: AnnualReport) -> AnnualReport:
    """The report, deliberated on by one member of the committee, finalised and sent."""
    missing = Paragraph.objects.filter(section__report=report, sentences__support="GAP").values_list(
        "pk", flat=True
    )
    Paragraph.objects.filter(pk__in=list(missing)).update(is_left_out=True)

    def move(action: str) -> None:
        stored = Sentence.objects.filter(paragraph__section__report=report).values_list("pk", flat=True)
        reasons = dict.fromkeys(stored, "会上所说")
        report_services.move_report(report=report, action=action, by=cast.secretary, at=AT, decisions=reasons)

    move(ReportAction.SUBMIT)
    seat = seats_of(cast.branch, AT.date())[1]
    services.answer_review(
        report=report, seat=seat, choice="OPINION", words="写具体些", seen=[], by=cast.committee, at=AT
    )
    move(ReportAction.FINALISE)
    move(ReportAction.SEND)
    return AnnualReport.objects.get(pk=report.pk)


def make_objects(cast, report: AnnualReport) -> dict[str, dict]:
    """Arguments of every page, of a report that is sent here."""
    report = sent_report(cast, report)
    section = Section.objects.get(report=report, kind="problems")
    on = services.On(section.pk, section.paragraphs.first().pk)
    services.add_comment(report=report, on=on, words="内部一议", by=cast.committee, at=AT)
    told = services.add_comment(report=report, on=services.On(), words="请写具体", by=cast.superior, at=AT)
    assert Answer.objects.filter(review__report=report).exists()
    pages = {name: {"pk": report.pk} for name in MATRIX if ":report_" in name or name.endswith("_marks")}
    version = {"pk": report.versions.get().pk}
    pages |= {"reports:version_detail": version, "reports:version_file": version | {"file_format": "docx"}}
    return pages | {name: {"pk": told.pk} for name in MATRIX if ":comment_" in name and name not in pages}
