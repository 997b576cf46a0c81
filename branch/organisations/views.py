"""The organisation tree, kept by administrators; the party groups of a branch; the first run."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch import permissions
from branch.accounts.models import RoleAssignment, User
from branch.enums import PostTitle
from branch.members.models import Member, Post
from core.columns import Column
from core.editing import refusals_in
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from core.refusals import Refused

from . import services, setup_code
from .forms import DissolveForm, GroupForm, GroupMembersForm, OrganisationFilter, OrganisationForm, SetUpForm
from .models import Organisation, PartyGroup

organisation_list = list_page(
    Organisation,
    [
        Column(
            "名称",
            lambda row: format_html('<span class="tree-{}">{}</span>', row.depth, row.name),
            is_main=True,
        ),
        Column("类别", "kind_label"),
        Column("代码", "code"),
        Column("成立日期", "founded_on"),
        Column("账号", "account_count", css="num"),
    ],
    may_open=permissions.can_manage_organisations,
    rows=lambda rows, at: rows.kept_by(at.user).with_account_count(at.today).order_by("path"),
    filters=OrganisationFilter,
    unit="个",
    add=Add("新建组织", permissions.can_manage_organisations),
    subtitle="党委、党总支和党支部的上下级关系；上级党务工作者按这棵树看到下面的支部。",
    tabs=("branch/_admin_tabs.html", "organisations"),
)


def _place(request, organisation) -> dict:
    """What stands below it, who holds which role in it, and which of those accounts may be opened."""
    roles = RoleAssignment.objects.held_on(localdate()).filter(organisation=organisation)
    return {
        "kept": set(User.objects.visible_to(request.user).values_list("pk", flat=True)),
        "children": organisation.children.alive().order_by("path"),
        "roles": roles.select_related("user", "group").order_by("role", "user__username"),
    }


organisation_detail = detail_page(
    Organisation,
    "branch/organisation_detail.html",
    may_open=permissions.can_manage_organisations,
    rows=lambda rows: rows.select_related("parent", "sent_by"),
    context=_place,
)
organisation_create, organisation_update = form_pages(
    OrganisationForm,
    Words("新建组织", "组织已建立。"),
    Words("编辑{object.short_name}", "修改已保存。"),
    may_open=permissions.can_manage_organisations,
    may_add=permissions.can_manage_organisations,
    given=("parent",),
)

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
    members = Member.objects.attending(group.branch, today).filter(group=group)
    leaders = group.post_set.alive().filter(title=PostTitle.GROUP_LEADER).select_related("member")
    context = {
        "group": group,
        "badge": group.state_badge_on(today),
        "members": members.for_list(today).in_pinyin_order(),
        "leaders": leaders.order_by("-starts_on"),
        "may_keep": permissions.can_manage_group(request.user, group) and group.dissolved_on is None,
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


@require_http_methods(["GET", "POST"])
def group_members(request, pk):
    """Put members into a group by ticking them, all on one page."""
    group, today = get_visible(request, PartyGroup, pk, permissions.can_manage_group), localdate()
    roll = Member.objects.attending(group.branch, today).select_related("group").in_pinyin_order()
    form = GroupMembersForm(request.POST or None, group=group, roll=list(roll), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            changed = services.set_group_members(
                group=group,
                members=list(form.cleaned_data["members"]),
                seen=form.cleaned_data["shown"],
                by=request.user,
            )
            messages.success(request, f"已保存，{changed} 名党员的小组有变动。" if changed else "没有改动。")
            return redirect("branch:group_detail", pk=group.pk)
    return render(request, "branch/group_members.html", {"form": form, "group": group})


BACKEND = "branch.backends.AccountBackend"


@login_not_required
@require_http_methods(["GET", "POST"])
def set_up(request):
    """Only while the site is empty: afterwards it leads to signing in."""
    if services.is_set_up():
        return redirect("branch:sign_in")
    form = SetUpForm(request.POST or None, address=request.META.get("REMOTE_ADDR", ""))
    if request.method == "POST" and form.is_valid():
        try:
            user = services.found_branch(form.first_run(), on=timezone.localdate())
        except Refused:
            return redirect("branch:sign_in")
        setup_code.forget()
        login(request, user, backend=BACKEND)
        messages.success(
            request,
            "党支部和您的账号已建立。接下来先在“组织与党员”登记党员，再在“组织生活”登记最近一次会议。",
        )
        return redirect("overview:home")
    return render(request, "branch/set_up.html", {"form": form})
