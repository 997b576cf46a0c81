"""Tells core which record types, navigation entries, rules and reminders this app has."""

from branch.access import has_branch
from branch.models import RuleExplanation
from core import navigation, records
from core import reminders as reminder_registry
from core import rules as rule_engine

from . import checks, permissions, reminders, rules, vote_checks
from .models import Meeting, Vote

records.register(
    records.RecordType(
        model=Meeting,
        label="会议",
        icon="users-round",
        pages="meetings:meeting",
        can_change=permissions.can_change_meeting,
        can_delete=permissions.can_delete_meeting,
        sees_restricted=permissions.can_keep_meeting,
        date_field="starts_at",
        search_fields=("title", "theme", "minutes", "place"),
        list_title="组织生活",
        parts=lambda meeting: Vote.objects.filter(item__meeting=meeting),
    )
)
records.register(
    records.RecordType(
        model=Vote,
        label="表决",
        icon="vote",
        pages="meetings:vote",
        list_url="meetings:meeting_list",
        can_change=permissions.can_change_vote,
        can_delete=permissions.can_change_vote,
        takes_attachments=False,
    )
)
records.register(
    records.RecordType(
        model=RuleExplanation,
        label="情况说明",
        icon="message-square-text",
        pages="meetings:explanation",
        can_change=permissions.can_change_explanation,
        can_delete=permissions.can_delete_explanation,
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
        views=("overview:cycle", "reports:minutes_import"),
    )
)

rule_engine.register(rules.FAMILY)
checks.register_signing_check(vote_checks.outdated_for_signing)
reminder_registry.register(30, reminders.decision_reminders)
reminder_registry.register(60, reminders.reminders_for)
