"""The first-run page: the organisation, its first secretary, signed in."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.refusals import Refused

from .. import services
from ..forms import SetUpForm

BACKEND = "branch.backends.AccountBackend"


@login_not_required
@require_http_methods(["GET", "POST"])
def set_up(request):
    """Only while the site is empty: afterwards it leads to signing in."""
    if services.is_set_up():
        return redirect("branch:sign_in")
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.set_up(form.first_run(), on=timezone.localdate())
        except Refused:
            return redirect("branch:sign_in")
        login(request, user, backend=BACKEND)
        messages.success(
            request,
            "党支部和您的账号已建立。接下来先在“组织与党员”登记党员，再在“组织生活”登记最近一次会议。",
        )
        return redirect("overview:home")
    return render(request, "branch/set_up.html", {"form": form})
