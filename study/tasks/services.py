"""Giving tasks to members, completing them and writing 心得: the writes an auditor would ask about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from branch.members.models import Member
from core import audit, records
from core.enums import AuditAction
from core.refusals import Refused
from meetings.enums import MAY_MAKE_UP, Attendance
from meetings.meeting import services as meeting_services
from meetings.meeting.models import Meeting
from study.enums import Audience, ReflectionChannel
from study.reading.models import Reflection

from .models import StudyAssignment, StudyTask


@dataclass(frozen=True)
class ListChange:
    """Who came onto a task's list and who went off it."""

    added: tuple[Member, ...]
    removed: tuple[Member, ...]

    def __str__(self) -> str:
        parts = [
            f"{verb} {len(people)} 人（{'、'.join(p.name for p in people)}）"
            for verb, people in (("新增", self.added), ("移出", self.removed))
            if people
        ]
        return "，".join(parts)


def due_members(task: StudyTask, *, on: date) -> list[Member]:
    """Members whom the task's audience means on a day, by the register.

    For 指定党员 those already on the list who are still on the roll.
    """
    roll = Member.objects.attending(task.branch, on).in_pinyin_order()
    if task.audience == Audience.GROUP:
        roll = roll.filter(group=task.group)
    elif task.audience == Audience.COMMITTEE:
        roll = roll.filter(pk__in=Member.objects.committee(task.branch, on).values("pk"))
    elif task.audience == Audience.CHOSEN:
        roll = roll.filter(study_assignments__in=task.assignments.alive())
    return list(roll)


def register_day(task: StudyTask, *, today: date) -> date:
    """The day whose register tells who is due: today, kept within the task's span."""
    return max(task.starts_on, min(today, task.due_on))


@transaction.atomic
def assign_task(
    task: StudyTask, *, members: Sequence[Member] | None, by: AbstractBaseUser | None, on: date | None = None
) -> StudyTask:
    """Save a new task and give it to members: the named ones, or those its audience means on `on`.

    Without `on` the register of the task's first day counts. Raises Refused when nobody is due, and when
    its meeting has a task already: one meeting counts once for each member.
    """
    if taken := task_of_meeting(task.meeting, besides=task):
        raise Refused(f"这次会议已有学习任务“{taken}”，一次会议的学时只计一次。")
    if members is None:
        if task.audience == Audience.CHOSEN:
            raise Refused("学习对象是指定党员，请至少选择一名党员。")
        members = due_members(task, on=on or task.starts_on)
    due = list(members)
    if not due:
        raise Refused(f"按名册，{task.audience_label}在这段时间没有应学习的党员，请核对学习对象和日期。")
    with records.audited(task, by=by):
        set_list(task, due)
    return task


def task_of_meeting(meeting: Meeting | None, *, besides: StudyTask) -> StudyTask | None:
    """The task in use that already counts the hours of a meeting."""
    if meeting is None:
        return None
    taken: StudyTask | None = StudyTask.objects.alive().filter(meeting=meeting).exclude(pk=besides.pk).first()
    return taken


def set_list(task: StudyTask, members: Sequence[Member]) -> ListChange:
    """Make the list of a task those members; whoever completed it stays. Child rows only: the caller audits."""
    wanted = {member.pk: member for member in members}
    rows = {row.member_id: row for row in task.assignments.select_related("member")}
    added = [member for pk, member in wanted.items() if pk not in rows or rows[pk].is_deleted]
    removed = [
        row for pk, row in rows.items() if pk not in wanted and not row.is_completed and not row.is_deleted
    ]
    back = [rows[member.pk].pk for member in added if member.pk in rows]
    task.assignments.filter(pk__in=back).update(deleted_at=None, deletion_reason="")
    StudyAssignment.objects.bulk_create(
        StudyAssignment(task=task, member=member) for member in added if member.pk not in rows
    )
    task.assignments.filter(pk__in=[row.pk for row in removed]).update(
        deleted_at=timezone.now(), deletion_reason="不再属于学习对象"
    )
    return ListChange(tuple(added), tuple(row.member for row in removed))


def correct_hours(task: StudyTask, *, by: AbstractBaseUser) -> None:
    """Who completed the task gets the hours that it counts now; each such change is an entry of its own."""
    for assignment in task.assignments.completed():
        with records.audited(assignment, by=by, reason="学习任务的学时改正"):
            assignment.hours_done = task.hours


@transaction.atomic
def refresh_list(*, task: StudyTask, on: date, by: AbstractBaseUser) -> ListChange:
    """Bring the list in line with the register on a day (更新名单): newly due members come on, members no longer
    due go off unless they completed the task."""
    before = audit.snapshot(task)
    change = set_list(task, due_members(task, on=register_day(task, today=on)))
    changes = audit.diff(before, audit.snapshot(task))
    if changes:
        audit.record(actor=by, action=AuditAction.UPDATE, obj=task, changes=changes, reason="更新名单")
    return change


