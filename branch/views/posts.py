"""Posts of the branch with their terms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import edit_page, refusals_in
from core.sheets import sheet_response

from .. import permissions, services
from ..exports import post_sheet
from ..forms import EndPostForm, PostFilter, PostForm
from ..models import Post
from ..workspace import branch_required


def _post_or_404(request, pk: int) -> Post:
    visible = Post.objects.visible_to(request.user).select_related("branch", "member", "group")
    return get_object_or_404(visible, pk=pk)


@require_GET
@branch_required
def post_list(request):
    """Who holds the posts of the chosen branch, and who held them."""
    branch, today = request.workspace.branch, timezone.localdate()
    if not permissions.can_list_posts(request.user, branch):
        raise PermissionDenied
    form = PostFilter(request.GET)
    posts = form.narrow(Post.objects.visible_to(request.user).filter(branch=branch), today)
    posts = posts.select_related("member", "group").in_rank_order()
    if request.GET.get("format") == "xlsx":
        return sheet_response(post_sheet(posts, f"{branch.short_name}任职情况"))
    rows = [(post, post.state_badge_on(today)) for post in posts]
    context = {
        "rows": rows,
        "form": form,
        "may_manage": permissions.can_add_member(request.user, branch),
        "may_list_members": permissions.can_list_members(request.user, branch),
    }
    return render(request, "branch/post_list.html", context)


@require_GET
def post_detail(request, pk):
    """One term."""
    post, today = _post_or_404(request, pk), timezone.localdate()
    may_manage = permissions.can_manage_post(request.user, post)
    context = {
        "post": post,
        "badge": post.state_badge_on(today),
        "may_end": may_manage and post.is_open_on(today),
        "may_list_members": permissions.can_list_members(request.user, post.branch),
    }
    return render(request, "branch/post_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def post_create(request):
    """A new term."""
    branch = request.workspace.branch
    if not permissions.can_add_member(request.user, branch):
        raise PermissionDenied
    form = PostForm(request.POST or None, user=request.user, branch=branch)
    return edit_page(request, form, template="branch/post_form.html", done="任职已登记。")


@require_http_methods(["GET", "POST"])
def post_update(request, pk):
    """Change a term."""
    post = _post_or_404(request, pk)
    if not permissions.can_manage_post(request.user, post):
        raise PermissionDenied
    form = PostForm(request.POST or None, instance=post, user=request.user, branch=post.branch)
    return edit_page(
        request, form, template="branch/post_form.html", done="修改已保存。", context={"post": post}
    )


@require_http_methods(["GET", "POST"])
def post_end(request, pk):
    """End a term on a day."""
    post = _post_or_404(request, pk)
    if not permissions.can_manage_post(request.user, post):
        raise PermissionDenied
    form = EndPostForm(request.POST or None, user=request.user, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.end_post(post=post, on=form.cleaned_data["ends_on"], by=request.user)
            messages.success(request, f"“{post}”的任期已结束。")
            return redirect("branch:post_detail", pk=post.pk)
    return render(request, "branch/post_end.html", {"form": form, "post": post})
