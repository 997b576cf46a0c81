"""The second step of signing in, and switching it on and off."""

import time

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from branch import permissions
from core.editing import refusals_in
from core.pages import allow

from . import devices, held_forms, second_factor, services, signing_in
from .forms import CodeForm, OwnPasswordCheckForm, SecondFactorForm
from .models import User

HALF_WAY = "half_signed_in"
HALF_WAY_LASTS = 600  # seconds
KEY = "second_factor_key"


def ask_for_code(request, account: User, to: str, by: str = ""):
    """The password was right, or the company knows the person (`by` its name): the code is asked for next, and only then
    is anybody signed in."""
    until = int(time.time()) + HALF_WAY_LASTS
    request.session[HALF_WAY] = {
        "account": account.pk,
        "proof": account.get_session_auth_hash(),
        "until": until,
        "to": to,
        "by": by,
    }
    return redirect("branch:sign_in_code")


def _half_signed_in(request) -> User | None:
    """Who gave the right password of an account a moment ago; nobody once that password or the factor was changed."""
    noted = request.session.get(HALF_WAY)
    if not noted or noted["until"] < time.time():
        return None
    found = User.objects.open_on(localdate()).filter(is_active=True, second_factor_since__isnull=False)
    account = found.filter(pk=noted["account"]).first()
    return account if account and account.get_session_auth_hash() == noted["proof"] else None


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_code(request):
    """The second step of signing in: a code from the phone, or a recovery code."""
    if request.user.is_authenticated:
        return redirect("overview:home")
    account = _half_signed_in(request)
    if account is None:
        return redirect("branch:sign_in")
    form = CodeForm(request.POST or None, request=request, account=account)
    if request.method == "POST" and form.is_valid():
        noted = request.session.pop(HALF_WAY)
        to, by = noted["to"], noted["by"]
        response = held_forms.answer(request, account, to or resolve_url("overview:home"))
        reason = "，".join(filter(None, (by, form.used)))
        signing_in.let_in(request, response, account, reason=reason, by_company=bool(by))
        if form.used == "恢复码":
            left = second_factor.codes_left(account)
            messages.warning(
                request, f"您用掉了一个恢复码，还剩 {left} 个；可以在“我的账号”的第二验证里重新生成。"
            )
        return response
    status = 429 if form.wait else 200
    answer = render(request, "branch/sign_in_code.html", {"form": form}, status=status)
    if form.wait:
        answer["Retry-After"] = str(form.wait.seconds)
    return answer


@require_http_methods(["GET", "POST"])
def second_factor_page(request):
    """The own second factor: switching it on with the phone at hand, new recovery codes, switching it off."""
    account = User.objects.get(pk=request.user.pk)
    if account.second_factor_since:
        return _change(request, account)
    key = request.session.get(KEY) or second_factor.new_key()
    request.session[KEY] = key
    form = SecondFactorForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            code, password = form.cleaned_data["code"], form.cleaned_data["password"]
            codes = second_factor.switch_on(account=account, key=key, code=code, at=timezone.now())
            services.look_at_password(user=account, password=password, at=timezone.now())
            del request.session[KEY]
            devices.renew_session(request, account)
            return _codes(request, "第二验证已开启，其他设备上的登录已退出。", codes)
    picture = second_factor.qr_code(account, key)
    context = {"form": form, "picture": picture, "key": second_factor.shown_key(key)}
    return render(request, "branch/second_factor_on.html", context)


def _change(request, account: User):
    form = OwnPasswordCheckForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "codes":
            codes = second_factor.renew_codes(account=account)
            return _codes(request, "恢复码已重新生成，以前的不再有效。", codes)
        second_factor.switch_off(account=account, by=account)
        services.look_at_password(user=account, password=form.cleaned_data["password"], at=timezone.now())
        devices.renew_session(request, account)
        messages.success(request, "第二验证已关闭，以后只用密码登录。")
        return redirect("branch:own_account")
    context = {"form": form, "account": account, "left": second_factor.codes_left(account)}
    return render(request, "branch/second_factor_change.html", context)


def _codes(request, done: str, codes: list[str]):
    return render(request, "branch/second_factor_codes.html", {"done": done, "codes": codes})


@require_POST
def account_second_off(request, pk):
    """For someone who lost phone and recovery codes: an administrator, who knows the person, switches it off."""
    allow(permissions.can_manage_accounts(request.user))
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if account.pk == request.user.pk:
        return redirect("branch:second_factor")
    if account.second_factor_since:
        second_factor.switch_off(account=account, by=request.user)
        messages.success(request, f"已关闭“{account}”的第二验证，本人现在只用密码登录。")
    return redirect("branch:account_detail", pk=account.pk)
