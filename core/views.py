"""Pages shared by every kind of record, and the error pages. The record is reached only through its own `visible_to(user)`."""

import io
import sys
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import attachments, health, history, photos, records
from .models import Attachment, Record
from .refusals import Refused


def bad_request(request, exception=None):
    """400: another host's name, too much in a form. Works without a database and without asking for the host."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def permission_denied(request, exception=None):
    """403: visible, but not this person's to do."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def page_not_found(request, exception=None):
    """404: not there, or not known to this person."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500: our fault; works without a database, and says so with 503 where that is what is missing."""
    if health.is_away(sys.exc_info()[1]):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request, reason=""):
    """The form is older than the session."""
    return render(request, "403_csrf.html", status=403)


@require_GET
def attachment_small(request, pk):
    """A picture on a record as a small JPEG; other files have none."""
    attachment, (record, _) = _attachment_or_404(request, pk)
    if not photos.is_photo(attachment.media_type):
        raise Http404
    try:
        content = photos.small(attachments.whole_content(attachment))
    except attachments.DamagedFile as damage:
        return _damaged_page(request, attachment, record, damage)
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


# So many deleted records of each type are listed, the newest first.
TRASH_PER_TYPE = 200


def _type_or_404(key: str) -> records.RecordType:
    try:
        return records.by_label(key)
    except KeyError as error:
        raise Http404 from error


def _visible_or_404(request, key: str, pk: int):
    """A record the user may see, with its type; deleted records count for those who may restore them."""
    record_type = _type_or_404(key)
    return get_object_or_404(record_type.model.objects.visible_to(request.user), pk=pk), record_type


def _deleted_or_404(request, key: str, pk: int):
    record_type = _type_or_404(key)
    if not issubclass(record_type.model, Record):
        raise Http404
    obj = get_object_or_404(record_type.model._base_manager.filter(deleted_at__isnull=False), pk=pk)
    may = record_type.can_restore or record_type.can_delete
    if not may(request.user, obj):
        raise Http404
    return obj, record_type


@require_http_methods(["GET", "POST"])
def record_delete(request, key, pk):
    """Ask why, then move the record to the recycle bin."""
    obj, record_type = _visible_or_404(request, key, pk)
    if not record_type.can_delete(request.user, obj):
        raise PermissionDenied
    reason, error = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            records.soft_delete(obj, by=request.user, reason=reason)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"已将“{obj}”移入回收站，可以随时恢复。")
            return redirect(record_type.list_url)
    context = {"object": obj, "record_type": record_type, "reason": reason, "error": error}
    return render(request, "core/record_confirm_delete.html", context)


@require_POST
def record_restore(request, key, pk):
    """Bring a record back from the recycle bin."""
    obj, _ = _deleted_or_404(request, key, pk)
    try:
        records.restore(obj, by=request.user)
    except Refused as refusal:
        messages.error(request, f"没有恢复“{obj}”：{refusal}")
        return redirect("core:trash_list")
    messages.success(request, f"已恢复“{obj}”。")
    return redirect(records.url_of(obj))


@require_GET
def record_history(request, key, pk):
    """Every change of one record, newest first."""
    obj, record_type = _visible_or_404(request, key, pk)
    entries = history.lines_for(obj, request.user)
    context = {"object": obj, "record_type": record_type, "entries": entries}
    return render(request, "core/record_history.html", context)


@require_GET
def trash_list(request):
    """Deleted records that this user may restore, newest first."""
    rows = []
    for record_type in records.all_types():
        if not issubclass(record_type.model, Record):
            continue
        may = record_type.can_restore or record_type.can_delete
        deleted = _deleted_rows(record_type.model, request.workspace.branch)
        rows += [(obj, record_type) for obj in deleted[:TRASH_PER_TYPE] if may(request.user, obj)]
    rows.sort(key=lambda row: row[0].deleted_at, reverse=True)
    return render(request, "core/trash_list.html", {"rows": rows})


def _deleted_rows(model, branch):
    """Deleted rows of a model, of the chosen branch where its records belong to one.

    A model whose title or permission asks for other records has `with_related(rows)`, so that a row costs no query.
    """
    rows = model._base_manager.filter(deleted_at__isnull=False).order_by("-deleted_at")
    if branch is not None and hasattr(model, "branch_id"):
        rows = rows.filter(branch=branch).select_related("branch")
    return model.with_related(rows) if hasattr(model, "with_related") else rows


@require_POST
def attachment_add(request, key, pk):
    """Put the chosen file on a record."""
    obj, record_type = _visible_or_404(request, key, pk)
    if not record_type.takes_files_from(request.user, obj):
        raise PermissionDenied
    uploads = request.FILES.getlist("file")
    if not uploads:
        messages.error(request, "请先选择要上传的文件。")
    for upload in uploads:
        try:
            attachments.add(record=obj, upload=upload, by=request.user)
        except Refused as refusal:
            messages.error(request, f"“{upload.name}”没有上传：{refusal}")
        else:
            messages.success(request, f"已上传“{upload.name}”。")
    return redirect(records.url_of(obj) + "#attachments")


def _attachment_or_404(request, pk: int) -> tuple[Attachment, object]:
    attachment = get_object_or_404(Attachment.objects.filter(removed_at__isnull=True), pk=pk)
    key = f"{attachment.content_type.app_label}.{attachment.content_type.model}"
    record, record_type = _visible_or_404(request, key, attachment.object_id)
    return attachment, (record, record_type)


@require_GET
def attachment_open(request, pk):
    """Hand out a file to someone who may see its record; the browser never guesses its type."""
    attachment, (record, _) = _attachment_or_404(request, pk)
    inline = attachment.media_type in {"application/pdf", "image/png", "image/jpeg", "image/webp"}
    # A sandbox would keep the browser's own PDF viewer from starting.
    sandbox = "object-src 'self'" if attachment.media_type == "application/pdf" else "sandbox"
    try:
        content = attachments.whole_content(attachment)
    except attachments.DamagedFile as damage:
        return _damaged_page(request, attachment, record, damage)
    return FileResponse(
        io.BytesIO(content),
        as_attachment=not inline,
        filename=attachment.name,
        content_type=attachment.media_type,
        headers={
            "Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; {sandbox}",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _damaged_page(request, attachment: Attachment, record, damage: attachments.DamagedFile):
    """Says why a file is not handed out, and how it comes back."""
    context = {"file": attachment, "why": str(damage), "record": record, "record_url": records.url_of(record)}
    status = HTTPStatus.SERVICE_UNAVAILABLE if damage.may_return else HTTPStatus.GONE
    return render(request, "core/attachment_damaged.html", context, status=status)


@require_POST
def attachment_remove(request, pk):
    """Take a file off its record; the history keeps its name."""
    attachment, (record, record_type) = _attachment_or_404(request, pk)
    if not record_type.takes_files_from(request.user, record):
        raise PermissionDenied
    attachments.remove(attachment=attachment, by=request.user)
    messages.success(request, f"已移除附件“{attachment.name}”。")
    return redirect(records.url_of(record) + "#attachments")
