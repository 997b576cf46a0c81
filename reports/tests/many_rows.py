"""Rows for measuring: any number of meetings, activities, problems, items, tasks and members, through the services."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

from activities.tests.helpers import make_activity
from core.testing import make_member
from meetings.tests.helpers import hold
from rectification.models.items import RectificationItem
from rectification.models.problems import Problem
from rectification.services.items import add_item
from rectification.services.problems import add_problem
from study.models import StudyTask
from study.services import assign_task

YEAR = 2025
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = "试量测校核算比较查验"


def _day(number: int) -> date:
    return date(YEAR, 1, 6) + timedelta(days=number % 340)


def _meeting(cast: SimpleNamespace, number: int) -> None:
    kind = ("ASSEMBLY", "COMMITTEE", "THEME_DAY", "STUDY")[number % 4]
    title = f"第 {number} 次会议"
    hold(cast.branch, _day(number).isoformat(), kind, title=title, chair=cast.people.secretary)


def _activity(cast: SimpleNamespace, number: int) -> None:
    people = [cast.people.secretary, cast.people.committee]
    make_activity(
        cast, ("visit", "reminder", "joint")[number % 3], participants=people, happened_on=_day(number)
    )


def _problem(cast: SimpleNamespace, number: int) -> None:
    problem = Problem(branch=cast.branch, year=YEAR, title=f"第 {number} 个问题", is_main=number % 2 == 0)
    add_problem(problem, points=["表现之一。", "表现之二。"], by=cast.secretary)


def _item(cast: SimpleNamespace, number: int) -> None:
    problem = Problem.objects.filter(branch=cast.branch).order_by("-pk").first()
    item = RectificationItem(
        branch=cast.branch,
        year=YEAR,
        problem=problem,
        content=f"第 {number} 项措施",
        leader=cast.people.secretary,
        responsible=cast.people.committee,
        due_on=_day(number),
    )
    add_item(item, by=cast.secretary)


def _task(cast: SimpleNamespace, number: int) -> None:
    day = _day(number)
    task = StudyTask(
        branch=cast.branch, title=f"第 {number} 项学习", year=YEAR, starts_on=day, due_on=day, hours=2
    )
    assign_task(task, members=[cast.people.secretary, cast.people.member], by=cast.secretary)


def _member(cast: SimpleNamespace, number: int) -> None:
    tens, ones = divmod(number, 10)
    name = _SURNAMES[tens % len(_SURNAMES)] + _GIVEN[ones] + _GIVEN[tens % 10]
    make_member(cast.branch, name, group=cast.group)


# The main lists: what they are called, the name of the page, and how one more row comes about.
LISTS: tuple[tuple[str, str, Callable[[SimpleNamespace, int], None]], ...] = (
    ("会议", "meetings:meeting_list", _meeting),
    ("工作纪实", "activities:activity_list", _activity),
    ("问题", "rectification:problem_list", _problem),
    ("整改事项", "rectification:item_list", _item),
    ("学习任务", "study:task_list", _task),
    ("党员", "branch:member_list", _member),
)
