"""Error pages in plain Chinese, each saying what to do next."""

from django.shortcuts import render


def permission_denied(request, exception=None):
    """403: visible, but not this person's to do."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def page_not_found(request, exception=None):
    """404: not there, or not known to this person."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500: our fault; works without a database."""
    from django.http import HttpResponseServerError
    from django.template.loader import render_to_string

    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request, reason=""):
    """The form is older than the session."""
    return render(request, "403_csrf.html", status=403)
