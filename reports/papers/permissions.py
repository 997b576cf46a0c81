"""Who drafts the season's papers, and who has papers of the own."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import grants_of, is_secretary
from branch.organisations.models import Organisation

from .registry import Paper


def has_own_papers(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Each member of the branch, the secretary too."""
    member = getattr(user, "member", None)
    if branch is None or member is None:
        return False
    return member.branch_id == branch.pk and member.pk in grants_of(user).member_ids


def can_draft_paper(user: AbstractBaseUser, branch: Organisation | None, paper: Paper) -> bool:
    """The secretary drafts the branch's papers, each member the own; a superior's are begun at what they answer."""
    if paper.is_from_above:
        return False
    if paper.is_personal:
        return has_own_papers(user, branch) and branch is not None and not branch.is_closed
    return is_secretary(user, branch)
