"""Who may do what with annual reports."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_read_branch, can_write_branch, grants_of, is_secretary
from branch.members.models import Member
from branch.organisations.models import Organisation

from .enums import ReflectionChannel
from .hours.models import HoursExemption, HourUnit
from .plan.models import PlanItem
from .reading.models import Reflection, StudyMaterial
from .tasks.models import StudyAssignment, StudyTask
from .trainings.models import Training


def can_see_study_record(user: AbstractBaseUser, member: Member) -> bool:
    """The member, and whoever reads the branch."""
    return member.pk in grants_of(user).member_ids or can_read_branch(user, member.branch)


def can_open_study(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone of the branch and whoever watches it; administrators have no part in it."""
    return belongs_to_branch(user, branch) or can_read_branch(user, branch)


def can_see_progress(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers see the whole branch; a group leader sees the own group."""
    return can_read_branch(user, branch) or (
        branch is not None and branch.pk in grants_of(user).led_branch_ids
    )


def can_add_material(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, branch)


def can_change_material(user: AbstractBaseUser, material: StudyMaterial) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, material.branch)


def can_add_task(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee give tasks."""
    return can_write_branch(user, branch)


def can_change_task(user: AbstractBaseUser, task: StudyTask) -> bool:
    """Secretary and committee of its branch; what a meeting's record has made is changed there."""
    return not task.is_of_meeting and can_write_branch(user, task.branch)


def is_own_assignment(user: AbstractBaseUser, assignment: StudyAssignment) -> bool:
    """Whether the user is the member who has the task."""
    return assignment.member_id in grants_of(user).member_ids


def can_record_completion(user: AbstractBaseUser, assignment: StudyAssignment) -> bool:
    """Secretary and committee enter what a member did elsewhere."""
    return can_write_branch(user, assignment.branch)


def can_withdraw(user: AbstractBaseUser, assignment: StudyAssignment, on: date) -> bool:
    """A writer of the branch at any time, the member on the day of completion."""
    if not assignment.is_completed:
        return False
    return can_write_branch(user, assignment.branch) or (
        is_own_assignment(user, assignment) and assignment.completed_on == on
    )


def can_add_reflection(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Writers for any member, a member for the own self; so it is for training elsewhere, too."""
    return can_write_branch(user, branch) or (
        branch is not None
        and branch.pk in grants_of(user).member_branch_ids
        and bool(grants_of(user).member_ids)
    )


def is_own_reflection(user: AbstractBaseUser, reflection: Reflection) -> bool:
    """Whether the user is its author."""
    return reflection.member_id in grants_of(user).member_ids


def can_change_reflection(user: AbstractBaseUser, reflection: Reflection) -> bool:
    """The author; writers only what was entered for a member: nobody rewrites another's own words."""
    if is_own_reflection(user, reflection):
        return True
    return can_write_branch(user, reflection.branch) and reflection.channel != ReflectionChannel.SYSTEM


def can_delete_reflection(user: AbstractBaseUser, reflection: Reflection) -> bool:
    """The author and the branch's writers, with a reason."""
    return is_own_reflection(user, reflection) or can_write_branch(user, reflection.branch)


def can_change_plan(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee write the plan and give tasks from it."""
    return can_write_branch(user, branch)


def can_change_plan_item(user: AbstractBaseUser, item: PlanItem) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, item.branch)


def can_change_units(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary fixes how hours are reckoned."""
    return is_secretary(user, branch)


def can_change_unit(user: AbstractBaseUser, unit: HourUnit) -> bool:
    """The secretary of its branch."""
    return is_secretary(user, unit.branch)


def can_change_exemption(user: AbstractBaseUser, exemption: HoursExemption) -> bool:
    """The secretary of its branch."""
    return is_secretary(user, exemption.branch)


def is_own_training(user: AbstractBaseUser, training: Training) -> bool:
    """Whether the user is the member who was trained."""
    return training.member_id in grants_of(user).member_ids


def can_change_training(user: AbstractBaseUser, training: Training) -> bool:
    """The member and the branch's writers, until it is approved."""
    if training.is_approved:
        return False
    return is_own_training(user, training) or can_write_branch(user, training.branch)


def can_review_training(user: AbstractBaseUser, training: Training) -> bool:
    """A writer of the branch other than the member: nobody approves the own hours."""
    return can_write_branch(user, training.branch) and not is_own_training(user, training)


def can_delete_training(user: AbstractBaseUser, training: Training) -> bool:
    """The member and the branch's writers; the model refuses while its hours count."""
    return is_own_training(user, training) or can_write_branch(user, training.branch)
