"""Posts of the branch with their terms."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core.columns import Column
from core.editing import refusals_in
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page

from .. import permissions, services
from ..exports import post_sheet
from ..forms import EndPostForm, PostFilter, PostForm
from ..models import Post

post_list = list_page(
    Post,
    lambda at: [
        Column(
            "职务",
            "get_title_display",
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
)


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
    },
)
post_create, post_update = form_pages(
    PostForm,
    Words("登记任职", "任职已登记。"),
    Words("编辑任职", "修改已保存。"),
    may_add=permissions.can_add_member,
)


@require_http_methods(["GET", "POST"])
def post_end(request, pk):
    """End a term on a day."""
    post = get_visible(request, Post, pk, permissions.can_manage_post, rows=_with_people)
    form = EndPostForm(request.POST or None, user=request.user, initial={"ends_on": localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.end_post(post=post, on=form.cleaned_data["ends_on"], by=request.user)
            messages.success(request, f"“{post}”的任期已结束。")
            return redirect("branch:post_detail", pk=post.pk)
    return render(request, "branch/post_end.html", {"form": form, "post": post})
