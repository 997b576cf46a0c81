"""Activities: list, one activity, recording and editing, the year in one line and by month, the figures of the kinds."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import attachments
from core.columns import Column, late, muted
from core.editing import refusals_told, whole_number
from core.pages import Add, Words, chosen_branch, detail_page, form_page, get_visible, list_page
from core.sheets import sheet_response

from . import adopting, permissions, services
from .forms import ActivityFilter, ActivityForm, CalendarFilter, TimelineFilter
from .kinds import registry
from .kinds.base import Kind
from .kinds.statistics import KindStatistics, StatisticValue
from .models import Activity
from .statistics import activity_sheet, figure_url, year_statistics
from .timeline import Mark, by_month, entries_at, in_month, marks_of, month_days, month_links, timeline_sheet

ACTIVITY_COLUMNS = [
    Column("标题", "title", sort="title", is_main=True, after=late),
    Column("日期", "happened_on", sort="happened_on", css="text-nowrap"),
    Column("类别", "kind_label", sort="kind"),
    Column("工作领域", lambda row: row.area_in_use.name if row.area_in_use else muted("未归入")),
    Column(
        "参加党员",
        lambda row: f"{row.participant_count} 人" if row.participant_count else muted("未登记"),
        sort="participant_count",
        css="num",
    ),
]


def _sheet(at):
    title = f"{at.branch.short_name}{at.year}年度工作纪实"
    rows = at.found.select_related("work_area", "branch").prefetch_related("participants")
    return activity_sheet(rows, title, at.user, at.form.chosen_kind())


def _import_url(at) -> str:
    """Where a table of activities is read, of the kind that is listed; empty where it may not be."""
    if not permissions.can_add_activity(at.user, at.branch):
        return ""
    kind = at.form.chosen_kind()
    return reverse("activities:activity_import") + (f"?of={kind.code}" if kind else "")


activity_list = list_page(
    Activity,
    ACTIVITY_COLUMNS,
    may_open=permissions.can_list_activities,
    rows=lambda rows, at: rows.for_list().order_by("-happened_on", "-pk"),
    filters=ActivityFilter,
    unit="次",
    sheet=_sheet,
    add=Add("登记活动", permissions.can_add_activity, "从最近做的一件事开始：先选类别，再填几项内容。"),
    empty=("", "支部登记了您参加的活动以后，会显示在这里。"),
    template="activities/activity_list.html",
    context=lambda at: {
        "may_pledge": permissions.can_pledge(at.user, at.branch),
        "may_read_figures": permissions.can_read_figures(at.user, at.branch),
        "import_url": _import_url(at),
    },
)


def _shown(request, activity) -> dict:
    """The fields of its kind, participants, meeting and photos."""
    meeting = activity.meeting
    has_roll = meeting is not None and activity.kind_declaration.has_participants
    return {
        "values": activity.field_values(request.user),
        "decision": adopting.decision_of(request.user, activity.agenda_item),
        "participants": activity.participants.in_pinyin_order(),
        "photos": attachments.photos_of(activity),
        "may_fill": has_roll and permissions.can_change_activity(request.user, activity),
        "may_read_figures": permissions.can_read_figures(request.user, activity.branch),
        "meeting_is_visible": meeting is not None
        and type(meeting).objects.visible_to(request.user).filter(pk=meeting.pk).exists(),
    }


activity_detail = detail_page(
    Activity,
    "activities/activity_detail.html",
    rows=lambda rows: rows.select_related("branch", "work_area", "meeting", "agenda_item__meeting"),
    context=_shown,
)


@require_POST
def activity_fill(request, pk):
    """Take the participants from the roll of the linked meeting."""
    activity = get_visible(request, Activity, pk, permissions.can_change_activity)
    with refusals_told(request):
        new = services.fill_participants(activity=activity, by=request.user)
        words = f"已按会议签到加入 {new} 人。" if new else "会议签到的人都已在参加党员里。"
        messages.success(request, words)
    return redirect("activities:activity_detail", pk=activity.pk)


@require_http_methods(["GET", "POST"])
def activity_create(request):
    """First the choice of a kind, then (with `?kind=…`) the form that its declaration makes."""
    branch = chosen_branch(request, permissions.can_add_activity)
    if "kind" not in request.GET:
        return render(request, "activities/activity_choose.html", _tiles(request))
    kind, year = _kind_or_404(request.GET["kind"]), request.workspace.year
    if pk := whole_number(request.GET.get("item", "")):
        item = get_object_or_404(adopting.decisions_of(request.user, branch), pk=pk)
        given = adopting.initial_of(kind, item, branch)
        return _form_page(request, kind, branch=branch, initial=given, year=given["happened_on"].year)
    return _form_page(request, kind, branch=branch, initial=_prefilled(request), year=year)


@require_http_methods(["GET", "POST"])
def activity_update(request, pk):
    """Change an activity; its kind stays."""
    activity = get_visible(request, Activity, pk, permissions.can_change_activity)
    year = request.workspace.year
    return _form_page(request, activity.kind_declaration, activity, branch=activity.branch, year=year)


def _form_page(request, kind: Kind, activity: Activity | None = None, **given):
    form = ActivityForm(
        request.POST or None,
        instance=activity,
        kind=kind,
        user=request.user,
        today=localdate(),
        **given,
    )
    title, done = (f"编辑{kind.label}", "修改已保存。") if activity else (f"登记{kind.label}", "活动已登记。")
    words = Words(title, done, kind.explanation)
    return form_page(request, form, words, activity, template="activities/activity_form.html")


def _tiles(request) -> dict:
    """The kinds under the work area each belongs to; what the address pre-fills is passed on."""
    areas = [
        (name, [registry.get(code) for code in codes]) for name, codes in registry.codes_by_area().items()
    ]
    passed_on = request.GET.copy()
    passed_on.pop("kind", None)
    return {"areas": areas, "passed_on": passed_on.urlencode()}


def _prefilled(request) -> dict:
    """What a link to the form may fill in: the date, the meeting, the work area and the campaign."""
    names = ("happened_on", "meeting", "work_area", "campaign")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _kind_or_404(code: str) -> Kind:
    try:
        return registry.get(code)
    except KeyError as error:
        raise Http404 from error


# So many entries of the timeline stand on one page; a year of most branches fits.
ON_THE_LINE = 120


def _form(request, form_class):
    """The filter with what the person may choose from. Raises PermissionDenied for those without the section."""
    branch = chosen_branch(request, permissions.can_list_activities)
    return form_class(
        request.GET, user=request.user, branch=branch, year=request.workspace.year, today=localdate()
    )


def _marks(request, form) -> list[Mark]:
    workspace = request.workspace
    return marks_of(workspace.branch, workspace.year, request.user, form.narrowing())


def _entries(request, marks):
    return entries_at(request.workspace.branch, request.workspace.year, marks)


@require_GET
def timeline(request):
    """Meetings held and activities of the chosen year by date; as a sheet with `?format=xlsx`."""
    workspace = request.workspace
    form = _form(request, TimelineFilter)
    marks = _marks(request, form)
    if request.GET.get("format") == "xlsx":
        title = f"{workspace.branch.short_name}{workspace.year}年度工作纪实时间线"
        return sheet_response(timeline_sheet(_entries(request, marks), title))
    page = Paginator(marks, ON_THE_LINE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "count": len(marks),
        "page": page,
        "months": by_month(_entries(request, page.object_list)),
        "month_links": month_links(marks, ON_THE_LINE),
        "may_read_figures": permissions.can_read_figures(request.user, workspace.branch),
    }
    return render(request, "activities/timeline.html", context)


@require_GET
def calendar(request):
    """One month of the chosen year, day by day."""
    workspace = request.workspace
    form = _form(request, CalendarFilter)
    month = form.chosen_month()
    entries = _entries(request, in_month(_marks(request, form), workspace.year, month))
    days = month_days(workspace.year, month, entries)
    context = {
        "form": form,
        "month": month,
        "days": days,
        "count": sum(len(day.entries) for day in days),
        "previous": month - 1 or None,
        "following": month + 1 if month < 12 else None,
        "may_read_figures": permissions.can_read_figures(request.user, workspace.branch),
    }
    return render(request, "activities/calendar.html", context)


@dataclass(frozen=True)
class Figure:
    """A figure and the address of its rows; an empty one where it counts none."""

    value: StatisticValue
    url: str


@dataclass(frozen=True)
class Line:
    """A kind with its figures and its sentence."""

    kind: Kind
    figures: tuple[Figure, ...]
    sentence: str


def _line(kind: Kind, statistics: KindStatistics) -> Line:
    figures = tuple(
        Figure(value, figure_url(kind.code, key) if value.rows else "")
        for key, value in statistics.values.items()
    )
    return Line(kind, figures, registry.describe(statistics))


@require_GET
def statistics(request):
    """Figures of every kind in the chosen year, grouped by the usual work areas."""
    branch, year = chosen_branch(request, permissions.can_read_figures), request.workspace.year
    by_code = {one.code: one for one in year_statistics(branch, year, timezone.localdate())}
    areas = [
        (name, [_line(registry.get(code), by_code[code]) for code in codes])
        for name, codes in registry.codes_by_area().items()
    ]
    recorded = sum(one["count"].value for one in by_code.values())
    context = {
        "areas": areas,
        "recorded": recorded,
        "may_add": permissions.can_add_activity(request.user, branch),
    }
    return render(request, "activities/statistics.html", context)
