"""A meeting entered from a row of the year's plan, or with the agenda of a template."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.panels import Panel
from meetings.enums import MeetingState
from meetings.meeting import origins, suggestions
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting

from . import permissions, planning, services
from .models import AgendaTemplate, AgendaTemplateVersion, MeetingPlanItem


def _plan_rows(user: User, branch: Organisation) -> QuerySet[MeetingPlanItem]:
    return MeetingPlanItem.objects.changeable_by(user).of_branch(branch)


def _plan_row(user: User, branch: Organisation, pk: int) -> MeetingPlanItem:
    return get_object_or_404(_plan_rows(user, branch).for_list(), pk=pk)


def initial_for_plan(item: MeetingPlanItem, now: datetime) -> dict[str, object]:
    """Initial values of the meeting that a row of the plan means."""
    initial = suggestions.initial_for_new(item.branch, [item.kind], item.group, item.starts_on, now)
    return {
        **initial,
        "title": initial["title"] or item.theme,
        "theme": item.theme,
        "work_link": item.work_link,
        "plan_item": item.pk,
    }


def _link(meeting: Meeting, item: MeetingPlanItem, by: User) -> None:
    services.link_plan_item(item=item, meeting=meeting, by=by)


def _templates(user: User, branch: Organisation) -> QuerySet[AgendaTemplate]:
    return AgendaTemplate.objects.visible_to(user).of_branch(branch)


def _latest_version(user: User, branch: Organisation, pk: int) -> AgendaTemplateVersion:
    return get_object_or_404(_templates(user, branch).for_list(), pk=pk).latest


def _versions(user: User, branch: Organisation) -> QuerySet[AgendaTemplateVersion]:
    return AgendaTemplateVersion.objects.filter(template__in=_templates(user, branch))


def initial_for_template(version: AgendaTemplateVersion, _now: datetime) -> dict[str, object]:
    """The agenda of a version, and the version itself, as initial values of a new meeting."""
    return {"agenda": items_of(version), "template_version": version.pk}


def items_of(version: AgendaTemplateVersion) -> list[AgendaItem]:
    """The lines of a version as the first agenda of a meeting."""
    return [
        AgendaItem(title=line.title, reporter=line.reporter, kind=line.kind) for line in version.lines.all()
    ]


def _note_version(meeting: Meeting, version: AgendaTemplateVersion) -> None:
    meeting.template_version = version


PLAN = origins.Origin(
    name="plan",
    field="plan_item",
    find=_plan_row,
    rows=_plan_rows,
    initial=initial_for_plan,
    suits=lambda state: state is None,
    after_save=_link,
)
TEMPLATE = origins.Origin(
    name="template",
    field="template_version",
    find=_latest_version,
    rows=_versions,
    initial=initial_for_template,
    suits=lambda state: state in (None, MeetingState.PLANNED),
    before_save=_note_version,
    offers=lambda user, branch: list(_templates(user, branch)),
    items=items_of,
)


def panel(user: User, meeting: Meeting, on: date) -> Panel | None:
    """On the page of a meeting: the rows of the plan that it fulfils, and the template that its agenda followed."""
    lines, version = planning.lines_for(meeting, on), meeting.template_version
    if not lines and version is None:
        return None
    may_list = permissions.can_list_templates(user, meeting.branch)
    may_open = bool(version and may_list and not version.template.is_deleted)
    return Panel(
        "meetings/_origins.html", {"lines": lines, "version": version, "may_open_template": may_open}
    )


def agenda_action(user: User, meeting: Meeting, _on: date) -> Panel | None:
    """Beside the agenda of a meeting: the button that keeps it as a template."""
    may_save = permissions.can_change_plan(user, meeting.branch) and meeting.agenda.exists()
    return Panel("meetings/_save_template.html", {}) if may_save else None
