"""Study materials and 心得: lists, reading pages, entering and editing."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from core.columns import Column, unseen
from core.pages import Add, Words, chosen_branch, detail_page, form_page, form_pages, get_visible, list_page
from study import permissions
from study.filters import MaterialFilter, ReflectionFilter
from study.sheets import material_sheet, reflection_sheet
from study.tasks.models import StudyTask

from .forms import MaterialForm, OwnReflectionForm, RecordedReflectionForm
from .models import Reflection, StudyMaterial


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
    rows=lambda rows, at: (
        rows.select_related("campaign")
        .annotate(task_count=Count("tasks", filter=Q(tasks__deleted_at__isnull=True)))
        .order_by("-created_at", "-pk")
    ),
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

FORM = "study/study_form.html"

reflection_list = list_page(
    Reflection,
    [
        Column(
            "作者",
            lambda row: format_html("{}{}", row.member, unseen(f"：{row.topic}")),
            sort="member",
            by=("member__name_sort",),
            is_main=True,
        ),
        Column("内容", "topic"),
        Column("写作日期", "written_on", sort="written_on"),
        Column(
            "渠道",
            lambda row: row.get_channel_display() + ("（代录）" if row.is_entered_for_member else ""),
            sort="channel",
        ),
        Column("字数", "length", css="num"),
    ],
    may_open=permissions.can_open_study,
    rows=lambda rows, at: rows.for_list().order_by("-written_on", "-pk"),
    filters=ReflectionFilter,
    unit="篇",
    sheet=lambda at: reflection_sheet(at.branch, at.year, at.found),
    add=lambda at: Add(
        "代录心得" if at.request.workspace.can_write else "写心得",
        permissions.can_add_reflection,
        "完成任务时写的心得会到这里；微信群、现场交来的由支部代录。",
    ),
    tabs=("study/_tabs.html", "reflections"),
    context=lambda at: {
        "import_url": reverse("study:reflection_import") if at.request.workspace.can_write else ""
    },
)
reflection_detail = detail_page(
    Reflection,
    "study/reflection_detail.html",
    may_open=permissions.can_open_study,
)


@require_http_methods(["GET", "POST"])
def reflection_create(request):
    """Write the own 心得; a writer enters a member's instead, or the own with `?own=1`."""
    branch = chosen_branch(request, permissions.can_add_reflection)
    is_own = not request.workspace.can_write or ("own" in request.GET and request.user.member_id is not None)
    form_class = OwnReflectionForm if is_own else RecordedReflectionForm
    initial = {name: request.GET[name] for name in ("material", "task", "member") if name in request.GET}
    if not is_own:
        initial["written_on"] = localdate()
    form = form_class(request.POST or None, user=request.user, branch=branch, initial=initial)
    words = Words("写心得" if is_own else "代录心得", "心得已保存。", again="" if is_own else Words.again)
    return form_page(request, form, words, template=FORM)


@require_http_methods(["GET", "POST"])
def reflection_update(request, pk):
    """Change a 心得: the author's own words, or what a writer entered."""
    chosen_branch(request, permissions.can_open_study)
    reflection = get_visible(
        request,
        Reflection,
        pk,
        permissions.can_change_reflection,
        "这是本人在系统里写的心得，只有本人能改。",
    )
    is_own = permissions.is_own_reflection(request.user, reflection)
    form_class = OwnReflectionForm if is_own else RecordedReflectionForm
    form = form_class(request.POST or None, instance=reflection, user=request.user, branch=reflection.branch)
    return form_page(request, form, Words("编辑心得", "心得已保存。"), reflection, template=FORM)
