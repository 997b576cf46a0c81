"""A download that takes long: the page that asks for it becomes a job, and the same view makes the file there."""

from collections.abc import Callable

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# So long what a page offers can be asked for.
OFFER_SECONDS = 24 * 3600
SALT = "core.jobs.downloads"
# What the workspace keeps in the session begins like this.
WORKSPACE = "workspace_"


def progress_of(request: HttpRequest) -> Callable[[int, int], None] | None:
    """Where to tell how far the work is: a worker's request has it, a browser's does not and must not wait long."""
    return getattr(request, "progress", None)


def lengthy(request: HttpRequest, title: str) -> HttpResponse:
    """Answers a browser that asks for a long file: a page that has it queued, by itself where scripts run."""
    asked = {"address": request.get_full_path(), "title": title, "person": request.user.pk}
    context = {"title": title, "asked": signing.dumps(asked, salt=SALT, compress=True)}
    return render(request, "core/job_start.html", context)


def read_asked(request: HttpRequest) -> dict[str, str] | None:
    """What `lengthy` offered this very person today; None for anything else."""
    try:
        asked = signing.loads(request.POST.get("asked", ""), salt=SALT, max_age=OFFER_SECONDS)
    except signing.BadSignature:
        return None
    return asked if asked["person"] == request.user.pk else None


def workspace_of(request: HttpRequest) -> dict[str, object]:
    """Branch and year as the person has chosen them."""
    return {key: value for key, value in request.session.items() if key.startswith(WORKSPACE)}
