"""A member's study record of a year, gathered from the rows of study."""

from datetime import date

from branch.models import Member
from study.hours import Standing, plain, standings
from study.models import Reflection, StudyAssignment, Training

from .content.study_record import OpenLine, ReflectionText, StudyRecord, TaskLine, TrainingLine


def study_record(member: Member, year: int, *, on: date) -> StudyRecord:
    """The record as it stands on a day; the branch is the member's own.

    Someone who was not on the roll has hours but no number to reach.
    """
    branch = member.branch
    found = standings(branch, year, on, member_ids=[member.pk])
    shares = StudyAssignment.objects.of_branch(branch, year).filter(member=member).select_related("task")
    written = Reflection.objects.of_branch(branch).in_year(year).filter(member=member).for_list()
    reflections = list(written.order_by("written_on", "pk"))
    approved = Training.objects.of_branch(branch).in_year(year).approved().filter(member=member)
    trainings = list(approved.for_list().order_by("ends_on", "pk"))
    done = list(shares.completed().order_by("completed_on", "pk"))
    hours = sum((row.hours_done for row in done), start=sum((row.hours for row in trainings), start=0))
    topics = {one.task_id for one in reflections}
    return StudyRecord(
        member_name=member.name,
        branch_name=branch.name,
        group_name=member.group.name if member.group else "",
        year=year,
        hours=plain(hours),
        needed=plain(found[0].needed) if found else "—",
        standing=_standing(found[0]) if found else "—",
        intensive=_intensive(found[0]) if found else "—",
        tasks=tuple(
            TaskLine(
                row.completed_on,
                row.task.title,
                row.task.get_form_display(),
                plain(row.hours_done),
                row.task_id in topics,
            )
            for row in done
        ),
        trainings=tuple(_training(row) for row in trainings),
        open_tasks=tuple(
            OpenLine(row.task.due_on, row.task.title, plain(row.task.hours))
            for row in shares.pending().order_by("task__due_on", "pk")
        ),
        reflections=tuple(_reflection(one) for one in reflections),
        made_on=on,
    )


def _standing(standing: Standing) -> str:
    return "达到" if standing.is_reached else standing.missing


def _intensive(standing: Standing) -> str:
    return "已参加" if standing.has_training else "未参加"


def _training(row: Training) -> TrainingLine:
    return TrainingLine(
        row.span,
        row.title,
        row.organiser,
        row.get_form_display(),
        plain(row.hours),
        str(row.reviewed_by),
    )


def _reflection(one: Reflection) -> ReflectionText:
    return ReflectionText(one.topic, one.written_on, one.get_channel_display(), tuple(one.paragraphs))
