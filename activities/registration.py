"""Tells core which record types and navigation entries this app has."""

from branch.access import has_branch
from branch.disclosure import registry as openness
from core import navigation, records
from core import rules as rule_engine
from meetings.meeting import adopting as meeting_adopting

from . import adopting, disclosures, permissions, rules
from .models import Activity, DutyItem, WorkArea

records.register(
    records.RecordType(
        model=Activity,
        label="活动",
        icon="notebook-pen",
        pages="activities:activity",
        can_change=permissions.can_change_activity,
        can_delete=permissions.can_change_activity,
        sees_restricted=permissions.sees_restricted_of,
        date_field="happened_on",
        most_photos=9,
        search_fields=("title", "summary", "place"),
        list_title="工作纪实",
    )
)
records.register(
    records.RecordType(
        model=WorkArea,
        label="工作领域",
        icon="layers",
        pages="activities:area",
        can_change=permissions.can_change_area,
        can_delete=permissions.can_change_area,
        takes_attachments=False,
    )
)
records.register(
    records.RecordType(
        model=DutyItem,
        label="支委职责",
        icon="list-checks",
        pages="activities:duty",
        can_change=permissions.can_change_duty,
        can_delete=permissions.can_change_duty,
        takes_attachments=False,
        search_fields=("text",),
        list_title="支委职责清单",
    )
)


rule_engine.register(rules.FAMILY)
meeting_adopting.register(adopting.adoptions(), adopting.found)
openness.register(30, disclosures.postings)

navigation.register(
    navigation.NavEntry(
        50, "工作纪实", "activities:activity_list", "notebook-pen", has_branch, namespaces=("activities",)
    )
)
