"""Study materials: list, reading page, entering and editing."""

from django.db.models import Count, Q
from django.utils.timezone import localtime

from core.columns import Column
from core.pages import Add, Words, detail_page, form_pages, list_page

from .. import permissions
from ..forms import MaterialFilter, MaterialForm
from ..models import Reflection, StudyMaterial, StudyTask
from ..sheets import material_sheet


def _columns(at) -> list[Column]:
    """How many tasks use a material, for those who see them all."""
    tasks = Column("任务", lambda row: f"{row.task_count} 项", css="num")
    return [
        Column("标题", "title", sort="title", is_main=True),
        Column("类别", "get_category_display", sort="category"),
        Column("来源", "source"),
        *([tasks] if at.request.workspace.can_read else []),
        Column("登记", lambda row: localtime(row.created_at).date(), sort="created_at"),
    ]


def _use_of(request, material) -> dict:
    """The tasks and 心得 that this person may see."""
    tasks = StudyTask.objects.visible_to(request.user).filter(material=material)
    reflections = Reflection.objects.visible_to(request.user).filter(material=material)
    return {
        "tasks": tasks[:20],
        "reflections": reflections.for_list()[:20],
        "may_give": permissions.can_add_task(request.user, material.branch),
        "may_write": permissions.can_add_reflection(request.user, material.branch),
    }


material_list = list_page(
    StudyMaterial,
    _columns,
    may_open=permissions.can_open_study,
    rows=lambda rows, at: rows.annotate(
        task_count=Count("tasks", filter=Q(tasks__deleted_at__isnull=True))
    ).order_by("-created_at", "-pk"),
    filters=MaterialFilter,
    unit="份",
    sheet=lambda at: material_sheet(at.branch, at.found),
    add=Add(
        "添加材料",
        permissions.can_add_material,
        "添加一份材料，正文、链接、文件都可以，布置任务时选用。",
    ),
    tabs=("study/_tabs.html", "materials"),
)
material_detail = detail_page(
    StudyMaterial, "study/material_detail.html", may_open=permissions.can_open_study, context=_use_of
)
material_create, material_update = form_pages(
    MaterialForm,
    Words("添加学习材料", "学习材料已保存。需要时可以在下面上传文件。"),
    Words("编辑学习材料", "学习材料已保存。"),
    may_open=permissions.can_open_study,
    may_add=permissions.can_add_material,
)
