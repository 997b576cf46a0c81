"""Tells core which record types, rules, reminders and navigation entries this app has."""

from django.utils import timezone

from branch.access import grants_of
from core import navigation, records
from core import reminders as reminder_registry
from core import rules as rule_engine

from . import permissions, reminders, rules
from .models import HourUnit, PlanItem, Reflection, StudyAssignment, StudyMaterial, StudyTask, Training

records.register(
    records.RecordType(
        model=StudyTask,
        label="学习任务",
        icon="book-open-check",
        list_url="study:task_list",
        detail_url="study:task_detail",
        update_url="study:task_update",
        can_change=permissions.can_change_task,
        can_delete=permissions.can_change_task,
        date_field="starts_on",
        search_fields=("title", "requirement"),
    )
)
records.register(
    records.RecordType(
        model=StudyMaterial,
        label="学习材料",
        icon="book-open",
        list_url="study:material_list",
        detail_url="study:material_detail",
        update_url="study:material_update",
        can_change=permissions.can_change_material,
        can_delete=permissions.can_change_material,
        search_fields=("title", "body"),
    )
)
records.register(
    records.RecordType(
        model=Reflection,
        label="心得",
        icon="notebook-pen",
        list_url="study:reflection_list",
        detail_url="study:reflection_detail",
        update_url="study:reflection_update",
        can_change=permissions.can_change_reflection,
        can_delete=permissions.can_delete_reflection,
        date_field="written_on",
        search_fields=("body",),
    )
)
records.register(
    records.RecordType(
        model=StudyAssignment,
        label="学习完成情况",
        icon="list-checks",
        list_url="study:progress",
        detail_url="study:assignment_detail",
        can_change=permissions.can_record_completion,
        date_field="completed_on",
    )
)
records.register(
    records.RecordType(
        model=PlanItem,
        label="学习计划",
        icon="calendar-days",
        list_url="study:plan_list",
        detail_url="study:plan_detail",
        update_url="study:plan_update",
        can_change=permissions.can_change_plan_item,
        can_delete=permissions.can_change_plan_item,
        takes_attachments=False,
        search_fields=("topic",),
    )
)
records.register(
    records.RecordType(
        model=Training,
        label="外出培训",
        icon="graduation-cap",
        list_url="study:training_list",
        detail_url="study:training_detail",
        update_url="study:training_update",
        can_change=permissions.can_change_training,
        can_delete=permissions.can_delete_training,
        date_field="ends_on",
        search_fields=("title", "organiser", "summary"),
    )
)
records.register(
    records.RecordType(
        model=HourUnit,
        label="学时换算",
        icon="calculator",
        list_url="study:unit_list",
        detail_url="study:unit_detail",
        update_url="study:unit_update",
        can_change=permissions.can_change_unit,
        can_delete=permissions.can_change_unit,
        takes_attachments=False,
    )
)
rule_engine.register(rules.FAMILY)
reminder_registry.register(50, reminders.assignment_reminders)
reminder_registry.register(70, reminders.reminders_for)


def _is_shown(user) -> bool:
    grants = grants_of(user)
    return bool(grants.own_branch_ids | grants.superior_ids)


def _badge(user, workspace) -> str:
    """How many tasks wait for this person."""
    mine = grants_of(user).member_ids
    if not mine or workspace.branch is None:
        return ""
    waiting = StudyAssignment.objects.live().pending().filter(member_id__in=mine)
    count = waiting.filter(task__starts_on__lte=timezone.localdate()).count()
    return f"{count} 项" if count else ""


navigation.register(
    navigation.NavEntry(40, "学习", "study:home", "book-open", _is_shown, badge=_badge, namespaces=("study",))
)
