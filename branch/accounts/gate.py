"""What needs a sign-in, and what a request is answered that comes when the session has ended."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from . import held_forms
from .forms import SignInForm
from .sessions import keep_or_end


def way_back(request: HttpRequest) -> str:
    """The page of this site on which a button was pressed; the first page where that is not known."""
    page = request.META.get("HTTP_REFERER", "")
    origin = f"{request.scheme}://{request.get_host()}"
    path = page.removeprefix(origin)
    if page.startswith(f"{origin}/") and url_has_allowed_host_and_scheme(path, None):
        return path
    return resolve_url(settings.LOGIN_REDIRECT_URL)


class SignInFirst(LoginRequiredMiddleware):
    """Everything but the pages marked otherwise is for a living session.

    A page leads through the sign-in back to itself, a button to the page where it stood; a part of a page that a
    script asked for is a 401.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Hold a session to its limits. Pages for everybody do not touch it: they note no use by anyone."""
        if getattr(view_func, "login_required", True):
            keep_or_end(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        """What a request is answered whose session has ended."""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        if words := held_forms.hold(request):
            page = {
                "form": SignInForm(request),
                "next": way_back(request),
                "held": words,
                "demo_accounts": False,
                "company": settings.COMPANY_SIGN_IN,
            }
            return render(request, "branch/sign_in.html", page, status=401)
        return redirect_to_login(way_back(request), resolve_url(self.get_login_url(view_func)))

    def process_response(self, request, response):
        """An address that only a button may open says so, instead of an empty page."""
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response
