"""Random records of two branches and two years, and what the facts must say of them, counted from plain lists."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, MeetingKindLink, RollEntry
from rectification.items.models import RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Cause, Problem
from study.reading.models import Reflection
from study.tasks.models import StudyAssignment, StudyTask

YEAR = 2025
KINDS = ("ASSEMBLY", "COMMITTEE", "GROUP", "LECTURE", "THEME_DAY", "LIFE", "APPRAISAL", "STUDY", "OTHER")
YEARLY = ("LIFE", "APPRAISAL")
READ_ON = date(2026, 1, 20)
DELETED_AT = datetime(2025, 12, 1, tzinfo=UTC)
EAST_OF_GREENWICH = timedelta(hours=8)


@dataclass
class MeetingPlan:
    """A meeting as it was thrown: the kinds as which the year counts it, its roll and its decisions."""

    counts: bool
    starts_at: datetime
    kinds: tuple[str, ...]
    lecturer: str
    roll: list[str] = field(default_factory=list)
    decisions: list[tuple[bool, bool, bool]] = field(default_factory=list)

    @property
    def is_read_at(self) -> bool:
        """Whether the report is read at it."""
        return "LIFE" in self.kinds and (self.starts_at + EAST_OF_GREENWICH).date() == READ_ON

    @property
    def month(self) -> int:
        """The month on the wall in China, reckoned by hand."""
        return (self.starts_at + EAST_OF_GREENWICH).month


@dataclass
class Plan:
    """Everything thrown that belongs to the branch and the year."""

    meetings: list[MeetingPlan]
    numbers: dict[str, int] = field(default_factory=dict)
    hours: list[Decimal] = field(default_factory=list)
    assigned: int = 0


def throw(cast, seed: int) -> Plan:
    """Write the records of a seed and return what of them the year's report counts."""
    rng = Random(seed)
    meetings = [_meeting(cast, rng, number) for number in range(rng.randint(0, 14))]
    plan = Plan([one for one in meetings if one.counts])
    _study(cast, rng, plan)
    _rectification(cast, rng, plan)
    return plan


def _place(cast, rng: Random) -> tuple[dict, bool]:
    """Branch, year and deletion of a record, and whether it counts."""
    branch = cast.branch if rng.random() < 0.8 else cast.other_branch
    year = rng.choice((YEAR, YEAR, YEAR, YEAR, YEAR - 1, YEAR - 2)) if rng.random() < 0.5 else YEAR
    deleted = DELETED_AT if rng.random() < 0.1 else None
    counts = branch == cast.branch and year == YEAR and deleted is None
    return {"branch": branch, "year": year, "deleted_at": deleted}, counts


def _meeting(cast, rng: Random, number: int) -> MeetingPlan:
    place, _ = _place(cast, rng)
    state = rng.choice(("PLANNED", "HELD", "HELD", "CONFIRMED"))
    kinds = tuple(rng.sample(KINDS, rng.randint(1, 3)))
    lecturer = rng.choice(("LEADER", "MODEL", "SECRETARY", "OTHER")) if "LECTURE" in kinds else ""
    # What has a 所属年度 may be held early in the year after; whatever was combined with it belongs to its date.
    is_late = bool({*kinds} & {*YEARLY}) and rng.random() < 0.5
    first = datetime(place["year"] + is_late, 1, 1, tzinfo=UTC)
    starts_at = first + timedelta(hours=rng.randint(0, (80 if is_late else 364) * 24))
    meeting = Meeting.objects.create(
        title=f"会议{number}", state=state, starts_at=starts_at, lecturer_kind=lecturer, **place
    )
    MeetingKindLink.objects.bulk_create(MeetingKindLink(meeting=meeting, kind=kind) for kind in kinds)
    Meeting.objects.filter(pk=meeting.pk).recount()
    held_in = (starts_at + EAST_OF_GREENWICH).year
    counted = tuple(kind for kind in kinds if (place["year"] if kind in YEARLY else held_in) == YEAR)
    is_ours = place["branch"] == cast.branch and place["deleted_at"] is None
    is_ours &= (starts_at + EAST_OF_GREENWICH).date() <= READ_ON
    made = MeetingPlan(is_ours and state != "PLANNED" and bool(counted), starts_at, counted, lecturer)
    people = [one for one in vars(cast.people).values() if one.branch_id == cast.branch.pk]
    for member in rng.sample(people, rng.randint(0, len(people))):
        made.roll.append(rng.choice(("PRESENT", "PRESENT", "LEAVE", "ABSENT", "EXEMPT")))
        RollEntry.objects.create(
            meeting=meeting, member=member, attendance=made.roll[-1], reason="出差", status_label="正式党员"
        )
    for order in range(rng.randint(0, 3)):
        decided, assigned, done = (rng.random() < 0.6 for _ in range(3))
        made.decisions.append((decided, assigned, done))
        AgendaItem.objects.create(
            meeting=meeting,
            order=order,
            title="议题",
            decision="照办" if decided else " ",
            due_on=date(YEAR, 12, 1) if assigned else None,
            done_on=date(YEAR, 11, 1) if done else None,
        )
    return made


