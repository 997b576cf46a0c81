"""Study materials: list, reading page, create, edit."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page

from .. import permissions
from ..forms import MaterialFilter, MaterialForm
from ..models import Reflection, StudyMaterial, StudyTask
from ..sheets import material_sheet
from .lists import page_of, sort

COLUMNS = {"title": "title", "category": "category", "created_at": "created_at"}


@require_GET
@branch_required
def material_list(request):
    """The branch's library, for everyone of the branch."""
    branch = request.workspace.branch
    if not permissions.can_open_study(request.user, branch):
        raise PermissionDenied
    form = MaterialFilter(request.GET)
    materials = StudyMaterial.objects.visible_to(request.user).of_branch(branch)
    in_use = Count("tasks", filter=Q(tasks__deleted_at__isnull=True))
    materials = form.narrow(materials).annotate(task_count=in_use)
    materials = sort(materials, request, COLUMNS, ("-created_at", "-pk"))
    if request.GET.get("format") == "xlsx":
        return material_sheet(branch, materials)
    context = {
        "form": form,
        "page": page_of(materials, request),
        "may_add": permissions.can_add_material(request.user, branch),
        "reads_all": request.workspace.can_read,
    }
    return render(request, "study/material_list.html", context)


@require_GET
@branch_required
def material_detail(request, pk):
    """The reading page, with the tasks and 心得 that this person may see."""
    material = get_object_or_404(StudyMaterial.objects.visible_to(request.user), pk=pk)
    tasks = StudyTask.objects.visible_to(request.user).filter(material=material)
    reflections = Reflection.objects.visible_to(request.user).filter(material=material)
    context = {
        "material": material,
        "tasks": tasks[:20],
        "reflections": reflections.for_list()[:20],
        "may_give": permissions.can_add_task(request.user, material.branch),
        "may_write": permissions.can_add_reflection(request.user, material.branch),
    }
    return render(request, "study/material_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def material_create(request):
    """Put a material into the library."""
    branch = request.workspace.branch
    if not permissions.can_add_material(request.user, branch):
        raise PermissionDenied
    form = MaterialForm(request.POST or None, user=request.user, branch=branch)
    return edit_page(
        request, form, template="study/material_form.html", done="学习材料已保存。需要时可以在下面上传文件。"
    )


@require_http_methods(["GET", "POST"])
@branch_required
def material_update(request, pk):
    """Change a material."""
    material = get_object_or_404(StudyMaterial.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_material(request.user, material):
        raise PermissionDenied
    form = MaterialForm(request.POST or None, instance=material, user=request.user, branch=material.branch)
    return edit_page(
        request,
        form,
        template="study/material_form.html",
        done="学习材料已保存。",
        context={"material": material},
    )
