"""The records that are measured: a branch and its secretary, a row of each kind, a normal year."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from activities.models import Activity
from activities.services import record_activity
from branch.accounts.models import User
from branch.members.models import Member
from branch.members.services import add_member
from branch.organisations.services import FirstRun, found_branch
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.roll import due_members
from meetings.meeting.services import hold_meeting
from rectification.items.models import RectificationItem
from rectification.items.services import add_item
from rectification.problems.models import Problem
from rectification.problems.services import add_problem
from script.bench_measure import YEAR
from study.tasks.models import StudyTask
from study.tasks.services import assign_task

# So many meetings, activities, problems, measures, study tasks and further members a branch has in a year.
NORMAL_YEAR = (50, 60, 8, 16, 24, 12)


def fill(add: Callable[[int], object], first: int, last: int) -> None:
    """Add rows number `first` to `last` (not included), in one transaction."""
    with transaction.atomic():
        for number in range(first, last):
            add(number)


def make_branch() -> User:
    """A branch of nine; its secretary's account."""
    first_day = date(YEAR - 5, 1, 1)
    first = FirstRun(
        committee_name="量测公司党委",
        branch_name="量测党支部",
        branch_short_name="量测党支部",
        branch_code="liangce",
        founded_on=first_day,
        in_use_since=first_day,
        secretary_name="赵量一",
        secretary_since=first_day,
        gender="MALE",
        username="bench",
        password="not-used-to-sign-in",  # noqa: S106
    )
    secretary = found_branch(first, on=first_day)
    for number in range(8):
        add_row_of_members(secretary, number)
    return secretary


def day_of(number: int) -> date:
    """A day of the year for row number `number`."""
    return date(YEAR, 1, 6) + timedelta(days=number % 340)


def add_row_of_meetings(by: User, number: int) -> None:
    """A meeting with everybody present."""
    kinds = (("ASSEMBLY", "COMMITTEE", "THEME_DAY", "STUDY")[number % 4],)
    branch, day = by.member.branch, day_of(number)
    meeting = Meeting(
        branch=branch,
        year=YEAR,
        title=f"第 {number} 次会议",
        starts_at=timezone.make_aware(datetime(day.year, day.month, day.day, 9)),
        chair=by.member,
    )
    roll = [RollEntry(member=member) for member in due_members(branch, None, kinds, day)]
    hold_meeting(meeting, kinds=kinds, roll=roll, by=None)


def add_row_of_activities(by: User, number: int) -> None:
    """A visit, a reminder or a joint activity."""
    person = {"id": by.member.pk, "name": by.member.name}
    kind, data = (
        ("visit", {"targets": "冯甲", "reason": "家人住院", "visitors": [person], "form": "HOME"}),
        ("reminder", {"occasions": ["MID_AUTUMN"], "form": "NOTICE"}),
        ("joint", {"partner": "量测社区党支部", "segments": ["STUDY"]}),
    )[number % 3]
    activity = Activity(branch=by.member.branch, kind=kind, data=data, happened_on=day_of(number))
    record_activity(activity, participants=[by.member], by=by)  # type: ignore[list-item]


def add_row_of_problems(by: User, number: int) -> None:
    """A problem with two sub-points, every second one a main problem."""
    problem = Problem(
        branch=by.member.branch, year=YEAR, title=f"第 {number} 个问题", is_main=number % 2 == 0
    )
    add_problem(problem, points=["表现之一。", "表现之二。"], by=by)


def add_row_of_items(by: User, number: int) -> None:
    """A measure against the newest problem."""
    item = RectificationItem(
        branch=by.member.branch,
        year=YEAR,
        problem=Problem.objects.filter(branch=by.member.branch).latest("pk"),
        content=f"第 {number} 项措施",
        leader=by.member,
        responsible=by.member,
        due_on=day_of(number),
    )
    add_item(item, by=by)


def add_row_of_tasks(by: User, number: int) -> None:
    """A study task of one member."""
    day = day_of(number)
    task = StudyTask(
        branch=by.member.branch, title=f"第 {number} 项学习", year=YEAR, starts_on=day, due_on=day, hours=2
    )
    assign_task(task, members=[by.member], by=by)  # type: ignore[list-item]


def add_row_of_members(by: User, number: int) -> None:
    """A member whose name no other has."""
    tens, ones = divmod(number, 10)
    name = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"[tens % 16] + "试量测校核算比较查验"[ones] + f"{number}"
    member = Member(branch=by.member.branch, name=name, gender="MALE")
    add_member(member, status="FULL", since=date(YEAR - 10, 7, 1), by=None)


# The main lists: what they are called, the name of the page, and how one more row comes about.
LISTS: tuple[tuple[str, str, Callable[[User, int], None]], ...] = (
    ("会议", "meetings:meeting_list", add_row_of_meetings),
    ("工作纪实", "activities:activity_list", add_row_of_activities),
    ("问题", "rectification:problem_list", add_row_of_problems),
    ("整改事项", "rectification:item_list", add_row_of_items),
    ("学习任务", "study:task_list", add_row_of_tasks),
    ("党员", "branch:member_list", add_row_of_members),
)
