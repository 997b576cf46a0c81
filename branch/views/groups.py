"""Party groups of the branch."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import edit_page, refusals_in

from .. import permissions, services
from ..enums import PostTitle
from ..forms import DissolveForm, GroupForm
from ..models import Member, PartyGroup, Post
from ..workspace import branch_required


def _group_or_404(request, pk: int) -> PartyGroup:
    return get_object_or_404(PartyGroup.objects.visible_to(request.user).select_related("branch"), pk=pk)


@require_GET
@branch_required
def group_list(request):
    """The groups of the chosen branch with leader and size; dissolved ones come last."""
    branch, today = request.workspace.branch, timezone.localdate()
    if not permissions.can_read_structure(request.user, branch):
        raise PermissionDenied
    groups = list(PartyGroup.objects.alive().filter(branch=branch).for_list(today))
    leaders = Post.objects.held_on(today).filter(branch=branch, title=PostTitle.GROUP_LEADER)
    leader_of = {post.group_id: post.member.name for post in leaders.select_related("member")}
    context = {
        "rows": [(group, leader_of.get(group.pk, ""), group.state_badge_on(today)) for group in groups],
        "may_manage": permissions.can_add_member(request.user, branch),
    }
    return render(request, "branch/group_list.html", context)


@require_GET
def group_detail(request, pk):
    """One group with its members and leaders."""
    group, today = _group_or_404(request, pk), timezone.localdate()
    if not permissions.can_read_group(request.user, group):
        raise PermissionDenied
    members = Member.objects.on_roll(group.branch, today).filter(group=group)
    leaders = group.post_set.alive().filter(title=PostTitle.GROUP_LEADER).select_related("member")
    context = {
        "group": group,
        "badge": group.state_badge_on(today),
        "members": members.for_list(today).in_pinyin_order(),
        "leaders": leaders.order_by("-starts_on"),
        "may_dissolve": permissions.can_manage_group(request.user, group) and group.dissolved_on is None,
        "reads_branch": permissions.can_read_structure(request.user, group.branch),
    }
    return render(request, "branch/group_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def group_create(request):
    """A new group."""
    branch = request.workspace.branch
    if not permissions.can_add_member(request.user, branch):
        raise PermissionDenied
    form = GroupForm(request.POST or None, user=request.user, branch=branch)
    return edit_page(request, form, template="branch/group_form.html", done="党小组已建立。")


@require_http_methods(["GET", "POST"])
def group_update(request, pk):
    """Change a group."""
    group = _group_or_404(request, pk)
    if not permissions.can_manage_group(request.user, group):
        raise PermissionDenied
    form = GroupForm(request.POST or None, instance=group, user=request.user, branch=group.branch)
    return edit_page(
        request, form, template="branch/group_form.html", done="修改已保存。", context={"group": group}
    )


@require_http_methods(["GET", "POST"])
def group_dissolve(request, pk):
    """End a group and say where its members go."""
    group = _group_or_404(request, pk)
    if not permissions.can_manage_group(request.user, group):
        raise PermissionDenied
    today = timezone.localdate()
    others = PartyGroup.objects.active_on(today).filter(branch=group.branch).exclude(pk=group.pk)
    form = DissolveForm(
        request.POST or None, groups=others, user=request.user, initial={"dissolved_on": today}
    )
    if request.method == "POST" and form.is_valid():
        moves = {"on": form.cleaned_data["dissolved_on"], "move_to": form.cleaned_data["move_to"]}
        with refusals_in(form):
            moved = services.dissolve_group(group=group, by=request.user, **moves)
            messages.success(request, f"“{group}”已撤销，{moved} 名党员已转出。")
            return redirect("branch:group_detail", pk=group.pk)
    return render(request, "branch/group_dissolve.html", {"form": form, "group": group})
