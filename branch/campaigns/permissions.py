"""Who may do what with study campaigns."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_read_branch, can_write_branch
from branch.organisations.models import Organisation

from .models import Campaign


def can_open_campaigns(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone of the branch and whoever watches it: plan and reading list are for all."""
    return belongs_to_branch(user, branch) or can_read_branch(user, branch)


def can_add_campaign(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, branch)


def can_change_campaign(user: AbstractBaseUser, campaign: Campaign) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, campaign.branch)


def can_read_progress(user: AbstractBaseUser, campaign: Campaign) -> bool:
    """Figures are counted from records of the whole branch: for its readers."""
    return can_read_branch(user, campaign.branch)
