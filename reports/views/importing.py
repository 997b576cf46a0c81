"""Importing an older report: choose the file, look at what was read, save."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from branch.workspace import branch_required
from core import records
from core.editing import made_before, refusals_in
from core.refusals import Refused

from .. import permissions
from ..forms import ImportConfirmForm, ImportFileForm
from ..import_preview import preview_of
from ..importing import pending
from ..importing.parse import parse_report


@require_http_methods(["GET", "POST"])
@branch_required
def report_import(request):
    """Step one takes the file; step two shows what was read and saves it."""
    workspace = request.workspace
    if not permissions.can_draft_report(request.user, workspace.branch):
        raise PermissionDenied("旧报告由书记导入。")
    if "pointer" in request.POST:
        return _confirm(request)
    chosen_year = workspace.year if workspace.year != workspace.current_year else None
    form = ImportFileForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        branch=workspace.branch,
        initial={"year": chosen_year},
    )
    if request.method == "POST" and (form.is_valid() or form.parsed):
        return _preview(request, _first_preview(request, form))
    return render(request, "reports/report_import.html", {"form": form})


def _first_preview(request, form: ImportFileForm) -> ImportConfirmForm:
    """The second step for a file that was read; a year that is refused is corrected there, the file is kept."""
    start = {
        "pointer": pending.keep(form.source.data, form.source.name, owner=_owner(request)),
        "year": form["year"].value(),
    }
    context = {
        "parsed": form.parsed,
        "source": form.source,
        "user": request.user,
        "branch": request.workspace.branch,
    }
    confirm = ImportConfirmForm(initial=start, **context)
    if form.is_valid():
        return confirm
    return ImportConfirmForm({name: confirm[name].value() for name in confirm.fields}, **context)


def _confirm(request):
    """Save what the preview shows, or show it anew with the corrected kinds."""
    if done := made_before(request):
        return redirect(records.url_of(done))
    try:
        source = pending.fetch(request.POST["pointer"], owner=_owner(request))
        parsed = parse_report(source.data, source.name)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:report_import")
    form = ImportConfirmForm(
        request.POST, parsed=parsed, source=source, user=request.user, branch=request.workspace.branch
    )
    if "save" in request.POST and form.is_valid():
        with refusals_in(form):
            report = form.save()
            messages.success(request, "已导入。报告的句子标为“无记录支撑”，可以逐句指定依据。")
            return redirect(records.url_of(report))
    # A doubled click: the other request may have saved while this one waited.
    if done := made_before(request):
        return redirect(records.url_of(done))
    return _preview(request, form)


def _preview(request, form: ImportConfirmForm):
    context = {"form": form, "preview": preview_of(form), "branch": request.workspace.branch}
    return render(request, "reports/report_import_preview.html", context)


def _owner(request) -> str:
    """The person and the branch that a chosen file is for."""
    return f"{request.user.pk}-{request.workspace.branch.pk}"
