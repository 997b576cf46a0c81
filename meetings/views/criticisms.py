"""批评与自我批评: the list, one entry, entering and editing. Superiors see only how many there are."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import asked_year, branch_required
from core.editing import edit_page
from core.sheets import sheet_response

from .. import permissions_cycle as permissions
from .. import sheets
from ..enums import MeetingKind
from ..forms.criticisms import CriticismForm
from ..models import Criticism, Meeting
from .talks import PAGE_SIZE


@require_GET
@branch_required
def criticism_list(request):
    """The year's entries that the person may see, and the number of all for those who read the branch."""
    branch, year = request.workspace.branch, asked_year(request)
    if not permissions.can_list_own(request.user, branch):
        raise PermissionDenied
    rows = Criticism.objects.visible_to(request.user).of_branch(branch).in_year(year)
    may_record = permissions.can_record(request.user, branch)
    if request.GET.get("format") == "xlsx":
        return sheet_response(sheets.criticism_sheet(rows.for_list(), f"{branch.short_name}{year}年度"))
    may_read = permissions.can_read(request.user, branch)
    total = Criticism.objects.of_branch(branch).in_year(year).count() if may_read else 0
    context = {
        "page": Paginator(rows.for_list(), PAGE_SIZE).get_page(request.GET.get("page")),
        "year": year,
        "total_words": f"登记了 {total} 条批评与自我批评",
        "may_record": may_record,
        "counts_only": may_read and not may_record,
        "meeting": _life_meeting(branch, year) if may_record else None,
    }
    return render(request, "meetings/criticism_list.html", context)


@require_GET
def criticism_detail(request, pk):
    """One entry with its reply."""
    rows = Criticism.objects.visible_to(request.user).select_related("meeting", "branch", "created_by")
    criticism = get_object_or_404(rows, pk=pk)
    context = {"criticism": criticism, "may_reply": permissions.can_reply(request.user, criticism)}
    return render(request, "meetings/criticism_detail.html", context)


def _life_meeting(branch, year: int) -> Meeting | None:
    """The newest 组织生活会 of a year that took place."""
    rows = Meeting.objects.of_branch(branch).held().of_kind(MeetingKind.LIFE, year)
    return rows.order_by("-starts_at").first()


@require_http_methods(["GET", "POST"])
@branch_required
def criticism_create(request):
    """Enter what was said; “保存并继续录入” stays on the form, with the same meeting and critic."""
    branch, today = request.workspace.branch, localdate()
    if not permissions.can_record(request.user, branch):
        raise PermissionDenied
    initial = {
        name: value[:18]
        for name in ("meeting", "critic", "criticised")
        if (value := request.GET.get(name, "")).isdecimal()
    }
    if "meeting" not in initial:
        initial["meeting"] = _life_meeting(branch, asked_year(request))
    form = CriticismForm(request.POST or None, initial=initial, user=request.user, branch=branch, today=today)
    again = ""
    if "again" in request.POST and form.is_valid():
        data = form.cleaned_data
        again = f"{request.path}?meeting={data['meeting'].pk}&critic={data['critic'].pk}"
    return edit_page(
        request, form, template="meetings/criticism_form.html", done="批评意见已登记。", to=again
    )


@require_http_methods(["GET", "POST"])
def criticism_update(request, pk):
    """Edit an entry or add the reply."""
    criticism = get_object_or_404(
        Criticism.objects.visible_to(request.user).select_related("branch", "meeting"), pk=pk
    )
    if not permissions.can_change_criticism(request.user, criticism):
        raise PermissionDenied
    form = CriticismForm(
        request.POST or None,
        instance=criticism,
        user=request.user,
        branch=criticism.branch,
        today=localdate(),
    )
    context = {"criticism": criticism}
    return edit_page(
        request, form, template="meetings/criticism_form.html", done="修改已保存。", context=context
    )
