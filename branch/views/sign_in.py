"""Signing in and out, the own account and password, choosing branch and year."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from core import audit
from core.editing import edit_page
from core.enums import AuditAction
from core.posted import whole_number

from .. import services, workspace
from ..forms import OwnAccountForm
from ..models import User


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """Account and password; an empty site leads to the first-run page."""

    template_name = "branch/sign_in.html"
    authentication_form = AuthenticationForm
    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        """Send the very first visitor to the first-run page."""
        if not User.objects.exists():
            return redirect("branch:set_up")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        """Note the sign-in in the audit log."""
        with transaction.atomic():
            response = super().form_valid(form)
            audit.record(actor=form.get_user(), action=AuditAction.SIGN_IN, obj=form.get_user())
        return response

    def get_context_data(self, **kwargs):
        """Tell whether this site carries the demo accounts."""
        has_demo = User.objects.filter(is_demo=True).exists()
        return super().get_context_data(**kwargs, demo_accounts=has_demo and not settings.IS_HTTPS)


@login_not_required
@require_POST
def sign_out(request):
    """End the session."""
    if request.user.is_authenticated:
        with transaction.atomic():
            audit.record(actor=request.user, action=AuditAction.SIGN_OUT, obj=request.user)
            logout(request)
    return redirect("branch:sign_in")


@require_http_methods(["GET", "POST"])
def password_change(request):
    """Change the own password; the other sessions of the account end."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(user=request.user, password=form.cleaned_data["new_password1"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return redirect("overview:home")
    return render(request, "branch/password_change.html", {"form": form})


@require_http_methods(["GET", "POST"])
def own_account(request):
    """The own account: what it may do, and whether and where reminders are sent."""
    # A copy of its own: a refused form leaves its values on the instance.
    account = User.objects.get(pk=request.user.pk)
    form = OwnAccountForm(request.POST or None, instance=account, user=request.user)
    roles = account.roles.held_on(localdate()).select_related("organisation", "group")
    return edit_page(
        request,
        form,
        template="branch/own_account.html",
        done="设置已保存。",
        context={"account": account, "roles": roles, "mail": settings.MAIL},
        to=reverse("branch:own_account"),
    )


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
