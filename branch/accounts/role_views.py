"""Roles on both sides: the administrator gives and ends them, the branch or the superior confirms them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch import permissions
from branch.access import grants_of
from branch.members.models import Post
from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.editing import refusals_in, refusals_told, whole_number
from core.pages import allow, chosen_branch
from core.records import url_of as post_url
from core.refusals import Refused

from . import post_roles, services
from .changes import recent_changes
from .confirming import Confirmers, waiting_roles
from .forms import DeclineForm, RoleForm
from .models import RoleAssignment
from .views import account_to_change


@require_GET
def role_list(request):
    """授权 of the branch: what waits, who may read and write it now, what changed of late."""
    branch, today = chosen_branch(request, permissions.can_read_roles), localdate()
    roles = RoleAssignment.objects.over([branch]).select_related("organisation", "user", "group")
    held = roles.open_on(today).order_by("role", "user__username")
    context = {
        "waiting": (waiting := waiting_roles(request.user, [branch], today)),
        "to_confirm": [row.role for row in waiting if row.may_confirm],
        "roles": [
            (role, role.state_badge_on(today), permissions.can_end_role(request.user, role))
            for role in held
            if role.confirmed_on
        ],
        "changes": recent_changes(roles, timezone.now()),
        "proposals": post_roles.proposals(branch, today),
        "may_give": permissions.can_give_roles(request.user, branch),
        "branch": branch,
    }
    return render(request, "branch/role_list.html", context)


@require_GET
def role_changes(request):
    """近期授权变动 in the organisations that the administrator keeps."""
    allow(permissions.can_manage_accounts(request.user))
    kept = Organisation.objects.kept_by(request.user)
    roles = RoleAssignment.objects.filter(organisation__in=kept)
    changes = recent_changes(roles.select_related("organisation", "user", "group"), timezone.now())
    return render(request, "branch/role_changes.html", {"changes": changes})


@require_http_methods(["GET", "POST"])
def role_create(request, pk):
    """Give an account a role; nobody gives one to the own account."""
    account = account_to_change(request, pk)
    allow(account.pk != request.user.pk, "不能给自己的账号授予角色，请由另一位管理员办理。")
    form = RoleForm(
        request.POST or None, account=account, user=request.user, initial={"starts_on": localdate()}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            tell_given(request, form.save())
            return redirect("branch:account_detail", pk=account.pk)
    return render(request, "branch/role_form.html", {"form": form, "account": account})


def tell_given(request, role: RoleAssignment) -> None:
    """Say whether a role that was just given is valid, or who confirms it first."""
    waits = "，经支部或上级确认后生效；由谁确认写在账号页上"
    messages.success(request, f"“{role}”已授予{'' if role.confirmed_on else waits}。")


@require_POST
def role_end(request, pk):
    """End a role today."""
    role = _role(request, pk)
    allow(permissions.can_end_role(request.user, role))
    with refusals_told(request):
        services.end_role(role=role, on=localdate(), by=request.user)
        messages.success(request, f"“{role}”今天结束，明天起不再有效。")
    return _back(request, role)


@require_POST
def role_confirm(request, pk):
    """Confirm a role: it is valid at once."""
    role = _role(request, pk)
    branch = _seen_from(request, role)
    with refusals_told(request):
        services.confirm_role(role=role, branch=branch, by=request.user, on=localdate())
        messages.success(request, f"已确认{role.user}的“{role}”，现在生效。")
    return redirect("overview:oversight" if "oversight" in request.POST else "branch:role_list")


@require_POST
def roles_confirm(request):
    """Confirm the roles of the branch that were shown waiting, all at once."""
    branch = chosen_branch(request, permissions.can_read_roles)
    shown = {whole_number(pk) for pk in request.POST.getlist("role")}
    waiting = waiting_roles(request.user, [branch], localdate())
    roles = [row.role for row in waiting if row.role.pk in shown and row.may_confirm]
    with refusals_told(request):
        if not roles:
            raise Refused("没有要您确认的授权，可能刚刚已经有人确认。")
        count = services.confirm_roles(roles=roles, branch=branch, by=request.user, on=localdate())
        messages.success(request, f"已确认 {count} 项授权，现在生效。")
    return redirect("branch:role_list")


@require_http_methods(["GET", "POST"])
def role_decline(request, pk):
    """Take back a role that waits, with the reason."""
    role = _role(request, pk)
    branch = _seen_from(request, role)
    form = DeclineForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.decline_role(
                role=role,
                branch=branch,
                by=request.user,
                on=localdate(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, f"{role.user}的“{role}”没有生效，已撤回。")
            return redirect("branch:role_list")
    return render(request, "branch/role_decline.html", {"form": form, "role": role})


def _post_of_role(request, pk: int) -> Post:
    """A post whose role this person may give and end: the branch's secretary, a superior or its administrator."""
    post = get_object_or_404(Post.objects.alive().select_related("branch", "member", "group"), pk=pk)
    grants = grants_of(request.user)
    if not grants.knows(post.branch) and not grants.keeps(post.branch.path):
        raise Http404
    allow(permissions.can_give_roles(request.user, post.branch))
    return post


@require_POST
def post_role(request, pk):
    """Give the role that a post proposes, for the same term."""
    post = _post_of_role(request, pk)
    with refusals_told(request):
        tell_given(request, post_roles.give_role_of(post=post, by=request.user, on=localdate()))
    return _from_post(request, post)


@require_POST
def post_role_end(request, pk):
    """End the role of a post with its term."""
    post = _post_of_role(request, pk)
    with refusals_told(request):
        role = post_roles.end_role_of(post=post, by=request.user, on=localdate())
        messages.success(request, f"“{role}”已随任期到{chinese_date(role.ends_on)}结束。")
    return _from_post(request, post)


def _from_post(request, post: Post):
    """Back to the post for who reads the branch, to the account for its administrator."""
    if grants_of(request.user).knows(post.branch):
        return redirect(post_url(post))
    account = getattr(post.member, "user", None)
    return redirect("branch:account_detail", pk=account.pk) if account else redirect("branch:account_list")


def _role(request, pk: int) -> RoleAssignment:
    rows = RoleAssignment.objects.visible_to(request.user).select_related("user", "organisation")
    return get_object_or_404(rows.distinct(), pk=pk)


def _seen_from(request, role: RoleAssignment) -> Organisation:
    """The branch for which the person confirms: the role's own, else the one worked in. 403 for who may not."""
    branch = role.organisation if role.organisation.is_branch else request.workspace.branch
    allow(branch is not None)
    allow(request.user.pk in {one.pk for one in Confirmers([branch], localdate()).of(role, branch)})
    return branch


def _back(request, role: RoleAssignment):
    """To the account for its administrator, to the branch's page for everyone else."""
    if grants_of(request.user).keeps(role.organisation.path):
        return redirect("branch:account_detail", pk=role.user_id)
    return redirect("branch:role_list")
