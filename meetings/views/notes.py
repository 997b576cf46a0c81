"""Notes on the steps of a year's 组织生活会: list, one note, entering and editing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import asked_year, branch_required
from core.editing import edit_page

from .. import permissions_cycle as permissions
from ..enums_cycle import CycleStep
from ..forms.cycle import CycleNoteForm
from ..models import CycleNote


@require_GET
@branch_required
def note_list(request):
    """The notes of the chosen branch and year, by date."""
    branch, year = request.workspace.branch, asked_year(request)
    if not permissions.can_read(request.user, branch):
        raise PermissionDenied
    context = {
        "rows": CycleNote.objects.visible_to(request.user).of_branch(branch).in_year(year).in_order(),
        "year": year,
        "may_record": permissions.can_record(request.user, branch),
    }
    return render(request, "meetings/note_list.html", context)


@require_GET
def note_detail(request, pk):
    """One note with its files."""
    note = get_object_or_404(CycleNote.objects.visible_to(request.user), pk=pk)
    return render(request, "meetings/note_detail.html", {"note": note})


@require_http_methods(["GET", "POST"])
@branch_required
def note_create(request):
    """Enter a note; the address names the step and the year."""
    branch, year = request.workspace.branch, asked_year(request)
    if not permissions.can_record(request.user, branch):
        raise PermissionDenied
    step = request.GET.get("step", "")
    form = CycleNoteForm(
        request.POST or None,
        instance=CycleNote(branch=branch, year=year),
        initial={"step": step if step in CycleStep.values else "", "on": localdate()},
        user=request.user,
        branch=branch,
        today=localdate(),
    )
    context = {"year": year}
    return edit_page(request, form, template="meetings/note_form.html", done="已登记。", context=context)


@require_http_methods(["GET", "POST"])
def note_update(request, pk):
    """Edit a note."""
    note = get_object_or_404(CycleNote.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_note(request.user, note):
        raise PermissionDenied
    form = CycleNoteForm(
        request.POST or None, instance=note, user=request.user, branch=note.branch, today=localdate()
    )
    context = {"note": note, "year": note.year}
    return edit_page(request, form, template="meetings/note_form.html", done="修改已保存。", context=context)
