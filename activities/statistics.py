"""The figures of a branch's year over all kinds: loads rows once and hands them to the kinds' pure functions."""

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from branch.models import Member, Organisation, Post

from .kinds import registry
from .kinds.statistics import KindStatistics, Person, StatContext, StatisticValue
from .models.activity import Activity


def context_for(branch: Organisation, year: int, today: date) -> StatContext:
    """What the figures of a year need beyond the activities, as of the year's end or of today. Three queries."""
    as_of = min(today, date(year, 12, 31))
    months = as_of.month if as_of.year == year else 0
    posts = Post.objects.held_on(as_of).filter(branch=branch).exclude(duties="").select_related("member")
    holders = {post.member_id: Person(post.member_id, post.member.name) for post in posts}
    committee = Member.objects.committee(branch, as_of).in_pinyin_order()
    return StatContext(
        year=year,
        months_elapsed=months,
        members_on_roll=Member.objects.on_roll(branch, as_of).count(),
        duty_holders=tuple(holders.values()),
        committee=tuple(Person(member.pk, member.name) for member in committee),
    )


def activities_of(branch: Organisation, year: int) -> QuerySet[Activity]:
    """The activities of a branch and a year, loaded for statistics and the report."""
    return Activity.objects.of_branch(branch).in_year(year).for_report()


def year_statistics(branch: Organisation, year: int, today: date) -> list[KindStatistics]:
    """The figures of every kind in a year, kinds without activities included; the number of queries is fixed."""
    context = context_for(branch, year, today)
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities_of(branch, year):
        by_kind[activity.kind].append(activity)
    return [kind.summarise(by_kind[kind.code], context) for kind in registry.all_kinds()]


def figure_of(branch: Organisation, year: int, today: date, *, code: str, key: str) -> StatisticValue | None:
    """One figure of a kind in a year with the rows it counts; None where the kind declares no such figure."""
    rows = list(activities_of(branch, year).of_kind(code))
    return registry.summarise(code, rows, context_for(branch, year, today)).values.get(key)


def figure_url(code: str, key: str = "count") -> str:
    """The list of exactly those activities of the chosen year that a figure counts."""
    chosen = {"kind": code} if key == "count" else {"kind": code, "figure": key}
    return f"{reverse('activities:activity_list')}?{urlencode(chosen)}"
