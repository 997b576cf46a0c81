"""The pages for a forgotten password: asking for the link, and the new password behind it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.throttle import TooManyTries

from . import forgotten, services, signing_in
from .forms import ForgottenForm, NewPasswordForm


@login_not_required
@require_http_methods(["GET", "POST"])
def forgotten_password(request):
    """Ask for a link by mail; the answer is the same whoever is asked about."""
    if request.user.is_authenticated:
        return redirect("branch:password_change")
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and settings.MAIL.is_ready and form.is_valid():
        try:
            forgotten.ask(form.cleaned_data["name"], request.META.get("REMOTE_ADDR", ""), timezone.now())
        except TooManyTries as wait:
            form.add_error(None, f"请求得太多了，请{wait.when}再试，或者联系系统管理员重设。")
        else:
            return redirect(f"{reverse('branch:forgotten_password')}?sent=1")
    context = {"form": form, "mail": settings.MAIL, "sent": "sent" in request.GET}
    return render(request, "branch/forgotten_password.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_password(request, uid, token):
    """The page behind the link: a new password, once. All sessions of the account end, and its pauses."""
    account = forgotten.account_of(uid, token)
    form = NewPasswordForm(account, request.POST or None) if account else None
    if form and request.method == "POST" and form.is_valid():
        password = form.cleaned_data["new_password1"]
        services.set_password(
            user=account, password=password, by=account, at=timezone.now(), reason="凭邮件里的链接重设"
        )
        signing_in.end_pauses(account=account, by=account)
        return render(request, "branch/new_password.html", {"is_done": True})
    return render(request, "branch/new_password.html", {"form": form, "account": account})
