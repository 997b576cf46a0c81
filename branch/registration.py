"""Tells core which record types and navigation entries this app has."""

from core import navigation, records

from . import permissions
from .access import grants_of
from .models import Member

records.register(
    records.RecordType(
        model=Member,
        label="党员",
        icon="user",
        list_url="branch:member_list",
        detail_url="branch:member_detail",
        update_url="branch:member_update",
        can_change=permissions.can_change_member,
        can_delete=permissions.can_delete_member,
        sees_restricted=permissions.sees_restricted_of,
    )
)


def _has_branch(user) -> bool:
    grants = grants_of(user)
    return bool(grants.own_branch_ids | grants.superior_ids)


navigation.register(
    navigation.NavEntry(20, "组织与党员", "branch:member_list", "users", _has_branch, namespaces=("branch",))
)
