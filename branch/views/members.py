"""The register (党员名册): list, one member, entering, changing, moving the status."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import edit_page, refusals_in
from core.sheets import sheet_response

from .. import permissions, services
from ..exports import member_sheet
from ..forms import MemberCreateForm, MemberFilter, MemberForm, StatusForm
from ..models import Member, PartyGroup
from ..workspace import branch_required

PAGE_SIZE = 50
SORTS = {
    "name": ("name_sort", "pk"),
    "birth_date": ("birth_date", "name_sort"),
    "joined_on": ("joined_on", "name_sort"),
    "confirmed_on": ("confirmed_on", "name_sort"),
}


@require_GET
@branch_required
def member_list(request):
    """The register of the chosen branch; a member without more rights is led to the own entry."""
    workspace, today = request.workspace, timezone.localdate()
    if not permissions.can_list_members(request.user, workspace.branch):
        if request.user.member_id:
            return redirect("branch:member_detail", pk=request.user.member_id)
        raise PermissionDenied
    own = Member.objects.visible_to(request.user).of_branch(workspace.branch)
    form = MemberFilter(request.GET, groups=PartyGroup.objects.alive().filter(branch=workspace.branch))
    found = _sorted(request, form.narrow(own.for_list(today)))
    if request.GET.get("format") == "xlsx":
        title = f"{workspace.branch.short_name}党员名册"
        return sheet_response(member_sheet(found, title, request.user, today))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "rows": [(member, member.age_on(today)) for member in page],
        "may_add": permissions.can_add_member(request.user, workspace.branch),
    }
    return render(request, "branch/member_list.html", context)


def _sorted(request, members):
    """By the column asked for, by pinyin otherwise."""
    asked = request.GET.get("sort", "")
    if columns := SORTS.get(asked.lstrip("-")):
        first, *others = columns
        return members.order_by(f"-{first}" if asked.startswith("-") else first, *others)
    return members.in_pinyin_order()


@require_GET
def member_detail(request, pk):
    """One member: facts, statuses, posts; what is restricted for the secretary and the member alone."""
    today = timezone.localdate()
    member = get_object_or_404(Member.objects.visible_to(request.user).for_list(today), pk=pk)
    context = {
        "member": member,
        "age": member.age_on(today),
        "statuses": member.statuses.order_by("-starts_on", "-pk"),
        "posts": member.posts.alive().order_by("-starts_on", "-pk"),
        "sees_restricted": permissions.sees_restricted_of(request.user, member),
        "may_change": permissions.can_change_member(request.user, member),
        "is_own": member.pk == request.user.member_id,
        "may_list": permissions.can_list_members(request.user, member.branch),
    }
    return render(request, "branch/member_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def member_create(request):
    """A new entry with its first status."""
    branch = request.workspace.branch
    if not permissions.can_add_member(request.user, branch):
        raise PermissionDenied
    form = MemberCreateForm(request.POST or None, user=request.user, branch=branch)
    return edit_page(request, form, template="branch/member_form.html", done="已登入党员名册。")


@require_http_methods(["GET", "POST"])
def member_update(request, pk):
    """Change an entry."""
    member = get_object_or_404(Member.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_member(request.user, member):
        raise PermissionDenied
    form = MemberForm(request.POST or None, instance=member, user=request.user, branch=member.branch)
    context = {"member": member}
    return edit_page(request, form, template="branch/member_form.html", done="修改已保存。", context=context)


@require_http_methods(["GET", "POST"])
def member_status(request, pk):
    """Record a change of status: 转正, 转出 and the rest."""
    visible = Member.objects.visible_to(request.user).select_related("branch")
    member = get_object_or_404(visible, pk=pk)
    if not permissions.can_change_member(request.user, member):
        raise PermissionDenied
    current = member.statuses.filter(ends_on__isnull=True).first()
    form = StatusForm(request.POST or None, member=member, current=current, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.change_status(member=member, by=request.user, **form.change)
            messages.success(request, f"{member.name}的状态已变更。")
            return redirect("branch:member_detail", pk=member.pk)
    return render(request, "branch/member_status.html", {"form": form, "member": member, "current": current})
