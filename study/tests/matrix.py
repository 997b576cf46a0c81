"""Who gets which status from every page of this app, for the permission matrix of the whole site."""

from datetime import timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from core.testing import ROLE_NAMES, make_member

WRITERS = ("secretary", "committee", "discipline")
EVERYONE = (*ROLE_NAMES, "anonymous")


def _row(default: int, **differing: int) -> dict[str, int]:
    """A status per role: administrators never enter, who is not signed in is sent to sign in."""
    statuses = dict.fromkeys(EVERYONE, default) | {"administrator": 403, "anonymous": 302}
    for role, status in differing.items():
        statuses |= dict.fromkeys(WRITERS, status) if role == "writers" else {role: status}
    return statuses


SECTION = _row(200)
READERS = _row(200, member=403, probationary=403)
CREATE = _row(403, writers=200, outsider=200)
OBJECT = _row(200, outsider=404)
CHANGE = _row(403, writers=200, outsider=404)
# The objects are the member's: the group leader leads the member's group, the probationary member is a stranger.
OWN = _row(200, outsider=404, probationary=404)

SECRETARY = _row(403, secretary=200, outsider=200)

MATRIX: dict[str, dict[str, int]] = {
    "study:home": _row(302),
    "study:my_study": _row(200, superior=403),
    "study:plan_list": SECTION,
    "study:plan_create": CREATE,
    "study:plan_import": CREATE,
    "study:plan_template": CREATE,
    "study:plan_copy": _row(403, writers=302, outsider=302),
    "study:plan_detail": OBJECT,
    "study:plan_update": CHANGE,
    "study:plan_give": _row(403, writers=302, outsider=404),
    "study:training_list": SECTION,
    "study:training_create": _row(200, superior=403),
    "study:training_import": CREATE,
    "study:training_template": CREATE,
    "study:training_detail": OWN,
    "study:training_update": _row(403, writers=200, member=200, outsider=404, probationary=404),
    "study:training_review": _row(403, writers=200, outsider=404, probationary=404),
    "study:exemption_list": SECRETARY,
    "study:exemption_create": SECRETARY,
    "study:exemption_detail": _row(403, secretary=200, outsider=404),
    "study:exemption_update": _row(403, secretary=200, outsider=404),
    "study:unit_list": SECTION,
    "study:unit_create": SECRETARY,
    "study:unit_adopt": _row(403, secretary=302, outsider=302),
    "study:unit_detail": OBJECT,
    "study:unit_update": _row(403, secretary=200, outsider=404),
    "study:task_list": SECTION,
    "study:task_create": CREATE,
    "study:task_detail": OWN,
    "study:task_update": _row(403, writers=200, outsider=404, probationary=404),
    "study:task_refresh": _row(403, writers=302, outsider=404, probationary=404),
    "study:task_complete": _row(403, writers=302, outsider=404, probationary=404),
    "study:assignment_detail": OWN,
    "study:assignment_complete": _row(403, writers=200, outsider=404, probationary=404),
    "study:assignment_withdraw": _row(403, writers=200, member=200, outsider=404, probationary=404),
    "study:progress": READERS,
    "study:hours_elsewhere": READERS | {"group_leader": 403},
    "study:hours_take": _row(403, secretary=302, committee=302, discipline=302, outsider=404),
    "study:overdue_list": READERS,
    "study:material_list": SECTION,
    "study:material_create": CREATE,
    "study:material_detail": OBJECT,
    "study:material_update": CHANGE,
    "study:reflection_list": SECTION,
    "study:reflection_create": _row(200, superior=403),
    "study:reflection_import": CREATE,
    "study:reflection_template": CREATE,
    "study:reflection_detail": OWN,
    "study:reflection_update": _row(403, member=200, outsider=404, probationary=404),
}
POST_ONLY = {
    "study:task_refresh",
    "study:task_complete",
    "study:plan_copy",
    "study:plan_give",
    "study:unit_adopt",
    "study:hours_take",
}


def make_objects(cast) -> dict[str, dict[str, int]]:
    """One object of each kind, the member's own where it belongs to someone; url name -> keyword arguments."""
    from study.reading.models import Reflection, StudyMaterial
    from study.tasks import services
    from study.tasks.models import StudyTask

    today = localdate()
    material = StudyMaterial.objects.create(
        branch=cast.branch, title="矩阵材料", category="OTHER", body="正文"
    )
    task = services.assign_task(
        StudyTask(
            branch=cast.branch,
            title="矩阵任务",
            year=today.year,
            material=material,
            audience="CHOSEN",
            starts_on=today - timedelta(days=1),
            due_on=today,
            hours=Decimal(1),
        ),
        members=[cast.people.member],
        by=cast.secretary,
    )
    share = task.assignments.get()
    services.complete_task(assignment=share, on=today, body="学到了", by=cast.member)
    reflection = Reflection.objects.get(task=task)
    by_word = {"task": task, "assignment": share, "material": material, "reflection": reflection}
    by_word |= _plan_and_training(cast, today)
    takes_object = [name for name in MATRIX if name.split("_")[-1] in {
        "detail", "update", "refresh", "complete", "withdraw", "give", "review"
    }]  # fmt: skip
    guest = make_member(cast.other_branch, "矩阵客", home_branch=cast.branch)
    found = {name: {"pk": by_word[name.split(":")[1].split("_")[0]].pk} for name in takes_object}
    return found | {"study:hours_take": {"pk": guest.pk, "year": today.year}}


def _plan_and_training(cast, today) -> dict[str, object]:
    from study.hours.models import HoursExemption, HourUnit
    from study.plan.models import PlanItem
    from study.trainings.models import Training

    branch = cast.branch
    return {
        "plan": PlanItem.objects.create(
            branch=branch, year=today.year, period="12", topic="矩阵计划", hours=Decimal(2)
        ),
        "training": Training.objects.create(
            branch=branch,
            member=cast.people.member,
            title="矩阵培训",
            kind="SUPERIOR",
            organiser="试验公司党委",
            starts_on=today,
            ends_on=today,
            hours=Decimal(4),
        ),
        "exemption": HoursExemption.objects.create(
            branch=branch, member=cast.people.extra4, year=2025, reason="矩阵原因"
        ),
        "unit": HourUnit.objects.create(branch=branch, name="半天", hours=Decimal(4), source="矩阵依据"),
    }
