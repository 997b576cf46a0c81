"""Who may do what with opinions, problems, causes, measures and rectification items."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, grants_of
from branch.base import BranchRecord
from branch.organisations.models import Organisation

from .enums import VERIFYING_ACTIONS, WORKING_ACTIONS, ItemAction, ItemState
from .items.models import RectificationItem


def can_list_problems(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Opinions, problems, causes, measures and checks: whoever reads the branch as a whole."""
    return can_read_branch(user, branch)


def can_list_items(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers of the branch, and its members for their own items."""
    return branch is not None and grants_of(user).reaches(branch)


def can_record(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee record everything of their branch."""
    return can_write_branch(user, branch)


def can_change(user: AbstractBaseUser, record: BranchRecord) -> bool:
    """Secretary and committee of the record's branch."""
    return can_write_branch(user, record.branch)


def can_change_item(user: AbstractBaseUser, item: RectificationItem) -> bool:
    """Secretary and committee, until the item is closed: what was verified is not rewritten."""
    return can_write_branch(user, item.branch) and item.state != ItemState.CLOSED


def can_work(user: AbstractBaseUser, item: RectificationItem) -> bool:
    """Log progress and hand in: the person responsible, the leading person, and the branch's writers."""
    return can_write_branch(user, item.branch) or item.is_person_concerned(grants_of(user).member_ids)


def can_attach(user: AbstractBaseUser, item: RectificationItem) -> bool:
    """Whoever works on the item adds evidence, until it is handed in."""
    return item.is_working and can_work(user, item)


def can_verify(user: AbstractBaseUser, item: RectificationItem) -> bool:
    """Another writer than the person responsible and the one who handed the item in."""
    return can_write_branch(user, item.branch) and item.is_judged_by_another(user)


def can_act(user: AbstractBaseUser, item: RectificationItem, action: ItemAction) -> bool:
    """Whether the user's part allows an action; whether the state does is for the table of moves."""
    if action in WORKING_ACTIONS:
        return can_work(user, item)
    if action in VERIFYING_ACTIONS:
        return can_verify(user, item)
    return can_write_branch(user, item.branch)
