"""Tells core which record types, rules, reminders and navigation entries this app has."""

from datetime import date

from django.utils import timezone

from branch.access import grants_of, has_branch
from core import navigation, panels, records
from core import reminders as reminder_registry
from core import rules as rule_engine
from core.enums import Retention
from core.kept import kept
from meetings.meeting import studying
from meetings.meeting.models import Meeting

from . import permissions, reminders
from .hours import rules
from .hours.models import HoursExemption, HourUnit
from .plan.models import PlanItem
from .reading.models import Reflection, StudyMaterial
from .tasks import of_meetings
from .tasks.models import StudyAssignment, StudyTask
from .trainings.models import Training

records.register(
    records.RecordType(
        model=StudyTask,
        label="学习任务",
        icon="book-open-check",
        pages="study:task",
        can_change=permissions.can_change_task,
        can_delete=permissions.can_change_task,
        date_field="starts_on",
        search_fields=("title", "requirement"),
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=StudyMaterial,
        label="学习材料",
        icon="book-open",
        pages="study:material",
        can_change=permissions.can_change_material,
        can_delete=permissions.can_change_material,
        search_fields=("title", "body"),
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=Reflection,
        label="心得",
        icon="notebook-pen",
        pages="study:reflection",
        can_change=permissions.can_change_reflection,
        can_delete=permissions.can_delete_reflection,
        date_field="written_on",
        search_fields=("body",),
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=StudyAssignment,
        label="学习完成情况",
        icon="list-checks",
        pages="study:assignment",
        list_url="study:progress",
        is_edited=False,
        can_change=permissions.can_record_completion,
        date_field="completed_on",
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=PlanItem,
        label="学习计划",
        icon="calendar-days",
        pages="study:plan",
        can_change=permissions.can_change_plan_item,
        can_delete=permissions.can_change_plan_item,
        takes_attachments=False,
        search_fields=("topic",),
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=Training,
        label="外出培训",
        icon="graduation-cap",
        pages="study:training",
        can_change=permissions.can_change_training,
        can_delete=permissions.can_delete_training,
        date_field="ends_on",
        search_fields=("title", "organiser", "summary"),
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=HourUnit,
        label="学时换算",
        icon="calculator",
        pages="study:unit",
        can_change=permissions.can_change_unit,
        can_delete=permissions.can_change_unit,
        takes_attachments=False,
    )
)
records.register(
    records.RecordType(
        model=HoursExemption,
        label="学时不作硬性要求",
        icon="calculator",
        pages="study:exemption",
        can_change=permissions.can_change_exemption,
        can_delete=permissions.can_change_exemption,
        sees_restricted=permissions.can_change_exemption,
        date_field="",
        takes_attachments=False,
    )
)
rule_engine.register(rules.FAMILY)
studying.register(of_meetings.credit_meeting, of_meetings.library)
panels.register(Meeting, of_meetings.panel)
records.register_companions(Meeting, of_meetings.of_meeting)
reminder_registry.register(50, reminders.assignment_reminders)
reminder_registry.register(70, reminders.reminders_for)


def _badge(user, workspace) -> str:
    """How many tasks wait for this person."""
    mine = grants_of(user).member_ids
    if not mine or workspace.branch is None:
        return ""
    count = _waiting(mine, timezone.localdate())
    return f"{count} 项" if count else ""


@kept(1024)
def _waiting(mine: frozenset[int], today: date) -> int:
    """Every page shows it: kept, like all that pages work out."""
    waiting = StudyAssignment.objects.live().pending().filter(member_id__in=mine)
    return waiting.filter(task__starts_on__lte=today).count()


navigation.register(
    navigation.NavEntry(
        40,
        "学习",
        "study:home",
        "book-open",
        has_branch,
        badge=_badge,
        namespaces=("study",),
        views=("reports:campaign",),
    )
)
