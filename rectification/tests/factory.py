"""Rows for the tests of this app, made through its services."""

from datetime import date, timedelta

from django.utils.timezone import localdate

from rectification.enums import FrameworkAudience, ItemState, OpinionSource, ProblemOwner
from rectification.items.models import PublicNotice, RectificationItem
from rectification.items.services import add_item
from rectification.opinions.models import Opinion, OpinionRound
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from rectification.problems.services import add_answer, add_problem

YEAR = 2025


def make_framework(cast, text="对照试验要求方面", *, year=YEAR, **fields):
    """A 对照 item of the committee."""
    item = FrameworkItem(
        branch=cast.branch, year=year, audience=FrameworkAudience.COMMITTEE, text=text, order=1, **fields
    )
    item.save()
    return item


def make_opinion(cast, text="会开得多，议得少", *, year=YEAR, **fields):
    """An opinion from the masses."""
    fields.setdefault("source", OpinionSource.MASSES)
    fields.setdefault("collected_on", date(year, 12, 1))
    opinion = Opinion(branch=cast.branch, year=year, text=text, **fields)
    opinion.save()
    return opinion


def make_round(cast, title="试验征求意见", *, opens=-1, closes=3, **fields):
    """A round that opened yesterday and closes in three days, or other days from today."""
    fields.setdefault("branch", cast.branch)
    today = localdate()
    round_ = OpinionRound(
        year=YEAR,
        title=title,
        opens_on=today + timedelta(days=opens),
        closes_on=today + timedelta(days=closes),
        **fields,
    )
    round_.save()
    return round_


def make_notice(cast, *items, place="试验公开栏"):
    """公示 of some items."""
    notice = PublicNotice(
        branch=cast.branch, year=YEAR, place=place, starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 12)
    )
    notice.save()
    notice.items.set(items)
    return notice


def make_problem(cast, title="学习计划执行不紧", *, year=YEAR, points=("有的学习没有讨论",), **fields):
    """A problem of the branch with one 具体表现."""
    fields.setdefault("owner", ProblemOwner.BRANCH)
    fields.setdefault("branch", cast.branch)
    return add_problem(Problem(year=year, title=title, **fields), points=points, by=cast.secretary)


def make_cause(cast, *problems, title="抓学习的办法少", year=YEAR):
    """A cause of the problems given."""
    return add_answer(Cause(branch=cast.branch, year=year, title=title), problems=problems, by=cast.secretary)


def make_measure(cast, *problems, title="把学习同工程进度一起排", year=YEAR, causes=()):
    """A measure for the problems given."""
    return add_answer(
        Measure(branch=cast.branch, year=year, title=title),
        problems=problems,
        causes=causes,
        by=cast.secretary,
    )


def make_item(cast, *, problem=None, responsible="member", state=ItemState.PENDING, **fields):
    """An item for which one of the cast is responsible, in any state; handed in by the secretary where that fits."""
    fields.setdefault("year", problem.year if problem else YEAR)
    fields.setdefault("due_on", date(fields["year"] + 1, 6, 30))
    if state in (ItemState.REVIEW, ItemState.RETURNED, ItemState.CLOSED, ItemState.LONG_TERM):
        fields.setdefault("submitted_by", cast.secretary)
        fields.setdefault("result", "试验完成情况")
    item = RectificationItem(
        branch=cast.branch,
        problem=problem,
        content=fields.pop("content", "每季度按计划组织一次研讨"),
        criterion="四次研讨都有记录",
        responsible=getattr(cast.people, responsible),
        leader=cast.people.committee,
        state=state,
        **fields,
    )
    return add_item(item, by=cast.secretary)


def make_meeting(cast, title="试验学习会", *, branch=None, day=date(2025, 3, 5)):
    """A meeting to point at, which only the secretary attended."""
    from meetings.tests.helpers import hold, line

    branch = branch or cast.branch
    secretary = cast.people.secretary if branch == cast.branch else cast.people.outsider
    return hold(branch, day.isoformat(), "STUDY", title=title, roll=[line(secretary)])
