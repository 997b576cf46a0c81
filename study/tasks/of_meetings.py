"""Hours of study that a meeting's own record says: its task follows the record, its credits follow the roll.

Whoever was present has the hours from the day of the meeting, whoever was away from the day of 补学. Nothing of it is
entered a second time, and one meeting counts once: a task that was linked to it by hand keeps its hours.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.access import can_read_branch
from branch.organisations.models import Organisation
from core import audit, records
from core.kept import note_change
from core.panels import Panel
from core.refusals import Refused
from meetings.enums import COUNTS_AS_DUE, Attendance, MaterialCategory, MeetingKind, StudyForm
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.reminders import MADE_UP_WITHIN
from meetings.meeting.studying import materials_of
from study.enums import Audience
from study.reading.models import StudyMaterial

from .models import StudyAssignment, StudyTask
from .services import set_list, task_of_meeting

# Titles offered where a material is typed.
MOST_OFFERED = 100


def library(branch: Organisation) -> Iterable[str]:
    """The newest materials of a branch by title."""
    return StudyMaterial.objects.of_branch(branch).values_list("title", flat=True)[:MOST_OFFERED]


def of_meeting(meeting: Meeting) -> list[StudyTask]:
    """The task that a meeting's record has made, deleted or not: it goes and comes back with the meeting."""
    return list(StudyTask.objects.filter(meeting=meeting, is_of_meeting=True))


@transaction.atomic
def credit_meeting(meeting: Meeting, by: AbstractBaseUser | None) -> StudyTask | None:
    """Bring task, list and hours in line with a meeting that took place. None where it counts no hours.

    Raises Refused where a task entered by hand counts the hours of this meeting already.
    """
    task = next(iter(of_meeting(meeting)), None)
    if meeting.study_hours is None:
        if task and not task.is_deleted:
            records.soft_delete(task, by=by, reason="会议不再记学时")
        return None
    roll = list(meeting.roll.select_related("member"))
    due = {entry.member_id: entry for entry in roll if entry.attendance in COUNTS_AS_DUE}
    if not due and task is None:
        return None
    task = task or StudyTask(branch=meeting.branch, meeting=meeting, is_of_meeting=True, created_by=by)
    if taken := task_of_meeting(meeting, besides=task):
        raise Refused(
            f"这次会议已有学习任务“{taken}”，学时按那项任务记，不重复计；请把这里的学时清空。",
            field="study_hours",
        )
    _keep_task(task, meeting, by)
    _keep_credits(task, due, by)
    return task


def panel(user: AbstractBaseUser, meeting: Meeting, _on: date) -> Panel | None:
    """On the page of a meeting: its hours, who has them and who still is to make up for them."""
    task = next((one for one in of_meeting(meeting) if not one.is_deleted), None)
    if task is None or not can_read_branch(user, meeting.branch):
        return None
    shares = task.assignments.alive()
    return Panel(
        "study/_meeting_hours.html",
        {"task": task, "done": shares.completed().count(), "waiting": shares.pending().count()},
    )


def _keep_task(task: StudyTask, meeting: Meeting, by: AbstractBaseUser | None) -> None:
    materials = [_material(meeting, title, by) for title in materials_of(meeting)]
    if task.is_deleted:
        records.restore(task, by=by)
    before = None if task._state.adding else audit.snapshot(task)
    day = day_of(meeting)
    task.title = f"{meeting.title}学习"[:200]
    task.year, task.starts_on, task.due_on = day.year, day, day + MADE_UP_WITHIN
    task.material = materials[0] if materials else None
    task.requirement = "\n".join(material.title for material in materials)
    task.hours = meeting.study_hours or Decimal(0)
    task.form = meeting.study_form or StudyForm.LED
    task.group, task.audience = meeting.group, _audience(meeting)
    if before is None or before != audit.snapshot(task):
        with records.audited(task, by=by, before=before or {}):
            pass


def _audience(meeting: Meeting) -> Audience:
    if meeting.group_id:
        return Audience.GROUP
    return Audience.COMMITTEE if meeting.kinds == [MeetingKind.COMMITTEE] else Audience.ALL


def _material(meeting: Meeting, title: str, by: AbstractBaseUser | None) -> StudyMaterial:
    """The branch's material of this name, with or without 《》; a new one where there is none."""
    bare = title[1:-1] if title.startswith("《") and title.find("》") == len(title) - 1 else title
    named = StudyMaterial.objects.of_branch(meeting.branch).filter(title__in=[bare[:200], title[:200]])
    if known := named.order_by("pk").first():
        return known
    material = StudyMaterial(branch=meeting.branch, title=bare[:200], created_by=by)
    material.category = meeting.study_category or MaterialCategory.OTHER
    return records.create(material, by=by)


def _keep_credits(task: StudyTask, due: dict[int, RollEntry], by: AbstractBaseUser | None) -> None:
    """Each member's share as the roll says; what somebody completed alone stays, as long as the meeting asks for it."""
    for share in task.assignments.alive().completed().select_related("task__branch", "member"):
        if share.member_id not in due:
            _credit(share, None, by)
    if any(vars(set_list(task, [entry.member for entry in due.values()])).values()):
        # Who was put on the list or taken off is told by no entry of study.
        note_change(task.branch.path)
    shares = {
        share.member_id: share for share in task.assignments.alive().select_related("task__branch", "member")
    }
    for member_id, entry in due.items():
        share, on = shares[member_id], _credited_on(entry, task.starts_on)
        if on is not None or share.is_by_roll:
            _credit(share, on, by)
        elif share.is_completed and share.hours_done != task.hours:
            _credit(share, share.completed_on, by, is_by_roll=False)


def _credited_on(entry: RollEntry, day: date) -> date | None:
    return day if entry.attendance == Attendance.PRESENT else entry.make_up_on


def _credit(
    share: StudyAssignment, on: date | None, by: AbstractBaseUser | None, *, is_by_roll: bool = True
) -> None:
    """The hours of the task from a day on, or none of them; written only where it changes something."""
    hours = share.task.hours if on else Decimal(0)
    if (share.completed_on, share.hours_done) == (on, hours):
        return
    with records.audited(share, by=by, reason="按会议签到"):
        share.completed_on, share.hours_done, share.is_by_roll = on, hours, bool(on) and is_by_roll
