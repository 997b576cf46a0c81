"""Accounts and roles, kept by administrators; signing in, the own account and the choice of branch and year."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.db.models import Prefetch
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch import permissions, workspace
from branch.company_sign_in.configured import LDAP
from branch.members.forms import AccountFilter
from core import audit
from core.client_address import has_unknown_proxy, is_local
from core.columns import Column, muted
from core.editing import edit_page, whole_number
from core.enums import AuditAction
from core.pages import Add, Words, allow, detail_page, form_pages, get_visible, list_page
from core.private_pages import forget_pages

from . import devices, held_forms, services, signing_in
from .confirming import Confirmers, branches_under
from .forms import AccountCreateForm, AccountForm, OwnAccountForm, OwnPasswordForm, SignInForm
from .models import RoleAssignment, User
from .post_roles import proposals
from .second_factor_views import ask_for_code
from .sessions import keep_or_end

# So many branches are named that have to confirm a role each for itself.
TOLD_MOST = 20

account_list = list_page(
    User,
    [
        Column("姓名", "display_name", is_main=True, css="text-nowrap"),
        Column("登录名", "username"),
        Column("角色", lambda account: _roles_of(account) or muted("还没有角色")),
        Column("最近登录", lambda account: account.last_login or muted("从未登录"), css="text-nowrap"),
        Column("状态", "state_badge", css="text-nowrap"),
    ],
    may_open=permissions.can_manage_accounts,
    rows=lambda rows, at: (
        rows.with_closing(at.today).prefetch_related(_held_on(at.today)).order_by("username")
    ),
    filters=AccountFilter,
    unit="个",
    add=Add("新建账号", permissions.can_manage_accounts),
    subtitle="谁能登录、在哪个组织担任什么角色。",
    template="branch/account_list.html",
    context=lambda at: {
        "mail": settings.MAIL,
        "has_unknown_proxy": has_unknown_proxy(),
        "paused": signing_in.paused_addresses(timezone.now()),
    },
)


def _held_on(day) -> Prefetch:
    roles = RoleAssignment.objects.held_on(day).select_related("organisation", "group")
    return Prefetch("roles", roles, to_attr="held")


def _roles_of(account: User) -> str:
    return "、".join(
        f"{role}{f'（{role.group.name}）' if role.group else ''}{'' if role.confirmed_on else '（待确认）'}"
        for role in account.held
    )


def _all_roles(request, account) -> dict:
    """The roles of an account, ended ones included, what is counted against signing in to it, and what closed it."""
    today = localdate()
    closing = account.closing_status(today)
    roles = account.roles.alive().select_related("organisation", "user", "group")
    rows = [
        (role, role.state_badge_on(today), _may_end(request.user, role, today), _who_confirms(role, today))
        for role in roles.order_by("-starts_on", "-pk")
    ]
    return {
        "rows": rows,
        "failures": signing_in.counts_of(account, timezone.now()),
        "now": timezone.now(),
        "closing": closing.closes_account if closing else "",
        "proposals": proposals(account.member.branch, today, member=account.member) if account.member else [],
        "is_own": account.pk == request.user.pk,
        "company": _company_of(account),
    }


def _may_end(user, role: RoleAssignment, today) -> bool:
    return role.is_open_on(today) and permissions.can_end_role(user, role)


def _who_confirms(role: RoleAssignment, today) -> str:
    """In words, for a role that waits: who confirms it."""
    if role.confirmed_on or not role.is_open_on(today):
        return ""
    branches = list(branches_under(role)[: TOLD_MOST + 1])
    confirmers = Confirmers([*branches, role.organisation], today)
    told = [confirmers.told(role, branch) for branch in branches]
    if len(set(told)) <= 1:
        return "".join(told[:1])
    words = "；".join(f"{branch.short_name}{by}" for branch, by in zip(branches, told, strict=True))
    return f"{words}……其余支部各自确认" if len(branches) > TOLD_MOST else words


def _with_member(rows):
    return rows.with_closing(localdate()).select_related("member__branch")


account_detail = detail_page(
    User,
    "branch/account_detail.html",
    may_open=permissions.can_manage_accounts,
    rows=_with_member,
    context=_all_roles,
)
account_create, account_update = form_pages(
    AccountForm,
    Words(
        "新建账号",
        "账号已建立，请接着授予角色。",
        "先建账号，再授予角色；没有角色的账号登录后看不到任何内容。",
    ),
    Words("编辑账号", "修改已保存。", "{object.display_name}（{object.username}）"),
    may_open=permissions.can_manage_accounts,
    may_add=permissions.can_manage_accounts,
    create_form=AccountCreateForm,
)


def account_to_change(request, pk: int) -> User:
    """An account that the administrator keeps."""
    allow(permissions.can_manage_accounts(request.user))
    return get_visible(request, User, pk, rows=_with_member)


@require_http_methods(["GET", "POST"])
def account_password(request, pk):
    """Make a one-time password and show it once; whoever is signed in to the account is signed out."""
    account, password = account_to_change(request, pk), ""
    if account.pk == request.user.pk:
        return redirect("branch:password_change")
    if request.method == "POST":
        password = services.give_one_time_password(user=account, by=request.user, at=timezone.now())
    return render(request, "branch/account_password.html", {"account": account, "password": password})


@require_POST
def account_unpause(request, pk):
    """Let an account be tried again at once from wherever it was paused."""
    account = account_to_change(request, pk)
    if signing_in.end_pauses(account=account, by=request.user):
        messages.success(request, f"已解除“{account}”的登录暂停，现在可以重新登录。")
    else:
        messages.info(request, f"“{account}”没有被暂停登录。")
    return redirect("branch:account_detail", pk=account.pk)


@require_POST
def address_unpause(request):
    """Let an address be tried from again at once."""
    allow(permissions.can_manage_accounts(request.user))
    if address := signing_in.end_pause_of_address(key=request.POST.get("key", ""), by=request.user):
        messages.success(request, f"已解除地址 {address} 的登录暂停。")
    return redirect("branch:account_list")


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """Account and password; an empty site leads to the first-run page."""

    template_name = "branch/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        """Send the very first visitor to the first-run page."""
        if not User.objects.exists():
            return redirect("branch:set_up")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        """Let the person in, or ask for the second step."""
        account, to = form.get_user(), self.get_success_url()
        if not form.by:
            services.note_sign_in(user=account, password=form.cleaned_data["password"], at=timezone.now())
        if account.second_factor_since:
            held_forms.keep_for_second_step(self.request)
            return ask_for_code(self.request, account, to, by=form.by)
        response = held_forms.answer(self.request, account, to)
        signing_in.let_in(self.request, response, account, reason=form.by, by_company=bool(form.by))
        return response

    def form_invalid(self, form):
        """The page again; 429 where the try was not looked at."""
        response = super().form_invalid(form)
        if form.wait:
            response.status_code, response["Retry-After"] = 429, str(form.wait.seconds)
        return response

    def get_context_data(self, **kwargs):
        """Tell whether this site carries the demo accounts."""
        has_demo = User.objects.filter(is_demo=True).exists()
        return super().get_context_data(
            **kwargs,
            demo_accounts=has_demo and is_local(self.request),
            mail=settings.MAIL,
            company=settings.COMPANY_SIGN_IN,
            held=self.request.POST.get("held", ""),
        )


@login_not_required
@require_POST
def sign_out(request):
    """End the session; the browser forgets the pages that it showed."""
    if request.user.is_authenticated:
        with transaction.atomic():
            audit.record(actor=request.user, action=AuditAction.SIGN_OUT, obj=request.user)
            logout(request)
    return forget_pages(redirect("branch:sign_in"))


@login_not_required
@require_GET
@never_cache
def session_state(request):
    """What a page asks before it sends a form: who is signed in, where that person works, and a fresh CSRF token."""
    keep_or_end(request)
    state = {"person": None, "csrf": get_token(request)}
    if request.user.is_authenticated:
        place = request.workspace
        state |= {
            "person": request.user.pk,
            "branch": place.branch.pk if place.branch else None,
            "year": place.year,
        }
    return JsonResponse(state)


@require_http_methods(["GET", "POST"])
def password_change(request):
    """Change the own password; the other sessions of the account end."""
    form = OwnPasswordForm(request.user, request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        password, here = form.cleaned_data["new_password1"], request.session.session_key
        services.set_password(
            user=request.user, password=password, by=request.user, at=timezone.now(), keep=here
        )
        devices.renew_session(request, request.user)
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return redirect("overview:home")
    return render(request, "branch/password_change.html", {"form": form})


def _company_of(account: User) -> dict:
    """What of the company's sign-in an account is bound to, and what it can be bound to; empty where none is set."""
    company = settings.COMPANY_SIGN_IN
    if not company.providers:
        return {}
    bound = list(account.company_identities.all())
    kinds = {one.kind for one in bound if one.is_usable}
    return {
        "bound": bound,
        "free": [one for one in company.web if one.kind not in kinds],
        "directory": company.directory if LDAP not in kinds else None,
        "is_local": company.local_for_all or permissions.can_manage_accounts(account),
        "names": company.names,
    }


