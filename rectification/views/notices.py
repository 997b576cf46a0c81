"""公示 of the rectification list: list, one notice with its printed list, entering and editing."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page

from .. import permissions
from ..forms.follow_up import NoticeForm
from ..models.notices import PublicNotice
from .listing import PER_PAGE, require_reader, require_recorder


@require_GET
@branch_required
def notice_list(request):
    """The year's notices."""
    branch, year, today = require_reader(request), request.workspace.year, localdate()
    rows = PublicNotice.objects.visible_to(request.user).of_branch(branch).in_year(year)
    page = Paginator(rows.prefetch_related("items"), PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.state_badge = row.badge(today)
    context = {"page": page, "year": year, "can_record": permissions.can_record(request.user, branch)}
    return render(request, "rectification/notice_list.html", context)


@require_GET
def notice_detail(request, pk):
    """One notice: where and when, what it names, and the sheet to print."""
    notice = get_object_or_404(PublicNotice.objects.visible_to(request.user), pk=pk)
    context = {
        "notice": notice,
        "badge": notice.badge(localdate()),
        "items": notice.items.alive().for_list().order_by("year", "pk"),
        "today": localdate(),
    }
    return render(request, "rectification/notice_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def notice_create(request):
    """Enter a notice of the year's items."""
    branch, year, today = require_recorder(request), request.workspace.year, localdate()
    form = NoticeForm(
        request.POST or None,
        instance=PublicNotice(branch=branch, year=year),
        initial={"starts_on": today},
        user=request.user,
        branch=branch,
        today=today,
    )
    return edit_page(
        request,
        form,
        template="rectification/notice_form.html",
        done="公示已登记，可以打印公示单。",
        context={"year": year},
    )


@require_http_methods(["GET", "POST"])
def notice_update(request, pk):
    """Edit a notice, such as what was said while it hung."""
    notice = get_object_or_404(PublicNotice.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, notice):
        raise PermissionDenied
    form = NoticeForm(
        request.POST or None, instance=notice, user=request.user, branch=notice.branch, today=localdate()
    )
    return edit_page(
        request,
        form,
        template="rectification/notice_form.html",
        done="公示已保存。",
        context={"notice": notice, "year": notice.year},
    )
