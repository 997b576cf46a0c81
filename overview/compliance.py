"""The rules' results of a branch and a year as rows and cells of the 工作台, and the figures beside them."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from branch.organisations.models import Organisation
from branch.rules.models import RuleExplanation
from core import rules
from core.badges import Badge, rule_badge
from core.enums import RuleState, Severity
from core.kept import kept
from core.numbers import percent
from core.panels import days_late
from meetings.meeting.of_year import held_in
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from reports.report.models import AnnualReport
from reports.report.readiness import readiness_of
from study.hours.rules import P4

EXPLAINABLE = frozenset({RuleState.OVERDUE, RuleState.EXPLAINED})


@dataclass(frozen=True)
class Cell:
    """One result: its span in months, its words, and where a click leads."""

    span: int
    text: str
    badge: Badge
    url: str
    hint: str


@dataclass(frozen=True)
class GridRow:
    """One line of the grid."""

    label: str
    cells: tuple[Cell, ...]


def lines_of(branch: Organisation, year: int, today: date) -> list[rules.Line]:
    """Every rule's results for a branch and a year, in a constant number of queries."""
    return rules.evaluate(branch, year, today, _explained(branch, year))


@kept(256)
def _explained(branch: Organisation, year: int) -> frozenset[rules.ResultKey]:
    """The results that a written reason answers."""
    return frozenset(RuleExplanation.objects.of_branch(branch).in_year(year).reasons())


def grid_rows(lines: list[rules.Line], *, may_record: bool) -> list[GridRow]:
    """The lines as the grid shows them; those who record get links to the form that is missing."""
    return [
        GridRow(line.label, tuple(_cell(line, result, may_record) for result in line.results))
        for line in lines
    ]


def _cell(line: rules.Line, result: rules.Result, may_record: bool) -> Cell:
    badge = rule_badge(result.state)
    url = result.rows_url
    if not result.count and may_record:
        url = explain_url(line, result) if result.state in EXPLAINABLE else result.new_url
        url = url or result.new_url
    text = result.text or (f"{result.count} 次" if result.state == RuleState.MET else badge.label)
    hint = f"{line.label}，{result.period.label}：{badge.label}。{result.detail}"
    return Cell(result.period.months, text, badge, url, hint)


def explain_url(line: rules.Line, result: rules.Result) -> str:
    """The page that records the missing meeting or answers the rule by a written reason; only for 一般."""
    if line.rule.severity != Severity.USUAL:
        return ""
    query = {
        "rule": line.rule.id,
        "period": result.period.key,
        "subject": line.subject_key,
        "year": result.period.starts_on.year,
    }
    return f"{reverse('meetings:explanation_create')}?{urlencode(query)}"


def as_data(lines: list[rules.Line], *, branch: Organisation, year: int, today: date) -> dict[str, object]:
    """The lines as plain data for another program: one entry per rule, subject and period.

    `subject` is `branch`, `group:12`, `member:5` or `post:SECRETARY`; days are ISO dates.
    """
    return {
        "branch": {"code": branch.code, "name": branch.name},
        "year": year,
        "as_of": today.isoformat(),
        "results": [_as_entry(line, result) for line in lines for result in line.results],
    }


def _as_entry(line: rules.Line, result: rules.Result) -> dict[str, object]:
    rule, state = line.rule, RuleState(result.state)
    return {
        "rule": rule.id,
        "label": line.label,
        "wording": rule.wording,
        "source": rule.source,
        "severity": rule.severity.value,
        "severity_label": rule.severity.label,
        "subject": line.subject_key or "branch",
        "period": result.period.key,
        "period_label": result.period.label,
        "state": state.value,
        "state_label": state.label,
        "count": result.count,
        "needed": result.needed,
        "detail": result.detail,
        "due_on": result.due_on.isoformat() if result.due_on else None,
    }


@dataclass(frozen=True)
class Figure:
    """One figure: value, unit, what it is, where it leads, and a bar from 0 to 100."""

    value: str
    unit: str
    label: str
    url: str
    progress: int | None = None
    tone: str = ""


