"""Who may do what with members, posts, organisations and accounts."""

from django.contrib.auth.base_user import AbstractBaseUser

from .access import (
    administers,
    belongs_to_branch,
    can_read_branch,
    can_write_branch,
    grants_of,
    is_administrator,
    is_secretary,
    is_superior_of,
    leads_group,
    may_see_restricted,
)
from .accounts.models import RoleAssignment, User
from .enums import IN_BRANCH
from .members.models import Member, Post
from .office_terms.models import OfficeTerm
from .organisations.models import Organisation, PartyGroup
from .rules.models import RuleExemption
from .standard_terms.models import StandardTerm


def can_add_member(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee keep the register."""
    return can_write_branch(user, branch)


def can_change_member(user: AbstractBaseUser, member: Member) -> bool:
    """Secretary and committee of the member's branch."""
    return can_write_branch(user, member.branch)


def can_delete_member(user: AbstractBaseUser, member: Member) -> bool:
    """The secretary alone; leaving the branch is a status, not a deletion."""
    return is_secretary(user, member.branch)


def sees_restricted_of(user: AbstractBaseUser, member: Member) -> bool:
    """Health, hardship and phone: the secretary, and each member the own."""
    return may_see_restricted(user, member.branch) or member.pk in grants_of(user).member_ids


def closed_member_fields(user: AbstractBaseUser, branch: Organisation, member: Member) -> set[str]:
    """Restricted fields that this person neither reads nor writes; the phone of a new entry is typed by anyone."""
    if member.pk:
        return set() if sees_restricted_of(user, member) else {"phone", "health_class", "hardship_class"}
    return set() if is_secretary(user, branch) else {"health_class", "hardship_class"}


def can_list_members(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The register of the branch: its readers; group leaders see their group."""
    return can_read_branch(user, branch) or (
        branch is not None and branch.pk in grants_of(user).led_branch_ids
    )


def can_list_posts(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone who belongs to the branch or reads it knows who holds its posts."""
    return can_read_branch(user, branch) or belongs_to_branch(user, branch)


def can_read_structure(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Groups and the structure are about the whole branch: for its readers."""
    return can_read_branch(user, branch)


def can_read_group(user: AbstractBaseUser, group: PartyGroup) -> bool:
    """Readers of the branch, and the group's leader."""
    return can_read_branch(user, group.branch) or leads_group(user, group)


def can_manage_group(user: AbstractBaseUser, group: PartyGroup) -> bool:
    """Secretary and committee of the group's branch."""
    return can_write_branch(user, group.branch)


def can_manage_post(user: AbstractBaseUser, post: Post) -> bool:
    """Secretary and committee of the post's branch."""
    return can_write_branch(user, post.branch)


def can_change_office_term(user: AbstractBaseUser, term: OfficeTerm) -> bool:
    """Secretary and committee of its branch, as they keep the posts."""
    return can_write_branch(user, term.branch)


def can_delete_office_term(user: AbstractBaseUser, term: OfficeTerm) -> bool:
    """The secretary alone."""
    return is_secretary(user, term.branch)


def can_manage_organisations(user: AbstractBaseUser, branch: Organisation | None = None) -> bool:
    """Administrators keep the tree, whichever branch they look at."""
    return is_administrator(user)


def can_manage_accounts(user: AbstractBaseUser, branch: Organisation | None = None) -> bool:
    """Administrators keep the accounts, whichever branch they look at."""
    return is_administrator(user)


def can_change_organisation(user: AbstractBaseUser, organisation: Organisation) -> bool:
    """Administrators of the organisation or of one above it."""
    return administers(user, organisation)


def can_change_account(user: AbstractBaseUser, account: User) -> bool:
    """Administrators, of the accounts that they see; nobody disables the own account."""
    return is_administrator(user)


def can_read_roles(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Who may read and write in the branch is known to its readers."""
    return can_read_branch(user, branch)


def can_give_roles(user: AbstractBaseUser, branch: Organisation) -> bool:
    """The role of a post of the branch: its secretary, a superior officer above, and its administrator."""
    return is_secretary(user, branch) or is_superior_of(user, branch) or administers(user, branch)


def can_end_role(user: AbstractBaseUser, role: RoleAssignment) -> bool:
    """Administrators of its organisation; of a role in a branch also its secretary and the superior officers above."""
    organisation = role.organisation
    is_ours = is_secretary(user, organisation) or is_superior_of(user, organisation)
    return administers(user, organisation) or (role.role in IN_BRANCH and is_ours)


def can_exempt_from_rules(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary answers for the document."""
    return is_secretary(user, branch)


def can_change_rule_exemption(user: AbstractBaseUser, exemption: RuleExemption) -> bool:
    """The secretary of its branch."""
    return is_secretary(user, exemption.branch)


def can_change_terms(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary fixes how names are written."""
    return is_secretary(user, branch)


def can_change_term(user: AbstractBaseUser, term: StandardTerm) -> bool:
    """The secretary of its branch."""
    return is_secretary(user, term.branch)
