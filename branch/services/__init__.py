"""Writes about organisations, members and accounts that touch several rows or that an auditor would ask for."""

from .accounts import add_account, check_may_disable, end_role, grant_role, save_account, set_password
from .members import add_member, appoint, change_status, end_post, overlapping_post
from .organisations import (
    ALLOWED_PARENTS,
    add_group,
    add_organisation,
    check_parent,
    dissolve_group,
    save_organisation,
)
from .set_up import FirstRun, is_set_up, set_up

__all__ = [
    "ALLOWED_PARENTS",
    "FirstRun",
    "add_account",
    "add_group",
    "add_member",
    "add_organisation",
    "appoint",
    "change_status",
    "check_may_disable",
    "check_parent",
    "dissolve_group",
    "end_post",
    "end_role",
    "grant_role",
    "is_set_up",
    "overlapping_post",
    "save_account",
    "save_organisation",
    "set_password",
    "set_up",
]
