"""心得: list, page, writing one, entering one for a member, edit."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page

from .. import permissions
from ..forms import OwnReflectionForm, RecordedReflectionForm, ReflectionFilter
from ..models import Reflection
from ..sheets import reflection_sheet
from .lists import page_of, sort

COLUMNS = {
    "member": "member__name_sort",
    "written_on": "written_on",
    "channel": "channel",
}


@require_GET
@branch_required
def reflection_list(request):
    """The year's 心得 that this person may see: a member finds the own."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_open_study(request.user, branch):
        raise PermissionDenied
    form = ReflectionFilter(request.GET)
    reflections = Reflection.objects.visible_to(request.user).of_branch(branch).in_year(year).for_list()
    reflections = sort(form.narrow(reflections, year=year), request, COLUMNS, ("-written_on", "-pk"))
    if request.GET.get("format") == "xlsx":
        return reflection_sheet(branch, year, reflections)
    context = {
        "form": form,
        "page": page_of(reflections, request),
        "may_add": permissions.can_add_reflection(request.user, branch),
        "may_record": request.workspace.can_write,
        "reads_all": request.workspace.can_read,
    }
    return render(request, "study/reflection_list.html", context)


@require_GET
@branch_required
def reflection_detail(request, pk):
    """One 心得."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "study/reflection_detail.html", {"reflection": reflection})


@require_http_methods(["GET", "POST"])
@branch_required
def reflection_create(request):
    """Write the own 心得; a writer enters a member's instead, or the own with `?own=1`."""
    branch = request.workspace.branch
    if not permissions.can_add_reflection(request.user, branch):
        raise PermissionDenied
    is_own = not request.workspace.can_write or ("own" in request.GET and request.user.member_id is not None)
    form_class = OwnReflectionForm if is_own else RecordedReflectionForm
    initial = {name: request.GET[name] for name in ("material", "task", "member") if name in request.GET}
    if not is_own:
        initial["written_on"] = localdate()
    form = form_class(request.POST or None, user=request.user, branch=branch, initial=initial)
    return edit_page(
        request,
        form,
        template="study/reflection_form.html",
        done="心得已保存。",
        context={"is_own": is_own},
    )


@require_http_methods(["GET", "POST"])
@branch_required
def reflection_update(request, pk):
    """Change a 心得: the author's own words, or what a writer entered."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_reflection(request.user, reflection):
        raise PermissionDenied("这是本人在系统里写的心得，只有本人能改。")
    is_own = permissions.is_own_reflection(request.user, reflection)
    form_class = OwnReflectionForm if is_own else RecordedReflectionForm
    form = form_class(request.POST or None, instance=reflection, user=request.user, branch=reflection.branch)
    return edit_page(
        request,
        form,
        template="study/reflection_form.html",
        done="心得已保存。",
        context={"reflection": reflection, "is_own": is_own},
    )
