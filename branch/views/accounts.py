"""Accounts and roles, kept by administrators."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.editing import edit_page, refusals_told

from .. import permissions, services
from ..forms import AccountCreateForm, AccountFilter, AccountForm, PasswordResetForm, RoleForm
from ..models import Organisation, RoleAssignment, User

PAGE_SIZE = 50


def _require_administrator(request) -> None:
    if not permissions.can_manage_accounts(request.user):
        raise PermissionDenied


@require_GET
def account_list(request):
    """Every account with its current roles."""
    _require_administrator(request)
    form = AccountFilter(request.GET, organisations=Organisation.objects.alive())
    found = form.narrow(User.objects.visible_to(request.user)).order_by("username")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "rows": _rows(page), "mail": settings.MAIL}
    return render(request, "branch/account_list.html", context)


def _rows(page) -> list[tuple[User, list[RoleAssignment]]]:
    """Each account of a page with the roles it holds today."""
    held: dict[int, list[RoleAssignment]] = {account.pk: [] for account in page}
    roles = RoleAssignment.objects.held_on(timezone.localdate()).filter(user__in=list(held))
    for role in roles.select_related("organisation", "group"):
        held[role.user_id].append(role)
    return [(account, held[account.pk]) for account in page]


def _account_or_404(request, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user).select_related("member__branch"), pk=pk)


@require_GET
def account_detail(request, pk):
    """One account with its roles, ended ones included."""
    _require_administrator(request)
    account = _account_or_404(request, pk)
    today = timezone.localdate()
    roles = account.roles.alive().select_related("organisation", "group").order_by("-starts_on", "-pk")
    rows = [(role, role.state_badge_on(today), role.is_open_on(today)) for role in roles]
    return render(request, "branch/account_detail.html", {"account": account, "rows": rows})


@require_http_methods(["GET", "POST"])
def account_create(request):
    """A new account; its roles follow on its page."""
    _require_administrator(request)
    form = AccountCreateForm(request.POST or None, user=request.user)
    return edit_page(request, form, template="branch/account_form.html", done="账号已建立，请接着授予角色。")


@require_http_methods(["GET", "POST"])
def account_update(request, pk):
    """Change an account, or disable it."""
    _require_administrator(request)
    account = _account_or_404(request, pk)
    form = AccountForm(request.POST or None, instance=account, user=request.user)
    return edit_page(
        request, form, template="branch/account_form.html", done="修改已保存。", context={"account": account}
    )


@require_http_methods(["GET", "POST"])
def account_password(request, pk):
    """Set a new initial password; whoever is signed in to the account is signed out."""
    _require_administrator(request)
    account = _account_or_404(request, pk)
    form = PasswordResetForm(request.POST or None, account=account, user=request.user)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        services.set_password(user=account, password=password, by=request.user, must_change=True)
        messages.success(request, f"已重设“{account}”的密码，请当面告诉本人；登录后须改成自己的密码。")
        return redirect("branch:account_detail", pk=account.pk)
    return render(request, "branch/account_password.html", {"form": form, "account": account})


@require_http_methods(["GET", "POST"])
def role_create(request, pk):
    """Give an account a role."""
    _require_administrator(request)
    account = _account_or_404(request, pk)
    initial = {"starts_on": timezone.localdate()}
    form = RoleForm(request.POST or None, account=account, user=request.user, initial=initial)
    return edit_page(
        request,
        form,
        template="branch/role_form.html",
        done="角色已授予，立即生效。",
        context={"account": account},
        to=account_url(account),
    )


def account_url(account: User) -> str:
    """The address of an account's page."""
    return redirect("branch:account_detail", pk=account.pk).url


@require_POST
def role_end(request, pk):
    """End a role today."""
    _require_administrator(request)
    role = get_object_or_404(RoleAssignment.objects.alive().select_related("user", "organisation"), pk=pk)
    with refusals_told(request):
        services.end_role(role=role, on=timezone.localdate(), by=request.user)
        messages.success(request, f"“{role}”今天结束，明天起不再有效。")
    return redirect("branch:account_detail", pk=role.user_id)