@transaction.atomic
def complete_task(
    *,
    assignment: StudyAssignment,
    on: date,
    body: str = "",
    by: AbstractBaseUser | None,
    channel: str = ReflectionChannel.SYSTEM,
) -> StudyAssignment:
    """Complete one member's share on a day; a text is kept as the member's 心得 on the task.

    Raises Refused when it is completed already, the day is before the task begins, or the 心得 asked
    for is missing.
    """
    task = assignment.task
    if assignment.is_completed:
        raise Refused("这项任务已经完成，不用再提交。")
    if on < task.starts_on:
        raise Refused(f"任务从 {task.starts_on:%Y-%m-%d} 开始，完成日期不能早于这一天。")
    written = task.reflections.alive().filter(member=assignment.member).order_by("pk").last()
    if task.needs_reflection and not body.strip() and written is None:
        raise Refused("这项任务要求写心得，请写下学习心得后再提交，长短不限。")
    if body.strip():
        _keep_text(assignment, written, body.strip(), on=on, channel=channel, by=by)
    before = audit.snapshot(assignment)
    assignment.completed_on, assignment.hours_done = on, task.hours
    records.save(assignment, by=by, before=before, action=AuditAction.STATE)
    _note_make_up(assignment, by)
    return assignment


def _note_make_up(share: StudyAssignment, by: AbstractBaseUser | None) -> None:
    """Who was away and has now studied it alone has made up for the meeting: the roll says so, too.

    Taken back with the completion.
    """
    task = share.task
    if not task.is_of_meeting or task.meeting is None:
        return
    entry = task.meeting.roll.filter(member=share.member).select_related("meeting", "member").first()
    if entry is not None and entry.attendance in MAY_MAKE_UP and entry.make_up_on != share.completed_on:
        meeting_services.make_up(entry=entry, on=share.completed_on, by=by)


@dataclass(frozen=True)
class RollResult:
    """Who was completed by a meeting's roll, and who was present but still owes the 心得."""

    completed: tuple[Member, ...]
    without_text: tuple[Member, ...]


@transaction.atomic
def complete_by_roll(*, task: StudyTask, by: AbstractBaseUser) -> RollResult:
    """Complete the task, on the day of its meeting, for every member on its list who was present by the roll.

    Whoever owes a 心得 is left pending. Raises Refused without a meeting that took place.
    """
    meeting = task.meeting
    if meeting is None:
        raise Refused("这项任务没有关联会议，请先在任务里选择会议。")
    present = meeting.roll.filter(attendance=Attendance.PRESENT).values("member")
    if not present.exists():
        raise Refused(f"“{meeting}”还没有到会记录，请先在会议里点名。")
    written = set(task.reflections.alive().values_list("member_id", flat=True))
    completed, without_text = [], []
    pending = task.assignments.alive().pending().filter(member__in=present).select_related("task", "member")
    for assignment in pending.in_pinyin_order():
        if task.needs_reflection and assignment.member_id not in written:
            without_text.append(assignment.member)
            continue
        complete_task(assignment=assignment, on=timezone.localdate(meeting.starts_at), by=by)
        completed.append(assignment.member)
    return RollResult(tuple(completed), tuple(without_text))


def _keep_text(
    assignment: StudyAssignment,
    written: Reflection | None,
    body: str,
    *,
    on: date,
    channel: str,
    by: AbstractBaseUser | None,
) -> None:
    """A first text makes a 心得; the same 心得 is changed when the member completes the task again."""
    if written is not None:
        if written.body != body:
            before = audit.snapshot(written)
            written.body = body
            records.save(written, by=by, before=before)
        return
    reflection = Reflection(
        branch=assignment.task.branch,
        member=assignment.member,
        task=assignment.task,
        material=assignment.task.material,
        written_on=on,
        channel=channel,
        body=body,
    )
    write_reflection(reflection, by=by)


@transaction.atomic
def withdraw_completion(
    *, assignment: StudyAssignment, by: AbstractBaseUser, reason: str, needs_reason: bool = True
) -> StudyAssignment:
    """Take a completion back: its hours no longer count, the 心得 stays.

    Raises Refused when it is not completed, or without the reason that a writer owes.
    """
    if not assignment.is_completed:
        raise Refused("这项任务还没有完成，不用撤回。")
    if assignment.is_by_roll:
        raise Refused("学时按会议签到记，请在会议里改到会情况。")
    if needs_reason and not reason.strip():
        raise Refused("请填写撤回原因，例如“误点完成”，本人会看到。")
    before = audit.snapshot(assignment)
    assignment.completed_on, assignment.hours_done = None, Decimal(0)
    records.save(
        assignment, by=by, before=before, action=AuditAction.STATE, reason=reason.strip() or "本人当天撤回"
    )
    _note_make_up(assignment, by)
    return assignment


@transaction.atomic
def write_reflection(reflection: Reflection, *, by: AbstractBaseUser | None) -> Reflection:
    """Save a new 心得. Raises Refused without any text."""
    reflection.body = reflection.body.strip()
    if not reflection.body:
        raise Refused("请写下心得正文，长短不限。")
    if reflection.task is not None and reflection.material is None:
        reflection.material = reflection.task.material
    reflection.created_by_id = by.pk if by is not None else None
    return records.create(reflection, by=by)
