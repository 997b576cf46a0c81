"""The register (党员名册), one member, moving the status; posts and their end; the structure of the branch."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch import access, permissions
from branch.accounts.post_roles import Proposal, proposals
from branch.admonitions.models import Admonition
from branch.enums import OFF_ROLL, TechnicalTitle
from core.columns import Column
from core.editing import refusals_in
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, get_visible, list_page

from . import services
from .forms import (
    CorrectStatusForm,
    EndPostForm,
    ExtendProbationForm,
    MemberCreateForm,
    MemberFilter,
    MemberForm,
    PostFilter,
    PostForm,
    StatusForm,
)
from .models import Member, Post
from .register import PAGE, RESTRICTED, facts_of, member_sheet, post_sheet
from .structure import structure_of


def _of_guest(member: Member) -> str:
    return f"组织关系在{member.home}" if member.is_guest else ""


_register = list_page(
    Member,
    lambda at: [
        Column("姓名", "name", sort="name", by=("name_sort",), is_main=True, css="text-nowrap"),
        Column("性别", "get_gender_display"),
        Column("出生年月", lambda member: _birth(member, at.today), sort="birth_date", css="text-nowrap"),
        Column("入党", "joined_on", sort="joined_on", css="text-nowrap"),
        Column("转正", "confirmed_on", sort="confirmed_on", css="text-nowrap"),
        Column("职称", _title),
        Column("职务", "job"),
        Column("党小组", "group.name"),
        Column("状态", "state_badge", after=_of_guest, css="text-nowrap"),
    ],
    may_open=permissions.can_list_members,
    rows=lambda rows, at: rows.for_list(at.today).in_pinyin_order(),
    filters=MemberFilter,
    unit="人",
    sheet=lambda at: member_sheet(at.found, f"{at.branch.short_name}党员名册", at.user, at.today),
    add=Add("登记党员", permissions.can_add_member, "先登记支部的每一名党员，会议签到和学习任务才有名单。"),
    subtitle="{branch.name}；应到会人数、表决权、学时和评议都从这里取数。",
    tabs=("branch/_tabs.html", "members"),
    template="branch/member_list.html",
)


def _birth(member: Member, on) -> str:
    born = member.birth_date
    return f"{born.year}年{born.month}月（{member.age_on(on)} 岁）" if born else ""


def _title(member: Member) -> str:
    has_title = member.technical_title != TechnicalTitle.NONE
    return member.get_technical_title_display() if has_title else ""


@require_GET
def member_list(request):
    """The register of the chosen branch; a member without more rights is led to the own entry."""
    may_list = permissions.can_list_members(request.user, request.workspace.branch)
    if request.user.member_id and request.workspace.branch and not may_list:
        return redirect("branch:member_detail", pk=request.user.member_id)
    return _register(request)


def _entry(request, member) -> dict:
    """Statuses and posts; what is restricted for the secretary and the member alone."""
    user, today = request.user, localdate()
    sees_restricted = permissions.sees_restricted_of(user, member)
    return {
        "facts": facts_of(member, PAGE, user, today),
        "restricted": facts_of(member, RESTRICTED, user, today) if sees_restricted else (),
        "statuses": (statuses := list(member.statuses.order_by("-starts_on", "-pk"))),
        "may_extend": bool(statuses) and statuses[0].may_be_extended and not services.not_ours(member, ""),
        "posts": member.posts.alive().order_by("-starts_on", "-pk"),
        "may_change": permissions.can_change_member(request.user, member),
        "admonitions": Admonition.objects.visible_to(user).filter(member=member),
        "is_own": member.pk == request.user.member_id,
        "may_list": permissions.can_list_members(request.user, member.branch),
    }


member_detail = detail_page(
    Member, "branch/member_detail.html", rows=lambda rows: rows.for_list(localdate()), context=_entry
)
member_create, member_update = form_pages(
    MemberForm,
    Words("登记党员", "已登入党员名册。"),
    Words("编辑{object.name}", "修改已保存。"),
    may_add=permissions.can_add_member,
    create_form=MemberCreateForm,
    given=("name", "status", "since", "joined_on"),
    template="branch/member_form.html",
)


@require_http_methods(["GET", "POST"])
def member_status(request, pk):
    """Record a change of status: 转正, 转出 and the rest."""
    member = get_visible(request, Member, pk, permissions.can_change_member)
    current = member.statuses.filter(ends_on__isnull=True).first()
    given = {name: request.GET[name] for name in StatusForm.base_fields if name in request.GET}
    form = StatusForm(request.POST or None, member=member, current=current, user=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.change_status(member=member, by=request.user, **form.change)
            messages.success(
                request, f"{member.name}的状态已变更。{_of_leaving(member, form.change['status'])}"
            )
            return redirect("branch:member_detail", pk=member.pk)
    context = {"form": form, "member": member, "current": current, "change": "变更党籍状态"}
    return render(request, "branch/member_status.html", context)


@require_http_methods(["GET", "POST"])
def member_extend(request, pk):
    """Extend the 预备期 by a decision of the 党员大会, where the branch decides it."""
    member = get_visible(request, Member, pk, permissions.can_change_member)
    if why_not := services.not_ours(member, "延长预备期"):
        raise PermissionDenied(why_not)
    return _change(
        request, pk, ExtendProbationForm, services.extend_probation, "延长预备期", "预备期已延长。"
    )


@require_http_methods(["GET", "POST"])
def member_correct(request, pk):
    """Mend a present status that was entered wrongly."""
    return _change(
        request, pk, CorrectStatusForm, services.correct_status, "改正状态", "状态已改正，原因写进修改记录。"
    )


def _change(request, pk, form_class, service, title: str, done: str):
    """A form about the present status of a member, and its service."""
    member = get_visible(request, Member, pk, permissions.can_change_member)
    current = member.statuses.filter(ends_on__isnull=True).first()
    now = {"status": current.status, "since": current.starts_on} if current else {}
    given = {name: request.GET[name] for name in form_class.base_fields if name in request.GET}
    form = form_class(request.POST or None, user=request.user, initial=now | given)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            told = {name: form.cleaned_data[name] for _, names in form.fieldsets for name in names}
            form.once(lambda: service(member=member, by=request.user, **told).member)
            messages.success(request, f"{member.name}的{done}")
            return redirect("branch:member_detail", pk=member.pk)
    context = {"form": form, "member": member, "current": current, "change": title}
    return render(request, "branch/member_status.html", context)


def _of_leaving(member: Member, status: str) -> str:
    """What follows for someone who is no longer of the branch: the account is closed, posts are still to be ended."""
    if status not in OFF_ROLL:
        return ""
    closed = "对应的账号从现在起不能登录。" if hasattr(member, "user") else ""
    is_in_office = member.posts.alive().filter(ends_on__isnull=True).exists()
    return closed + ("还有没结束的任职，请到“任职”结束任期。" if is_in_office else "")


post_list = list_page(
    Post,
    lambda at: [
        Column(
            "职务",
            "label",
            is_main=True,
            after=lambda post: f"（{post.group.name}）" if post.group else "",
            css="text-nowrap",
        ),
        Column("姓名", "member.name", css="text-nowrap"),
        Column("分管工作", "duties"),
        Column("任期自", "starts_on", css="text-nowrap"),
        Column("任期至", "ends_on", css="text-nowrap"),
        Column("状态", lambda post: post.state_badge_on(at.today), css="text-nowrap"),
    ],
    may_open=permissions.can_list_posts,
    rows=lambda rows, at: rows.select_related("member", "group").in_rank_order(),
    filters=PostFilter,
    unit="条",
    sheet=lambda at: post_sheet(at.found, f"{at.branch.short_name}任职情况"),
    add=Add("登记任职", permissions.can_add_member, "先登记书记和各委员，支委会的应到人数从这里取。"),
    subtitle="支部班子和党小组长，以及分管的工作。",
    tabs=("branch/_tabs.html", "posts"),
    template="branch/post_list.html",
)


def _proposals(request, post: Post) -> list[Proposal]:
    """What the post proposes for the account of its holder; for the readers of the branch."""
    if not permissions.can_read_roles(request.user, post.branch):
        return []
    return proposals(post.branch, localdate(), member=post.member, post=post)


def _with_people(rows):
    return rows.select_related("branch", "member", "group")


post_detail = detail_page(
    Post,
    "branch/post_detail.html",
    rows=_with_people,
    context=lambda request, post: {
        "badge": post.state_badge_on(localdate()),
        "may_end": permissions.can_manage_post(request.user, post) and post.is_open_on(localdate()),
        "may_list_members": permissions.can_list_members(request.user, post.branch),
        "proposals": _proposals(request, post),
        "may_give": permissions.can_give_roles(request.user, post.branch),
    },
)
post_create, post_update = form_pages(
    PostForm,
    Words("登记任职", "任职已登记。"),
    Words("编辑任职", "修改已保存。"),
    may_add=permissions.can_add_member,
    given=("title", "member", "group", "starts_on", "ends_on"),
)


@require_http_methods(["GET", "POST"])
def post_end(request, pk):
    """End a term on a day."""
    post = get_visible(request, Post, pk, permissions.can_manage_post, rows=_with_people)
    form = EndPostForm(
        request.POST or None,
        user=request.user,
        initial={"ends_on": request.GET.get("ends_on") or localdate()},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.end_post(post=post, on=form.cleaned_data["ends_on"], by=request.user)
            messages.success(request, f"“{post}”的任期已结束。")
            return redirect("branch:post_detail", pk=post.pk)
    return render(request, "branch/post_end.html", {"form": form, "post": post})


@require_GET
def structure(request):
    """Ages, genders, titles, who retires within five years; health only as counts."""
    branch, today = chosen_branch(request, permissions.can_read_structure), timezone.localdate()
    sees_health = access.may_see_restricted(request.user, branch)
    figures = structure_of(branch, today, sees_health=sees_health)
    context = {
        "figures": figures,
        "groups": (
            ("年龄", figures.ages),
            ("性别", figures.genders),
            ("职称", figures.titles),
            ("党籍", figures.statuses),
        ),
        "today": today,
        "sees_health": sees_health,
    }
    return render(request, "branch/structure.html", context)
