"""Writes of activities and work areas that touch several rows or follow a kind's declaration."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import audit, records
from core.refusals import Refused
from meetings.enums import Attendance

from .kinds import registry
from .kinds.base import DataRefused
from .models import Activity, WorkArea


class RecordActivityRefused(Refused):
    """The activity does not fit the declaration of its kind, its branch or its year.

    `errors`: {field name of the form: message}.
    """

    def __init__(self, errors: dict[str, str]):
        self.errors = errors
        super().__init__("；".join(errors.values()))


@transaction.atomic
def record_activity(activity: Activity, *, participants: Iterable[Member], by: User | None) -> Activity:
    """Save a new activity with its participants.

    Raises RecordActivityRefused when it does not fit its kind, Refused when its decision has become such a record.
    """
    item = activity.agenda_item
    if item is not None and registry.get(activity.kind).is_once:
        made = Activity.objects.alive().filter(agenda_item=item, kind=activity.kind).first()
        if made:
            raise Refused(f"这项决定已登记为“{made}”，不用再登。")
    chosen = _complete(activity, participants)
    with records.audited(activity, by=by):
        activity.participants.set(chosen)
    return activity


@transaction.atomic
def save_activity(
    activity: Activity,
    *,
    before: audit.Values,
    participants: Iterable[Member],
    by: User | None,
) -> Activity:
    """Save a changed activity; `before` is its snapshot from before the change.

    Raises RecordActivityRefused when it does not fit its kind, StaleRecord when another save came first.
    """
    chosen = _complete(activity, participants)
    with records.audited(activity, by=by, before=before):
        activity.participants.set(chosen)
    return activity


def _complete(activity: Activity, participants: Iterable[Member]) -> list[int]:
    """Pack the kind's fields, propose a title, and return the ids of all who took part."""
    kind = registry.get(activity.kind)
    errors = check_place(activity)
    try:
        activity.data = kind.pack(activity.data, activity.happened_on)
    except DataRefused as refusal:
        errors |= {f"data_{name}": message for name, message in refusal.errors.items()}
    ids = {member.pk for member in participants} | set(kind.people_taking_part(activity.data))
    if not errors and Member.objects.filter(pk__in=ids, branch=activity.branch).count() != len(ids):
        errors["participants"] = "参加人员里有不属于本支部的人，请重新选择。"
    if errors:
        raise RecordActivityRefused(errors)
    activity.title = activity.title.strip() or kind.propose_title(activity.data)
    return sorted(ids)


@transaction.atomic
def fill_participants(*, activity: Activity, by: User | None) -> int:
    """Add everyone who was present at the linked meeting to the participants. Returns how many were new.

    Raises Refused where there is no such meeting or nobody's presence was recorded.
    """
    if activity.meeting is None or activity.meeting.is_deleted:
        raise Refused("这次活动没有关联会议，请先编辑活动、选出所在会议。")
    present = Member.objects.filter(
        roll_entries__meeting=activity.meeting,
        roll_entries__attendance=Attendance.PRESENT,
        branch=activity.branch,
    )
    if not present:
        raise Refused(f"“{activity.meeting}”还没有登记到会人员，请先补登签到。")
    already = activity.participant_ids
    new = [member for member in present if member.pk not in already]
    if new:
        with records.audited(activity, by=by):
            activity.participants.add(*new)
    return len(new)


def check_place(activity: Activity) -> dict[str, str]:
    """What is wrong with dates, work area and meeting, by field; empty when all is well."""
    errors = {}
    area, meeting = activity.work_area, activity.meeting
    if activity.ends_on and activity.ends_on < activity.happened_on:
        errors["ends_on"] = "结束日期不能早于开始日期，请核对两个日期。"
    if area and area.branch_id != activity.branch_id:
        errors["work_area"] = "这个工作领域不属于本支部，请重新选择。"
    elif area and area.year != activity.happened_on.year:
        errors["work_area"] = (
            f"“{area.name}”是{area.year}年度的工作领域，活动日期在{activity.happened_on.year}年；"
            "请改日期，或先不选工作领域。"
        )
    if meeting and meeting.branch_id != activity.branch_id:
        errors["meeting"] = "这次会议不属于本支部，请重新选择。"
    return errors


def default_area(branch: Organisation, year: int, kind_code: str) -> WorkArea | None:
    """The work area of the year that takes a kind in by default; None where no area names it."""
    areas = WorkArea.objects.of_branch(branch).in_year(year).in_order()
    return next((area for area in areas if kind_code in area.kinds), None)


@transaction.atomic
def copy_areas(*, branch: Organisation, year: int, by: User | None) -> list[WorkArea]:
    """Give a year the work areas of the year before, without their text. Raises Refused."""
    areas = list(WorkArea.objects.of_branch(branch).in_year(year - 1).in_order())
    if not areas:
        raise Refused(f"{year - 1}年度没有工作领域可以沿用，请按通用领域建立或逐个新建。")
    return _add_areas(branch, year, [(area.name, area.kinds, area.meeting_kinds) for area in areas], by)


@transaction.atomic
def add_usual_areas(*, branch: Organisation, year: int, by: User | None) -> list[WorkArea]:
    """Give a year the work areas that the kinds name by default. Raises Refused."""
    usual = [
        (name, codes, list(registry.MEETING_KINDS_BY_AREA.get(name, ())))
        for name, codes in registry.codes_by_area().items()
    ]
    return _add_areas(branch, year, usual, by)


def _add_areas(
    branch: Organisation,
    year: int,
    plans: Sequence[tuple[str, list[str], list[str]]],
    by: User | None,
) -> list[WorkArea]:
    if WorkArea.objects.of_branch(branch).in_year(year).exists():
        raise Refused(f"{year}年度已经有工作领域，请直接修改或新建。")
    return [
        records.create(
            WorkArea(
                branch=branch,
                year=year,
                order=order,
                name=name,
                kinds=list(codes),
                meeting_kinds=list(meeting_kinds),
                created_by=by,
            ),
            by=by,
        )
        for order, (name, codes, meeting_kinds) in enumerate(plans, start=1)
    ]


def next_order(branch: Organisation, year: int) -> int:
    """The place after the last work area of a year."""
    last = WorkArea.objects.of_branch(branch).in_year(year).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@transaction.atomic
def move_area(*, area: WorkArea, up: bool, by: User | None) -> None:
    """Move a work area one place up or down; the areas of the year are numbered 1, 2, 3 … anew."""
    areas = list(WorkArea.objects.of_branch(area.branch).in_year(area.year).in_order())
    place = areas.index(area)
    other = place - 1 if up else place + 1
    if 0 <= other < len(areas):
        areas[place], areas[other] = areas[other], areas[place]
    for order, one in enumerate(areas, start=1):
        if one.order != order:
            before = audit.snapshot(one)
            one.order = order
            records.save(one, by=by, before=before)


@transaction.atomic
def assign_default_areas(*, branch: Organisation, year: int, by: User | None) -> int:
    """Put the year's activities without a work area into the one that takes their kind in. Returns how many."""
    areas = {
        code: area
        for area in WorkArea.objects.of_branch(branch).in_year(year).in_order()
        for code in area.kinds
    }
    moved = 0
    for activity in Activity.objects.of_branch(branch).in_year(year).without_area().select_related("branch"):
        if activity.kind in areas:
            before = audit.snapshot(activity)
            activity.work_area = areas[activity.kind]
            records.save(activity, by=by, before=before)
            moved += 1
    return moved
