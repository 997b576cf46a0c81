"""Tells core of the year's plan, what of it to remind of, and of the agenda templates."""

from core import panels, records, reminders

from . import origins, permissions, plan_origins, plan_reminders
from .models import AgendaTemplate, Meeting, MeetingPlanItem

records.register(
    records.RecordType(
        model=MeetingPlanItem,
        label="会议计划",
        icon="calendar-range",
        pages="meetings:plan",
        can_change=permissions.can_change_plan_item,
        can_delete=permissions.can_delete_plan_item,
        takes_attachments=False,
        search_fields=("theme", "work_link"),
    )
)
records.register(
    records.RecordType(
        model=AgendaTemplate,
        label="议程模板",
        icon="layout-list",
        pages="meetings:template",
        can_change=permissions.can_change_template,
        can_delete=permissions.can_change_template,
        takes_attachments=False,
        search_fields=("name",),
    )
)

origins.register(plan_origins.PLAN)
origins.register(plan_origins.TEMPLATE)
panels.register(Meeting, plan_origins.panel, place="origin")
panels.register(Meeting, plan_origins.agenda_action, place="agenda")
reminders.register(80, plan_reminders.plan_reminders)
