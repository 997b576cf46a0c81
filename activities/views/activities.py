"""The list of activities, one activity, recording and editing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.models import Member
from branch.workspace import branch_required
from core import attachments
from core.editing import edit_page, refusals_told
from core.sheets import sheet_response

from .. import permissions, services
from ..exports import activity_sheet
from ..forms.activities import ActivityForm
from ..forms.filters import ActivityFilter
from ..kinds import registry
from ..kinds.base import Kind
from ..kinds.statistics import StatisticValue
from ..models.activity import Activity, WorkArea
from ..statistics import figure_of

PAGE_SIZE = 50
SORTS = {"happened_on", "title", "kind", "participant_count"}


def _filter_of(request) -> ActivityFilter:
    workspace = request.workspace
    areas = WorkArea.objects.of_branch(workspace.branch).in_year(workspace.year).in_order()
    people = Member.objects.of_branch(workspace.branch).in_pinyin_order() if workspace.can_read else []
    return ActivityFilter(request.GET, year=workspace.year, areas=areas, people=list(people))


def _sorted(request, activities):
    """By the column asked for, the newest first by default."""
    asked = request.GET.get("sort", "")
    if asked.lstrip("-") in SORTS:
        return activities.order_by(asked, "-happened_on", "-pk")
    return activities.order_by("-happened_on", "-pk")


def _figure(request, kind: Kind | None) -> StatisticValue | None:
    """The figure whose rows are asked for (`?kind=…&figure=…`), for those who may read figures."""
    workspace, key = request.workspace, request.GET.get("figure", "")
    if not (kind and key and permissions.can_read_figures(request.user, workspace.branch)):
        return None
    return figure_of(workspace.branch, workspace.year, timezone.localdate(), code=kind.code, key=key)


@require_GET
@branch_required
def activity_list(request):
    """The activities of the chosen branch and year, filtered; as a sheet with `?format=xlsx`."""
    workspace = request.workspace
    if not permissions.can_list_activities(request.user, workspace.branch):
        raise PermissionDenied
    form = _filter_of(request)
    own = Activity.objects.visible_to(request.user).of_branch(workspace.branch).in_year(workspace.year)
    figure = _figure(request, form.chosen_kind())
    found = form.narrow(own)
    if figure:
        found = found.filter(pk__in=[row.pk for row in figure.rows])
    if request.GET.get("format") == "xlsx":
        title = f"{workspace.branch.short_name}{workspace.year}年度工作纪实"
        rows = _sorted(request, found.for_report())
        return sheet_response(activity_sheet(rows, title, request.user, form.chosen_kind()))
    page = Paginator(_sorted(request, found.for_list()), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "figure": figure,
        "may_add": permissions.can_add_activity(request.user, workspace.branch),
        "may_pledge": permissions.can_pledge(request.user, workspace.branch),
        "may_read_figures": permissions.can_read_figures(request.user, workspace.branch),
    }
    return render(request, "activities/activity_list.html", context)


@require_GET
def activity_detail(request, pk):
    """One activity with the fields of its kind, participants, meeting, files and history."""
    activities = Activity.objects.visible_to(request.user)
    activity = get_object_or_404(activities.select_related("branch", "work_area", "meeting"), pk=pk)
    context = {
        "activity": activity,
        "values": activity.field_values(request.user),
        "participants": activity.participants.in_pinyin_order(),
        "photos": attachments.photos_of(activity),
        "may_fill": _may_fill(request.user, activity),
        "may_read_figures": permissions.can_read_figures(request.user, activity.branch),
        "meeting_is_visible": _is_visible(activity.meeting, request.user),
    }
    return render(request, "activities/activity_detail.html", context)


def _is_visible(meeting, user) -> bool:
    return meeting is not None and type(meeting).objects.visible_to(user).filter(pk=meeting.pk).exists()


def _may_fill(user, activity: Activity) -> bool:
    has_roll = activity.meeting is not None and activity.kind_declaration.has_participants
    return has_roll and permissions.can_change_activity(user, activity)


@require_POST
def activity_fill(request, pk):
    """Take the participants from the roll of the linked meeting."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_activity(request.user, activity):
        raise PermissionDenied
    with refusals_told(request):
        new = services.fill_participants(activity=activity, by=request.user)
        words = f"已按会议签到加入 {new} 人。" if new else "会议签到的人都已在参加党员里。"
        messages.success(request, words)
    return redirect("activities:activity_detail", pk=activity.pk)


@require_http_methods(["GET", "POST"])
@branch_required
def activity_create(request):
    """First the choice of a kind, then (with `?kind=…`) the form that its declaration makes."""
    workspace = request.workspace
    if not permissions.can_add_activity(request.user, workspace.branch):
        raise PermissionDenied
    if "kind" not in request.GET:
        return render(request, "activities/activity_choose.html", _tiles(request))
    kind = _kind_or_404(request.GET["kind"])
    form = ActivityForm(
        request.POST or None,
        user=request.user,
        branch=workspace.branch,
        kind=kind,
        year=workspace.year,
        today=timezone.localdate(),
        initial=_prefilled(request),
    )
    context = {"kind": kind}
    return edit_page(
        request, form, template="activities/activity_form.html", done="活动已登记。", context=context
    )


def _tiles(request) -> dict:
    """The kinds under the work area each belongs to; what the address pre-fills is passed on."""
    areas = [
        (name, [registry.get(code) for code in codes]) for name, codes in registry.codes_by_area().items()
    ]
    passed_on = request.GET.copy()
    passed_on.pop("kind", None)
    return {"areas": areas, "passed_on": passed_on.urlencode()}


def _prefilled(request) -> dict:
    """What a link to the form may fill in: the date and the meeting."""
    return {name: request.GET[name] for name in ("happened_on", "meeting") if request.GET.get(name)}


def _kind_or_404(code: str) -> Kind:
    try:
        return registry.get(code)
    except KeyError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
def activity_update(request, pk):
    """Change an activity; its kind stays."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_activity(request.user, activity):
        raise PermissionDenied
    form = ActivityForm(
        request.POST or None,
        instance=activity,
        user=request.user,
        branch=activity.branch,
        kind=activity.kind_declaration,
        year=activity.happened_on.year,
        today=timezone.localdate(),
    )
    context = {"kind": activity.kind_declaration, "activity": activity}
    return edit_page(
        request, form, template="activities/activity_form.html", done="修改已保存。", context=context
    )
