"""Tells core which record types, navigation entries and rules this app has."""

from branch.access import grants_of
from core import navigation, records

from . import permissions
from .models import Meeting

records.register(
    records.RecordType(
        model=Meeting,
        label="会议",
        icon="users-round",
        list_url="meetings:meeting_list",
        detail_url="meetings:meeting_detail",
        can_change=permissions.can_change_meeting,
        can_delete=permissions.can_delete_meeting,
        date_field="starts_at",
    )
)


def _has_branch(user) -> bool:
    grants = grants_of(user)
    return bool(grants.own_branch_ids | grants.superior_ids)


navigation.register(
    navigation.NavEntry(
        30, "组织生活", "meetings:meeting_list", "users-round", _has_branch, namespaces=("meetings",)
    )
)
