"""Organisations, members and posts, accounts and roles, and the base of every record of a branch."""

from .accounts import RoleAssignment, User
from .base import BranchRecord, BranchRecordQuerySet
from .explanations import RuleExplanation
from .members import Member, MemberQuerySet, MemberStatus, Post, PostQuerySet
from .organisations import Organisation, PartyGroup

__all__ = [
    "BranchRecord",
    "BranchRecordQuerySet",
    "Member",
    "MemberQuerySet",
    "MemberStatus",
    "Organisation",
    "PartyGroup",
    "Post",
    "PostQuerySet",
    "RoleAssignment",
    "RuleExplanation",
    "User",
]
