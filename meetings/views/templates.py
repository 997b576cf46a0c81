"""Agenda templates: the list, one with two versions side by side, entering and editing."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from core.columns import Column, lines, unseen
from core.pages import Add, Words, chosen_branch, detail_page, form_page, get_visible, list_page
from core.posted import whole_number

from .. import permissions
from ..forms.templates import AgendaTemplateForm
from ..models import AgendaTemplate, AgendaTemplateVersion, Meeting
from ..services import TemplateLine

FORM = "meetings/template_form.html"


def _columns(at) -> list[Column]:
    """With the way to a meeting, for those who enter meetings."""
    may_add = permissions.can_add_meeting(at.user, at.branch)
    return [
        Column("名称", "name", is_main=True),
        Column("会议类别", "get_kind_display"),
        Column("议题", lambda row: lines(f"{line.order}. {line.title}" for line in row.latest.lines.all())),
        Column("版本", lambda row: f"第 {row.latest.number} 版"),
        *([Column("操作", _use, is_action=True, css="num")] if may_add else []),
    ]


def _use(row: AgendaTemplate) -> str:
    url = f"{reverse('meetings:meeting_create')}?{urlencode({'kind': row.kind, 'template': row.pk})}"
    return format_html('<a class="btn btn-sm" href="{}">用它登记会议{}</a>', url, unseen(f"：{row}"))


template_list = list_page(
    AgendaTemplate,
    _columns,
    may_open=permissions.can_list_templates,
    add=Add(
        "新建模板",
        permissions.can_change_plan,
        "把每月支委会固定的几项议题写成模板；也可以打开一次会议，按“把这次议程存为模板”。",
    ),
    subtitle="登记会议时按一下，议题自动填好；改过的模板留着原来的版本",
    tabs=("meetings/_tabs.html", "templates"),
)


def _versions(request, template) -> dict:
    """The agenda in use beside an older one (`?with=2`, the one before by default), and all versions."""
    versions = list(AgendaTemplateVersion.objects.with_lines().with_use().filter(template=template))
    wanted = request.GET.get("with", "")
    older = next((version for version in versions[1:] if str(version.number) == wanted), None)
    older = older or next(iter(versions[1:]), None)
    return {
        "versions": versions,
        "pair": _beside(versions[0], older),
        "older": older,
        "may_add": permissions.can_add_meeting(request.user, template.branch),
    }


template_detail = detail_page(
    AgendaTemplate,
    "meetings/template_detail.html",
    rows=lambda rows: rows.select_related("branch"),
    context=_versions,
)


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
def template_create(request):
    """Enter a template; `?meeting=12` starts from that meeting's agenda."""
    branch = chosen_branch(request, permissions.can_change_plan)
    options = {"user": request.user, "branch": branch}
    if request.method == "POST":
        form = AgendaTemplateForm(request.POST, **options)
    else:
        form = AgendaTemplateForm(**options, **_from_meeting(request, branch))
    return form_page(request, form, Words("新建议程模板", "议程模板已保存。"), template=FORM)


def _from_meeting(request, branch) -> dict[str, object]:
    """The first values of a template made from a meeting's agenda."""
    pk = whole_number(request.GET.get("meeting", ""))
    if pk is None:
        return {}
    meeting = get_visible(request, Meeting, pk, rows=lambda rows: rows.of_branch(branch))
    kinds = meeting.kinds
    initial = {"kind": kinds[0], "name": f"{kinds[0].label}议程"} if kinds else {}
    return {
        "initial": initial,
        "lines": [TemplateLine(item.title, item.reporter) for item in meeting.agenda.all()],
    }


@require_http_methods(["GET", "POST"])
def template_update(request, pk):
    """Change a template; another agenda becomes its next version."""
    template = get_visible(
        request,
        AgendaTemplate,
        pk,
        permissions.can_change_template,
        rows=lambda rows: rows.for_list(),
    )
    form = AgendaTemplateForm(
        request.POST or None, instance=template, user=request.user, branch=template.branch
    )
    words = Words("编辑议程模板", "议程模板已保存。", "议题有改动时保存为新的版本，已经登记的会议不受影响")
    return form_page(request, form, words, template, template=FORM)