def _study(cast, rng: Random, plan: Plan) -> None:
    for number in range(rng.randint(0, 3)):
        place, counts = _place(cast, rng)
        task = StudyTask.objects.create(
            title=f"任务{number}", starts_on=date(YEAR, 3, 1), due_on=date(YEAR, 3, 31), hours=4, **place
        )
        plan.numbers["学习任务数"] = plan.numbers.get("学习任务数", 0) + counts
        for member in (cast.people.member, cast.people.committee, cast.people.secretary):
            done = rng.random() < 0.5
            hours = Decimal(rng.randint(1, 16)) / 2
            StudyAssignment.objects.create(
                task=task,
                member=member,
                completed_on=date(YEAR, 3, 9) if done else None,
                hours_done=hours if done else 0,
            )
            plan.assigned += counts
            plan.hours += [hours] if counts and done else []
    for _ in range(rng.randint(0, 3)):
        place, counts = _place(cast, rng)
        Reflection.objects.create(
            branch=place["branch"],
            deleted_at=place["deleted_at"],
            member=cast.people.member,
            written_on=date(place["year"], 6, 1),
            body="有收获。",
        )
        plan.numbers["心得篇数"] = plan.numbers.get("心得篇数", 0) + counts


def _rectification(cast, rng: Random, plan: Plan) -> None:
    def add(name: str, counts: bool) -> None:
        plan.numbers[name] = plan.numbers.get(name, 0) + counts

    for order in range(rng.randint(0, 6)):
        place, counts = _place(cast, rng)
        finding, main = rng.random() < 0.7, rng.random() < 0.5
        Problem.objects.create(title=f"问题{order}", order=order, is_finding=finding, is_main=main, **place)
        add("查摆问题数", counts and finding)
        add("主要问题数", counts and main)
        was_ours = place["branch"] == cast.branch and place["year"] == YEAR - 1 and not place["deleted_at"]
        add("上年问题数", was_ours and (finding or main))
    for order in range(rng.randint(0, 4)):
        place, counts = _place(cast, rng)
        Opinion.objects.create(
            source="MASSES", collected_on=date(place["year"], 12, 1), text=f"意见{order}", **place
        )
        add("征求意见条数", counts)
        place, counts = _place(cast, rng)
        Cause.objects.create(title=f"原因{order}", order=order, **place)
        add("原因条数", counts)
        place, counts = _place(cast, rng)
        RectificationItem.objects.create(content=f"整改{order}", **place)
        add("整改措施数", counts)
        still_open = place["branch"] == cast.branch and place["year"] < YEAR and not place["deleted_at"]
        before = "上年" if place["year"] == YEAR - 1 else "结转"
        add(f"{before}整改事项数", still_open)
        add(f"{before}未完成数", still_open)
    _last_year(cast, rng, add)


def _last_year(cast, rng: Random, add) -> None:
    words = {"CLOSED": "上年已销号数", "LONG_TERM": "上年长期坚持数"}
    for order in range(rng.randint(0, 3)):
        problem = Problem.objects.create(branch=cast.branch, year=YEAR - 1, title=f"上年问题{order}")
        number_of_items = rng.randint(0, 3)
        add("上年问题数", True)
        for _ in range(number_of_items):
            state = rng.choice(("PENDING", "ACTIVE", "REVIEW", "RETURNED", "CLOSED", "LONG_TERM"))
            RectificationItem.objects.create(
                branch=cast.branch, year=YEAR - 1, problem=problem, content="整改", state=state
            )
            add("上年整改事项数", True)
            add(words.get(state, "上年未完成数"), True)
