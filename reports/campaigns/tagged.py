"""The records that are tagged with a study campaign by a day; `reports/year_records.py` has those that a year tells."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.timezone import localtime

from activities.models import Activity
from branch.campaigns.models import Campaign
from meetings.meeting.models import Meeting
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from study.reading.models import Reflection, StudyMaterial
from study.tasks.models import StudyAssignment, StudyTask


@dataclass
class Tagged:
    """What belongs to a campaign by the day `on`, each kind in order of date.

    A task belongs where it says, or else with the meeting at which it was studied; an item with its problem; a 心得 with
    the task or, while the campaign ran, the material that it was written on.
    """

    campaign: Campaign
    on: date
    meetings: list[Meeting] = field(default_factory=list)
    tasks: list[StudyTask] = field(default_factory=list)
    assignments: list[StudyAssignment] = field(default_factory=list)
    reflections: list[Reflection] = field(default_factory=list)
    materials: list[StudyMaterial] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    items: list[RectificationItem] = field(default_factory=list)

    @property
    def completed(self) -> list[StudyAssignment]:
        """Who completed which task by the day."""
        return [one for one in self.assignments if one.completed_on and one.completed_on <= self.on]

    def items_of(self, problem: Problem) -> list[RectificationItem]:
        """What is done about a problem."""
        return [item for item in self.items if item.problem_id == problem.pk]


def campaign_of(task: StudyTask) -> int | None:
    """The campaign that a task belongs to; needs its meeting loaded."""
    return task.campaign_id or (task.meeting.campaign_id if task.meeting else None)


def tagged_with(campaigns: Iterable[Campaign], on: date) -> dict[int, Tagged]:
    """What belongs to each campaign, by its number; the number of queries does not grow with the campaigns."""
    found = {campaign.pk: Tagged(campaign, on) for campaign in campaigns}
    tag = {"campaign__in": list(found)}
    held = Meeting.objects.alive().held().filter(**tag).for_list().order_by("starts_at", "pk")
    for meeting in held:
        if localtime(meeting.starts_at).date() <= on:
            found[meeting.campaign_id].meetings.append(meeting)
    materials = StudyMaterial.objects.alive().filter(**tag).order_by("created_at", "pk")
    for material in materials:
        found[material.campaign_id].materials.append(material)
    _add_study(found, on)
    done = Activity.objects.alive().filter(happened_on__lte=on, **tag)
    for activity in done.for_report():
        found[activity.campaign_id].activities.append(activity)
    for problem in Problem.objects.alive().filter(**tag).order_by("year", "order", "pk"):
        found[problem.campaign_id].problems.append(problem)
    items = RectificationItem.objects.alive().filter(problem__campaign__in=list(found))
    items = items.filter(problem__deleted_at__isnull=True).for_list()
    for item in items.order_by("year", "problem__order", "problem_id", "due_on", "pk"):
        found[item.problem.campaign_id].items.append(item)
    return found


def _add_study(found: dict[int, Tagged], on: date) -> None:
    by_meeting = Q(campaign__isnull=True, meeting__campaign__in=list(found), meeting__deleted_at__isnull=True)
    tasks = StudyTask.objects.alive().filter(Q(campaign__in=list(found)) | by_meeting, starts_on__lte=on)
    of_task: dict[int, Tagged] = {}
    for task in tasks.select_related("meeting", "material").order_by("starts_on", "pk"):
        of_task[task.pk] = found[campaign_of(task) or 0]
        of_task[task.pk].tasks.append(task)
    shares = StudyAssignment.objects.alive().filter(task__in=list(of_task)).select_related("task")
    for share in shares.order_by("pk"):
        of_task[share.task_id].assignments.append(share)
    written = Reflection.objects.alive().filter(written_on__lte=on)
    written = written.filter(Q(task__in=list(of_task)) | Q(material__campaign__in=list(found)))
    own: dict[int, set[int]] = {pk: {task.pk for task in one.tasks} for pk, one in found.items()}
    for reflection in written.named().order_by("written_on", "pk"):
        for pk, one in found.items():
            if is_written_for(reflection, one.campaign, own[pk]):
                one.reflections.append(reflection)


def is_written_for(reflection: Reflection, campaign: Campaign, tasks: Container[int]) -> bool:
    """Whether a 心得 belongs to a campaign: by one of its tasks, or by a material of its list while it ran."""
    if reflection.task_id in tasks:
        return True
    material = reflection.material
    is_listed = material is not None and not material.is_deleted and material.campaign_id == campaign.pk
    return is_listed and campaign.starts_on <= reflection.written_on <= campaign.ends_on
