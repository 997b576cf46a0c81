"""Tells core which record types, navigation entries and reminders this app has."""

from branch.access import has_branch
from branch.disclosure import registry as openness
from core import navigation, records
from core import reminders as reminder_registry
from core.keeping import checking

from . import permissions, reminders
from .items import disclosures, store_checks
from .items.models import PublicNotice, RectificationItem
from .opinions.models import Opinion, OpinionRound
from .problems.models import Cause, FrameworkItem, Measure, Problem

records.register(
    records.RecordType(
        model=RectificationItem,
        label="整改事项",
        icon="list-checks",
        pages="rectification:item",
        can_change=permissions.can_change_item,
        can_attach=permissions.can_attach,
        can_delete=permissions.can_change,
        search_fields=("content", "result"),
        list_title="整改台账",
    )
)

for model, label, list_title, icon, name, searched, date_field in (
    (Problem, "问题", "问题清单", "search-alert", "problem", ("title", "description", "typical_case"), ""),
    (Cause, "原因", "原因分析", "split", "cause", ("title", "text"), ""),
    (Measure, "措施", "努力方向和措施", "milestone", "measure", ("title", "text"), ""),
    (Opinion, "意见", "征求意见", "message-square-text", "opinion", ("text",), "collected_on"),
    (OpinionRound, "征求意见", "发链接征求意见", "megaphone", "round", ("title",), "opens_on"),
    (PublicNotice, "整改公示", "", "clipboard-list", "notice", ("place", "feedback"), "starts_on"),
):
    records.register(
        records.RecordType(
            model=model,
            label=label,
            icon=icon,
            pages=f"rectification:{name}",
            can_change=permissions.can_change,
            can_delete=permissions.can_change,
            date_field=date_field,
            takes_attachments=model in (Problem, PublicNotice),
            search_fields=searched,
            list_title=list_title,
        )
    )

records.register(
    records.RecordType(
        model=FrameworkItem,
        label="对照项",
        icon="list-ordered",
        pages="rectification:framework_item",
        list_url="rectification:framework_list",
        is_edited=False,
        can_change=permissions.can_change,
        can_delete=permissions.can_change,
        takes_attachments=False,
    )
)


navigation.register(
    navigation.NavEntry(
        60,
        "问题整改",
        "rectification:item_list",
        "list-checks",
        has_branch,
        namespaces=("rectification",),
    )
)

reminder_registry.register(10, reminders.reminders_for)
checking.register(store_checks.CHECK)
openness.register(50, disclosures.postings)
