"""Signing in by the company's own service: leaving for it, coming back, and what accounts are bound to there."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from branch.accounts import held_forms, signing_in
from branch.accounts.models import User
from branch.accounts.second_factor_views import ask_for_code
from branch.accounts.sessions import keep_or_end
from branch.accounts.views import account_to_change
from core.editing import edit_page, refusals_in, refusals_told
from core.refusals import Refused

from . import dingtalk, oidc, pending, services, wecom
from .configured import DINGTALK, OIDC, WECOM, Provider
from .forms import CompanyIdentityForm, DirectoryForm
from .models import CompanyIdentity
from .pending import Pending
from .refusing import Cancelled, NotAdmitted, NotTrusted, SignInRefused

log = logging.getLogger(__name__)

# What a service may say when the person comes back; anything else in the address is not looked at.
ANSWERED = ("state", "code", "authCode", "error", "iss")
LONGEST_ANSWER = 4096


def _web_provider(slug: str) -> Provider:
    """The provider of an address. Raises Http404 where it is not set."""
    found = settings.COMPANY_SIGN_IN.of(slug.upper())
    if found is None or found not in settings.COMPANY_SIGN_IN.web:
        raise Http404
    return found


def _where_set() -> None:
    if not settings.COMPANY_SIGN_IN.providers:
        raise Http404


def _back_to(provider: Provider) -> str:
    """The address that the company's service leads back to: that of the settings, whatever host was asked."""
    return f"{settings.SITE_URL}{reverse('branch:company_back', args=[provider.slug])}"


def _refused(request, provider: Provider, refusal: Refused):
    """The page that says why nobody was signed in."""
    log.warning("sign-in by %s refused: %s", provider.kind, refusal)
    context = {
        "title": getattr(refusal, "title", SignInRefused.title),
        "message": str(refusal),
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "branch/company_refused.html", context, status=getattr(refusal, "status", 403))


@login_not_required
@require_POST
def company_begin(request, slug):
    """Leave for the company's service, to sign in or to bind the own account.

    The page leads on by itself: a redirect after a form is held against `form-action` by some browsers, along the whole way.
    """
    provider = _web_provider(slug)
    keep_or_end(request)
    binds = request.user.pk if "bind" in request.POST else None
    if "bind" in request.POST and not binds:
        return redirect("branch:sign_in")
    if request.user.is_authenticated and not binds:
        return redirect("overview:home")
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    left = Pending(provider.kind, to=to if is_ours else "", binds=binds)
    try:
        if request.get_host() != urlsplit(settings.SITE_URL).netloc:
            raise SignInRefused(f"用{provider.name}登录，请从 {settings.SITE_URL} 打开本系统再试。")
        address = _leave_for(request, provider, left)
    except SignInRefused as refusal:
        return _refused(request, provider, refusal)
    # Only what was typed on a device where somebody was signed in before waits in the session.
    if (held := request.POST.get(held_forms.FIELD)) and signing_in.last_account(request):
        request.session[held_forms.FIELD] = held
    pending.keep(request.session, left)
    return render(request, "branch/company_leave.html", {"provider": provider, "address": address})


def _leave_for(request, provider: Provider, left: Pending) -> str:
    back = _back_to(provider)
    if provider.kind == OIDC:
        return oidc.leave_for(provider, left, back)
    if provider.kind == WECOM:
        in_app = "wxwork" in request.headers.get("User-Agent", "").lower()
        return wecom.leave_for(provider, left, back, in_app=in_app)
    return dingtalk.leave_for(provider, left, back)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def company_back(request, slug):
    """Come back from the company's service. The address alone does nothing: the page sends on what it says, by POST."""
    provider = _web_provider(slug)
    if request.method == "GET":
        answer = {name: request.GET.get(name, "")[:LONGEST_ANSWER] for name in ANSWERED}
        return render(request, "branch/company_back.html", {"provider": provider, "answer": answer})
    keep_or_end(request)
    try:
        return _arrive(request, provider)
    except Refused as refusal:
        return _refused(request, provider, refusal)


