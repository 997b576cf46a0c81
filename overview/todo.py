"""到期与待办: what is due or waits for this person, from rules, rectification, decisions, study and the report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch, grants_of, is_secretary
from branch.models import Organisation
from core import rules
from core.dates import chinese_date
from core.enums import RuleState
from core.reminders import Reminder
from meetings.models import AgendaItem
from meetings.plan_reminders import PlanReminder, plan_reminders
from meetings.reminders import reminders_for as meeting_reminders
from meetings.reminders_cycle import cycle_reminders
from rectification.models import RectificationItem
from rectification.reminders import reminders_for as rectification_reminders
from reports.enums import ReportState
from reports.models import AnnualReport
from study.models import StudyAssignment
from study.reminders import reminders_for as study_reminders

from .compliance import explain_url

# Rules and dates are shown so many days ahead; rectification has its own days (rectification/reminders.py).
AHEAD = timedelta(days=45)


@dataclass(frozen=True)
class Todo:
    """One row: days, date, what, one line more, and the button that starts it.

    `mail_title` stands in a mail in place of a title that may speak of persons: mail leaves the house.
    """

    due_on: date | None
    title: str
    detail: str
    url: str
    action: str
    waiting: str = ""
    today: date = date.min
    mail_title: str = ""

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative when it is late."""
        return (self.due_on - self.today).days if self.due_on else None

    @property
    def days(self) -> str:
        """8 天, 逾 3 天, 今天, or what it waits for."""
        left = self.days_left
        if self.waiting or left is None:
            return self.waiting or "待办"
        return f"逾 {-left} 天" if left < 0 else "今天" if left == 0 else f"{left} 天"

    @property
    def when(self) -> str:
        """3月7日, with the year when it is another one."""
        if self.due_on is None:
            return ""
        full = chinese_date(self.due_on)
        return full if self.due_on.year != self.today.year else full.split("年", 1)[1]

    @property
    def tone(self) -> str:
        """`late` for what is overdue."""
        return "late" if self.days_left is not None and self.days_left < 0 else ""


def todos_for(
    user: AbstractBaseUser, branch: Organisation, today: date, lines: list[rules.Line]
) -> list[Todo]:
    """Everything that is due for this person in the branch, the most urgent first."""
    planned = plan_reminders(user, branch, today)
    rows = [
        *_waiting(user, branch, today),
        *_reminders(rectification_reminders(user, branch, today), today),
        *_decisions(user, branch, today),
        *_reminders(cycle_reminders(user, branch, today), today),
        *_study(user, today),
        *_reminders(meeting_reminders(user, branch, today), today),
        *_reminders(study_reminders(user, branch, today), today),
        *_reminders(planned, today),
        *(_rules(lines, today, planned) if can_write_branch(user, branch) else []),
    ]
    return sorted(rows, key=lambda row: (row.due_on is not None and not row.waiting, row.due_on or today))


def _waiting(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Todo]:
    if not can_write_branch(user, branch):
        return
    for item in RectificationItem.objects.of_branch(branch).awaiting_review().for_list():
        if item.is_judged_by_another(user):
            detail = f"责任人 {item.responsible}" if item.responsible else ""
            url = reverse("rectification:item_detail", args=[item.pk])
            yield Todo(item.due_on, f"{item}提交复核", detail, url, "复核", "等我审", today)
    for report in AnnualReport.objects.of_branch(branch).filter(
        state__in=[ReportState.RETURNED, ReportState.REVIEW]
    ):
        if report.state == ReportState.RETURNED and not is_secretary(user, branch):
            continue
        url = reverse("reports:report_detail", args=[report.pk])
        detail = report.comment[:40] if report.state == ReportState.RETURNED else "支委会审议中"
        yield Todo(None, report.title, detail, url, "查看", report.get_state_display(), today)


def _reminders(found: Iterable[Reminder], today: date) -> Iterator[Todo]:
    for one in found:
        yield Todo(one.due_on, one.title, one.detail, one.url, one.action, one.waiting, today)


def _decisions(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Todo]:
    rows = AgendaItem.objects.open().filter(meeting__branch=branch)
    if not can_write_branch(user, branch):
        rows = rows.filter(responsible_id__in=grants_of(user).member_ids)
    for item in rows.filter(due_on__lte=today + AHEAD):
        origin = f"{item.meeting}决定" + (f"，责任人 {item.responsible}" if item.responsible else "")
        detail = f"{item.decision}（{origin}）" if item.decision else origin
        url = reverse("meetings:meeting_detail", args=[item.meeting_id]) + "#agenda-title"
        mail_title = f"落实{item.meeting}的决定"
        yield Todo(item.due_on, item.title, detail, url, "去办结", today=today, mail_title=mail_title)


def _study(user: AbstractBaseUser, today: date) -> Iterator[Todo]:
    rows = StudyAssignment.objects.filter(
        deleted_at__isnull=True,
        member_id__in=grants_of(user).member_ids,
        completed_on__isnull=True,
        task__deleted_at__isnull=True,
        task__starts_on__lte=today,
        task__year=today.year,
    )
    for row in rows.select_related("task").order_by("task__due_on"):
        detail = f"{row.task.get_form_display()}，{row.task.hours.normalize():f} 学时" + (
            "，要写心得" if row.task.needs_reflection else ""
        )
        url = reverse("study:assignment_detail", args=[row.pk])
        yield Todo(row.task.due_on, row.task.title, detail, url, "去学习", today=today)


def _rules(lines: list[rules.Line], today: date, planned: list[PlanReminder]) -> Iterator[Todo]:
    for line in lines:
        for result in line.results:
            if result.due_on:
                yield from _terms(line, result, today)
                continue
            if result.state == RuleState.PENDING and any(row.answers(line, result, today) for row in planned):
                continue
            soon = result.state == RuleState.PENDING and result.period.starts_on <= today + timedelta(days=7)
            if result.state != RuleState.OVERDUE and not (soon and result.period.ends_on <= today + AHEAD):
                continue
            late = result.state == RuleState.OVERDUE
            url = (explain_url(line, result) if late else "") or result.new_url or result.rows_url
            yield Todo(
                result.period.ends_on,
                f"{result.period.label}{line.label}",
                f"{line.rule.wording}　{line.rule.source}",
                url,
                "补登或说明" if late else "登记",
                today=today,
            )


def _terms(line: rules.Line, result: rules.Result, today: date) -> Iterator[Todo]:
    """A term that ends soon or has run out, as it stands today: a past year's view says nothing new."""
    if result.state in {RuleState.PENDING, RuleState.OVERDUE} and result.period.ends_on >= today:
        detail = f"{result.detail}　{line.rule.source}"
        yield Todo(result.due_on, line.label, detail, result.rows_url, "去办理", today=today)
