"""A person's own long files: asked for, followed, fetched. Nobody else's exist."""

import hashlib

from django.contrib import messages
from django.core.files.storage import storages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from core.editing import refusals_told

from . import services, workers
from .downloads import read_asked, workspace_of
from .models import Job
from .notices import note_seen

SHOWN = 50
GONE = "文件已过期或损坏，请重新生成。"


def _own_or_404(request, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=pk)


@require_POST
def job_start(request):
    """Queue the file that a page offered to make in the background."""
    asked = read_asked(request)
    if asked is None:
        messages.error(request, "这一页已经失效，请回到原来的页面重新导出。")
        return redirect("core:job_list")
    with refusals_told(request, "没有开始生成：{}"):
        job = services.start_job(
            by=request.user,
            title=asked["title"],
            address=asked["address"],
            workspace=workspace_of(request),
            branch_name=str(request.workspace.branch or ""),
        )
        return redirect("core:job_detail", pk=job.pk)
    return redirect("core:job_list")


@require_GET
def job_list(request):
    """The newest files that this person asked for."""
    return render(request, "core/job_list.html", {"jobs": Job.objects.visible_to(request.user)[:SHOWN]})


@require_GET
def job_detail(request, pk):
    """One file: how far it is, then the file or why there is none."""
    return _followed(request, pk, "core/job_detail.html")


@require_GET
def job_state(request, pk):
    """The part of that page which changes; it asks for itself as long as the job is open."""
    return _followed(request, pk, "core/_job_state.html")


def _followed(request, pk: int, template: str) -> HttpResponse:
    job = _own_or_404(request, pk)
    if not job.is_open:
        note_seen(request, job)
    context = {"job": job, "is_worker_missing": job.is_open and not workers.is_worker_alive(timezone.now())}
    return render(request, template, context)


@require_GET
def job_file(request, pk):
    """The file, byte for byte as it was made; `?inline=1` lets the browser show a PDF."""
    job = _own_or_404(request, pk)
    content = _content(job)
    if content is None:
        messages.error(request, GONE)
        return redirect("core:job_detail", pk=job.pk)
    note_seen(request, job)
    inline = request.GET.get("inline") == "1" and job.media_type == "application/pdf"
    return HttpResponse(
        content,
        content_type=job.media_type,
        headers={"Content-Disposition": content_disposition_header(not inline, job.file_name)},
    )


def _content(job: Job) -> bytes | None:
    """What is stored, if it is still what was made."""
    if not job.has_file:
        return None
    try:
        with storages["made"].open(job.storage_name) as stored:
            content: bytes = stored.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == job.sha256 else None


@require_POST
def job_cancel(request, pk):
    """Give up a file that is not made yet."""
    job = _own_or_404(request, pk)
    with refusals_told(request):
        services.cancel_job(job=job)
        messages.success(request, f"已取消“{job}”。")
        return redirect("core:job_list")
    return redirect("core:job_detail", pk=job.pk)