def _arrive(request, provider: Provider):
    """Bind, or let in, who comes back. Raises Refused."""
    state = request.POST.get("state", "")
    if request.user.is_authenticated and not pending.is_kept(request.session, state):
        return redirect("overview:home")
    left = pending.take(request.session, provider, state)
    if left.binds != request.user.pk:
        if left.binds is None:
            return redirect("overview:home")
        raise NotTrusted("开始绑定的账号已经退出，没有绑定。请重新登录后再试。")
    subject = _person_of(request, provider, left)
    if left.binds:
        services.bind(provider=provider, subject=subject, user=request.user, at=timezone.now())
        messages.success(request, f"已绑定{provider.name}，以后可以用它登录。")
        return redirect("branch:own_account")
    try:
        account = services.admit(provider=provider, subject=subject, on=localdate())
    except NotAdmitted as refusal:
        services.note_refused(provider=provider, refusal=refusal, at=timezone.now())
        raise
    to = left.to or resolve_url("overview:home")
    if account.second_factor_since:
        return ask_for_code(request, account, to, by=provider.name)
    response = held_forms.answer(request, account, to)
    signing_in.let_in(request, response, account, reason=provider.name, by_company=True)
    return response


def _person_of(request, provider: Provider, left: Pending) -> str:
    """The identifier that the company's service answers with. Raises SignInRefused."""
    code = request.POST.get("authCode") or request.POST.get("code", "")
    if error := request.POST.get("error", ""):
        log.warning("%s came back with %r", provider.kind, error[:100])
    if error in {"", "access_denied"} and not code:
        raise Cancelled(f"您没有在{provider.name}里确认登录。需要时请重新登录。")
    if error:
        raise SignInRefused(
            f"{provider.name}没有让您登录（{error[:40]}）。请重新登录；总是这样，请联系系统管理员。"
        )
    if provider.kind == OIDC:
        return oidc.person_of(provider, left, _back_to(provider), code, request.POST.get("iss", ""))
    if provider.kind == WECOM:
        return wecom.person_of(provider, code)
    assert provider.kind == DINGTALK  # noqa: S101  # there is no other that the browser is led to
    return dingtalk.person_of(provider, code)


def _own_identity(request, pk: int) -> CompanyIdentity:
    _where_set()
    return get_object_or_404(CompanyIdentity.objects.select_related("user"), pk=pk, user=request.user)


@require_http_methods(["GET", "POST"])
def company_directory(request):
    """Bind the own account to the own one in the company's directory, proved by its password."""
    known = settings.COMPANY_SIGN_IN.directory
    if known is None:
        raise Http404
    form = DirectoryForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.bind(provider=known, subject=form.person, user=request.user, at=timezone.now())
            messages.success(request, f"已绑定{known.name}，以后可以用它登录。")
            return redirect("branch:own_account")
    return render(request, "branch/company_directory.html", {"form": form, "provider": known})


@require_POST
def company_confirm(request, pk):
    """Say that what an administrator entered is the own one."""
    identity = _own_identity(request, pk)
    services.confirm(identity=identity, at=timezone.now())
    messages.success(request, f"已确认，以后可以用{identity.name}登录。")
    return redirect("branch:own_account")


@require_POST
def company_unbind(request, pk):
    """Let the own account no longer be signed in to by this one of the company's."""
    identity = _own_identity(request, pk)
    services.unbind(identity=identity, by=request.user, keep=request.session.session_key or "")
    messages.success(request, f"已解除绑定{identity.name}，其他设备上的登录已退出。以后用登录名和密码登录。")
    return redirect("branch:own_account")


@require_http_methods(["GET", "POST"])
def account_company(request, pk):
    """An administrator enters by what the company knows the person of an account."""
    _where_set()
    account: User = account_to_change(request, pk)
    form = CompanyIdentityForm(request.POST or None, user=request.user, account=account)
    return edit_page(
        request,
        form,
        template="branch/account_company.html",
        done="公司账号已登记。",
        context={"account": account},
    )


@require_POST
def account_company_end(request, pk, identity_pk):
    """An administrator takes an identifier off an account; its sessions end."""
    _where_set()
    account = account_to_change(request, pk)
    identity = get_object_or_404(account.company_identities, pk=identity_pk)
    with refusals_told(request):
        services.unbind(identity=identity, by=request.user)
        messages.success(request, f"已解除“{account}”的{identity.name}，这个账号在所有设备上的登录已退出。")
    return redirect("branch:account_detail", pk=account.pk)
