"""Who may do what with templates of reports, and with a unit's own Word templates."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, grants_of, is_secretary, is_superior_of
from branch.base import BranchRecord
from branch.organisations.models import Organisation


def can_read_templates(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """How reports are arranged, for the readers of the branch."""
    return can_read_branch(user, branch)


def can_add_template(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary for the branch; a superior officer for the own unit, to be offered to those below it."""
    return is_secretary(user, branch) or is_superior_of(user, branch)


def can_change_template(user: AbstractBaseUser, template: BranchRecord) -> bool:
    """The secretary of its branch, or a superior officer of the unit that it belongs to."""
    is_own_unit = template.branch_id in grants_of(user).superior_root_ids and not template.branch.is_branch
    return is_own_unit or is_secretary(user, template.branch)


def unit_of(user: AbstractBaseUser, branch: Organisation) -> Organisation:
    """The unit for which a person makes a template: the branch, or the nearest own superior unit above it."""
    if is_secretary(user, branch):
        return branch
    roots = [pk for pk in branch.path_ids if pk in grants_of(user).superior_root_ids]
    return Organisation.objects.get(pk=roots[-1]) if roots else branch
