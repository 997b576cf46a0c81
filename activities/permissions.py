"""Who may do what with activities and work areas."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_read_branch, can_write_branch, may_see_restricted
from branch.organisations.models import Organisation

from .models import Activity, DutyItem, WorkArea


def can_list_activities(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers see all of the branch; its members those they took part in."""
    return can_read_branch(user, branch) or belongs_to_branch(user, branch)


def can_read_figures(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Statistics and work areas are about the whole branch: for its readers."""
    return can_read_branch(user, branch)


def can_add_activity(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee record activities."""
    return can_write_branch(user, branch)


def can_pledge(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """A member writes the own pledge, in the own branch."""
    member = getattr(user, "member", None)
    own = member is not None and branch is not None and member.branch_id == branch.pk
    return own and belongs_to_branch(user, branch)


def can_change_activity(user: AbstractBaseUser, activity: Activity) -> bool:
    """Secretary and committee of the activity's branch."""
    return can_write_branch(user, activity.branch)


def sees_restricted_of(user: AbstractBaseUser, activity: Activity) -> bool:
    """Restricted fields are the secretary's alone."""
    return may_see_restricted(user, activity.branch)


def can_manage_areas(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee set the work areas of a year."""
    return can_write_branch(user, branch)


def can_change_area(user: AbstractBaseUser, area: WorkArea) -> bool:
    """Secretary and committee of the area's branch."""
    return can_write_branch(user, area.branch)


def can_change_duty(user: AbstractBaseUser, duty: DutyItem) -> bool:
    """Secretary and committee of the duty's branch."""
    return can_write_branch(user, duty.branch)
