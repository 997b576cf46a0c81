"""Party groups of the branch."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from core.columns import Column
from core.editing import refusals_in
from core.pages import Add, Words, form_pages, get_visible, list_page

from .. import permissions, services
from ..enums import PostTitle
from ..forms import DissolveForm, GroupForm
from ..models import Member, PartyGroup, Post

group_list = list_page(
    PartyGroup,
    lambda at: [
        Column("名称", "name", is_main=True),
        Column("组长", lambda group: "、".join(post.member.name for post in group.leaders)),
        Column("党员", lambda group: f"{group.member_count} 人", css="num"),
        Column("成立", "founded_on"),
        Column("撤销", "dissolved_on"),
        Column("状态", lambda group: group.state_badge_on(at.today)),
    ],
    may_open=permissions.can_read_structure,
    rows=lambda rows, at: rows.for_list(at.today).prefetch_related(_leaders_on(at.today)),
    add=Add(
        "新建党小组",
        permissions.can_add_member,
        "党员较多的支部分组开会、学习；不分组的支部不要求召开党小组会。",
    ),
    subtitle="党小组会按小组统计；撤销的小组保留在这里。",
    tabs=("branch/_tabs.html", "groups"),
    empty=("", "不分组的支部不要求召开党小组会。"),
)
group_create, group_update = form_pages(
    GroupForm,
    Words("新建党小组", "党小组已建立。"),
    Words("编辑党小组", "修改已保存。"),
    may_add=permissions.can_add_member,
)


def _leaders_on(day) -> Prefetch:
    posts = Post.objects.held_on(day).filter(title=PostTitle.GROUP_LEADER).select_related("member")
    return Prefetch("post_set", posts, to_attr="leaders")


@require_GET
def group_detail(request, pk):
    """One group with its members and leaders."""
    group, today = get_visible(request, PartyGroup, pk, permissions.can_read_group), localdate()
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
def group_dissolve(request, pk):
    """End a group and say where its members go."""
    group, today = get_visible(request, PartyGroup, pk, permissions.can_manage_group), localdate()
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
