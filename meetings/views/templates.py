"""Agenda templates: the list, one with two versions side by side, entering and editing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page
from core.posted import whole_number

from .. import permissions
from ..forms.templates import AgendaTemplateForm
from ..models import AgendaTemplate, AgendaTemplateVersion, Meeting
from ..services import TemplateLine


@require_GET
@branch_required
def template_list(request):
    """The branch's templates with the agenda in use."""
    branch = request.workspace.branch
    if not permissions.can_list_templates(request.user, branch):
        raise PermissionDenied
    context = {
        "templates": AgendaTemplate.objects.visible_to(request.user).of_branch(branch).for_list(),
        "may_change": permissions.can_change_plan(request.user, branch),
        "may_add": permissions.can_add_meeting(request.user, branch),
    }
    return render(request, "meetings/template_list.html", context)


@require_GET
def template_detail(request, pk):
    """The agenda in use beside an older one (`?with=2`, the one before by default), and all versions."""
    template = get_object_or_404(
        AgendaTemplate.objects.visible_to(request.user).select_related("branch"), pk=pk
    )
    versions = list(AgendaTemplateVersion.objects.with_lines().with_use().filter(template=template))
    wanted = request.GET.get("with", "")
    older = next((version for version in versions[1:] if str(version.number) == wanted), None)
    older = older or next(iter(versions[1:]), None)
    context = {
        "template": template,
        "versions": versions,
        "pair": _beside(versions[0], older),
        "older": older,
        "may_add": permissions.can_add_meeting(request.user, template.branch),
    }
    return render(request, "meetings/template_detail.html", context)


def _beside(latest, older):
    """(version, its lines with a mark on those the other lacks), the one in use first."""
    if older is None:
        return [(latest, [(line, "") for line in latest.lines.all()])]
    pair = [(latest, older, "新增"), (older, latest, "已去掉")]
    marked = []
    for version, other, mark in pair:
        there = {(line.title, line.reporter) for line in other.lines.all()}
        lines = [(line, "" if (line.title, line.reporter) in there else mark) for line in version.lines.all()]
        marked.append((version, lines))
    return marked


@require_http_methods(["GET", "POST"])
@branch_required
def template_create(request):
    """Enter a template; `?meeting=12` starts from that meeting's agenda."""
    branch = request.workspace.branch
    if not permissions.can_change_plan(request.user, branch):
        raise PermissionDenied
    options = {"user": request.user, "branch": branch}
    if request.method == "POST":
        form = AgendaTemplateForm(request.POST, **options)
    else:
        form = AgendaTemplateForm(**options, **_from_meeting(request, branch))
    return edit_page(request, form, template="meetings/template_form.html", done="议程模板已保存。")


def _from_meeting(request, branch) -> dict[str, object]:
    """The first values of a template made from a meeting's agenda."""
    pk = whole_number(request.GET.get("meeting", ""))
    if pk is None:
        return {}
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).of_branch(branch), pk=pk)
    kinds = meeting.kinds
    initial = {"kind": kinds[0], "name": f"{kinds[0].label}议程"} if kinds else {}
    return {
        "initial": initial,
        "lines": [TemplateLine(item.title, item.reporter) for item in meeting.agenda.all()],
    }


@require_http_methods(["GET", "POST"])
def template_update(request, pk):
    """Change a template; another agenda becomes its next version."""
    rows = AgendaTemplate.objects.visible_to(request.user).for_list()
    template = get_object_or_404(rows, pk=pk)
    if not permissions.can_change_template(request.user, template):
        raise PermissionDenied
    form = AgendaTemplateForm(
        request.POST or None, instance=template, user=request.user, branch=template.branch
    )
    context = {"template": template}
    return edit_page(
        request, form, template="meetings/template_form.html", done="议程模板已保存。", context=context
    )
