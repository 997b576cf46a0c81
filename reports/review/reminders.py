"""What the life of a report asks of a person: an own answer in the deliberation, comments to answer, papers to take."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.timezone import localtime

from branch.access import can_write_branch, is_secretary
from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.reminders import Reminder
from reports.report.enums import EDITABLE, ReportState
from reports.report.models import AnnualReport

from .enums import Verdict
from .models import Answer
from .seats import answers_by_seat, seats_of
from .shown import waiting_for

WAITING = Q(comments__verdict=Verdict.OPEN, comments__withdrawn_at__isnull=True)


# So many papers are told of in a mail.
MAILED_MOST = 100


def reminders_for(user: User, branch: Organisation, today: date) -> Iterator[Reminder]:
    """The own answer where a text is deliberated on; the secretary: who is missing, and comments to answer."""
    if not can_write_branch(user, branch):
        return
    rows = AnnualReport.objects.of_branch(branch).filter(
        member__isnull=True, state__in={*EDITABLE, ReportState.RETURNED}
    )
    rows = rows.annotate(
        newest=Max("versions__number"), waiting=Count("comments", filter=WAITING, distinct=True)
    )
    reports = list(rows.order_by("year", "pk"))
    if any(report.state == ReportState.REVIEW for report in reports):
        yield from _answers(user, branch, today, reports)
    for report in reports:
        if report.waiting and is_secretary(user, branch):
            url = reverse("reports:report_comments", args=[report.pk])
            yield Reminder(None, report.title, f"{report.waiting} 条批注待答复", url, "答复", "批注")


def _answers(user: User, branch: Organisation, today: date, reports: list) -> Iterator[Reminder]:
    seats = seats_of(branch, today)
    given = Answer.objects.filter(review__report__in=reports).select_related("review").defer("seen")
    by_round: dict[tuple[int, int], list[Answer]] = {}
    for answer in given:
        by_round.setdefault((answer.review.report_id, answer.review.number), []).append(answer)
    for report in reports:
        if report.state != ReportState.REVIEW:
            continue
        answers = by_round.get((report.pk, (report.newest or 0) + 1), [])
        missing = [seat for seat, answer in answers_by_seat(seats, answers) if answer is None]
        url = reverse("reports:report_review", args=[report.pk])
        if any(seat.is_of(user) for seat in missing):
            yield Reminder(None, report.title, "请看过正文，写明同意或意见", url, "去表态", "支委会审议")
        elif is_secretary(user, branch):
            names = "、".join(seat.name for seat in missing)
            detail = f"还没有表态：{names}" if missing else "支委都已表态，可以定稿"
            yield Reminder(None, report.title, detail, url, "查看", "支委会审议")


def reminders_below(user: User, _today: date) -> Iterator[tuple[Organisation, Reminder]]:
    """What branches have sent up and nobody has accepted or returned yet, for the superior officer."""
    for one in waiting_for(user, MAILED_MOST).rows:
        url = reverse("reports:report_detail", args=[one.report.pk])
        sent = localtime(one.version.sent_at or one.version.frozen_at).date()
        detail = f"{chinese_date(sent)}报送，第 {one.version.number} 版"
        action, waiting = ("批复", "待批复") if one.is_asking else ("接收或退回", "待接收")
        yield one.report.branch, Reminder(None, one.report.title, detail, url, action, waiting)