def figures_of(
    user: AbstractBaseUser, branch: Organisation, year: int, today: date, lines: list[rules.Line]
) -> list[Figure]:
    """Meetings, study hours, rectification under way in a year (section one of its report), and the report."""
    return [
        _meetings(branch, year),
        _study(lines),
        _rectification(branch, year, today),
        _report(user, branch, year, today),
    ]


@kept(256)
def _meetings(branch: Organisation, year: int) -> Figure:
    rows = held_in(branch, year)
    due, present = sum(m.due_count for m in rows), sum(m.present_count for m in rows)
    label = f"{year} 年度会议，平均到会 {percent(present, due)}" if due else f"{year} 年度会议"
    return Figure(str(len(rows)), "次", label, reverse("meetings:meeting_list"))


def _study(lines: list[rules.Line]) -> Figure:
    result = next((line.results[0] for line in lines if line.rule == P4), None)
    count, needed = (result.count, result.needed) if result else (0, 0)
    progress = count * 100 // needed if needed else 0
    return Figure(str(count), f"/ {needed} 人", "已达到年度学时", reverse("study:progress"), progress)


@kept(256)
def _rectification(branch: Organisation, year: int, today: date) -> Figure:
    items = RectificationItem.objects.of_branch(branch).carried_into(year)
    total = items.count()
    closed = items.filter(state__in=[ItemState.CLOSED, ItemState.LONG_TERM]).count()
    overdue = items.overdue(today).count()
    label = "项整改已销号或长期坚持" + (f"，{overdue} 项逾期" if overdue else "")
    progress = closed * 100 // total if total else 0
    url = reverse("rectification:item_list")
    return Figure(str(closed), f"/ {total}", label, url, progress, "late" if overdue else "good")


@kept(256)
def _report_of(user: AbstractBaseUser, branch: Organisation, year: int) -> AnnualReport | None:
    reports = AnnualReport.objects.visible_to(user).annual().filter(branch=branch, year=year)
    return reports.first()


def _report(user: AbstractBaseUser, branch: Organisation, year: int, today: date) -> Figure:
    report = _report_of(user, branch, year)
    if report is None:
        return Figure("未起草", "", f"{year} 年度报告", reverse("reports:report_list"), 0)
    ready = readiness_of(report, today)
    parts = [
        f"{ready.gaps} 处待补充" if ready.gaps else "",
        f"{ready.open} 句依据待确认" if ready.open else "",
    ]
    detail = "、".join(part for part in parts if part) or report.get_state_display()
    url = reverse("reports:report_detail", args=[report.pk])
    return Figure(str(ready.percent), "%", f"{year} 年度报告有依据：{detail}", url, ready.percent)


@dataclass(frozen=True)
class Recent:
    """One of the newest records."""

    title: str
    detail: str
    url: str
    on: date
    late: int

    @property
    def late_badge(self) -> Badge:
        """补录 n 天."""
        return Badge(f"补录 {self.late} 天", "warn", "history")


@kept(256)
def recent_records(branch: Organisation, year: int, limit: int = 6) -> list[Recent]:
    """The newest meetings and activities of a year."""
    meetings = reversed(held_in(branch, year)[-limit:])
    rows = [
        Recent(
            meeting.title,
            f"{meeting.kind_labels}　到会 {meeting.present_count} / {meeting.due_count}",
            reverse("meetings:meeting_detail", args=[meeting.pk]),
            timezone.localtime(meeting.starts_at).date(),
            days_late(meeting),
        )
        for meeting in meetings
    ]
    rows += _recent_activities(branch, year, limit)
    return sorted(rows, key=lambda row: row.on, reverse=True)[:limit]


@kept(256)
def _recent_activities(branch: Organisation, year: int, limit: int) -> list[Recent]:
    activities = Activity.objects.of_branch(branch).in_year(year).order_by("-happened_on")[:limit]
    return [
        Recent(
            activity.title,
            activity.kind_label,
            reverse("activities:activity_detail", args=[activity.pk]),
            activity.happened_on,
            days_late(activity),
        )
        for activity in activities
    ]