@require_http_methods(["GET", "POST"])
def own_account(request):
    """The own account: what it may do, and whether and where reminders are sent."""
    # A copy of its own: a refused form leaves its values on the instance.
    account = User.objects.get(pk=request.user.pk)
    form = OwnAccountForm(request.POST or None, instance=account, request=request)
    roles = account.roles.held_on(localdate()).select_related("organisation", "group")
    return edit_page(
        request,
        form,
        template="branch/own_account.html",
        done="设置已保存。",
        context={
            "account": account,
            "roles": roles,
            "mail": settings.MAIL,
            "company": _company_of(account),
            "devices": devices.devices_of(request.user, request.session.session_key or ""),
        },
        to=reverse("branch:own_account"),
    )


@require_POST
def device_end(request, pk):
    """End one of the own sessions; ending this very one is signing out."""
    device = get_object_or_404(request.user.devices, pk=pk)
    if device.session_key == request.session.session_key:
        return sign_out(request)
    devices.end_devices(user=request.user, by=request.user, only=device.pk)
    messages.success(request, f"已退出“{device}”，在那里要重新登录。")
    return redirect("branch:own_account")


@require_POST
def devices_end(request):
    """End all the own sessions but this one."""
    ended = devices.end_devices(user=request.user, by=request.user, keep=request.session.session_key or "")
    messages.success(request, f"已退出其他 {ended} 台设备。" if ended else "没有其他设备登录着。")
    return redirect("branch:own_account")


@require_POST
def workspace_switch(request):
    """Choose branch or year in the header and stay on the page where that makes sense."""
    branch = whole_number(request.POST.get("branch", ""))
    year = whole_number(request.POST.get("year", ""))
    if branch is not None:
        workspace.choose_branch(request, branch)
    if year is not None:
        workspace.choose_year(request, year)
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return redirect(to if safe else "overview:home")
