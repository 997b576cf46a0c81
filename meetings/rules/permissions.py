"""Who may do what with meetings."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch, is_secretary
from branch.organisations.models import Organisation
from branch.rules.models import RuleExplanation


def can_explain(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee answer for the branch."""
    return can_write_branch(user, branch)


def can_change_explanation(user: AbstractBaseUser, explanation: RuleExplanation) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, explanation.branch)


def can_delete_explanation(user: AbstractBaseUser, explanation: RuleExplanation) -> bool:
    """The secretary."""
    return is_secretary(user, explanation.branch)
