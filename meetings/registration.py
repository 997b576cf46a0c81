"""Tells core which record types, navigation entries, rules, reminders and panels meetings, votes, reasons and the plan have."""

from branch.access import has_branch
from branch.disclosure import registry as openness
from branch.rules.models import RuleExplanation
from core import navigation, panels, records
from core import reminders as reminder_registry
from core import rules as rule_engine
from core.enums import Retention
from core.keeping import checking
from meetings.enums import MeetingKind

from .meeting import faults, numbering
from .meeting import origins as meeting_origins
from .meeting import reminders as meeting_reminders
from .meeting import store_checks as meeting_store_checks
from .meeting.models import Meeting
from .meeting.permissions import can_change_meeting, can_delete_meeting, can_keep_meeting
from .plan import origins as plan_origins
from .plan import permissions as plan_permissions
from .plan import reminders as plan_reminders
from .plan.models import AgendaTemplate, MeetingPlanItem
from .rules.permissions import can_change_explanation, can_delete_explanation
from .rules.rules import FAMILY
from .topics import proposals
from .topics.models import AgendaTopic
from .topics.permissions import can_change_topic
from .votes import disclosures as vote_disclosures
from .votes import services, store_checks
from .votes.models import Vote
from .votes.permissions import can_change_vote


def retention_of_meeting(meeting: Meeting) -> Retention:
    """What a group alone has held is kept for ten years, all other records of meetings for good."""
    return Retention.TEN if list(meeting.kinds) == [MeetingKind.GROUP] else Retention.PERMANENT


records.register(
    records.RecordType(
        model=Meeting,
        label="会议",
        icon="users-round",
        pages="meetings:meeting",
        can_change=can_change_meeting,
        can_delete=can_delete_meeting,
        sees_restricted=can_keep_meeting,
        date_field="starts_at",
        search_fields=("title", "theme", "minutes", "place"),
        list_title="组织生活",
        parts=lambda meeting: Vote.objects.filter(item__meeting=meeting),
        retention=retention_of_meeting,
        follow_trash=numbering.follow_trash,
    )
)

records.register(
    records.RecordType(
        model=Vote,
        label="表决",
        icon="vote",
        pages="meetings:vote",
        list_url="meetings:meeting_list",
        can_change=can_change_vote,
        can_delete=can_change_vote,
        takes_attachments=False,
        retention=lambda _: Retention.PERMANENT,
    )
)

records.register(
    records.RecordType(
        model=RuleExplanation,
        label="情况说明",
        icon="message-square-text",
        pages="meetings:explanation",
        can_change=can_change_explanation,
        can_delete=can_delete_explanation,
    )
)

navigation.register(
    navigation.NavEntry(
        30,
        "组织生活",
        "meetings:meeting_list",
        "users-round",
        has_branch,
        namespaces=("meetings",),
        views=("overview:cycle", "reports:minutes_import", "branch:rule_exemption_"),
    )
)

rule_engine.register(FAMILY)
faults.register_signing_check(services.outdated_for_signing)
reminder_registry.register(30, meeting_reminders.decision_reminders)
reminder_registry.register(60, meeting_reminders.reminders_for)

records.register(
    records.RecordType(
        model=MeetingPlanItem,
        label="会议计划",
        icon="calendar-range",
        pages="meetings:plan",
        can_change=plan_permissions.can_change_plan_item,
        can_delete=plan_permissions.can_delete_plan_item,
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
        can_change=plan_permissions.can_change_template,
        can_delete=plan_permissions.can_change_template,
        takes_attachments=False,
        search_fields=("name",),
    )
)

meeting_origins.register(plan_origins.PLAN)
meeting_origins.register(plan_origins.TEMPLATE)
panels.register(Meeting, plan_origins.panel, place="origin")
panels.register(Meeting, plan_origins.agenda_action, place="agenda")
reminder_registry.register(80, plan_reminders.plan_reminders)

records.register(
    records.RecordType(
        model=AgendaTopic,
        label="议题",
        icon="list-plus",
        pages="meetings:topic",
        can_change=can_change_topic,
        can_delete=can_change_topic,
        takes_attachments=False,
        search_fields=("title",),
        list_title="议题库",
    )
)
meeting_origins.register(proposals.FOLLOWED)
meeting_origins.register(proposals.TOPIC)

checking.register(store_checks.CHECK)
checking.register(meeting_store_checks.CHECK)
openness.register(35, vote_disclosures.postings)
