"""A problem's life across years: found, put right, closed, carried over, come back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from rectification.enums import ItemAction, ItemState
from rectification.items.models import RectificationItem
from rectification.items.timeline import MOVE_ICONS, follow_ups

from .models import Problem


@dataclass(frozen=True)
class LifeEvent:
    """One event; `on` is empty for what only its year is known of."""

    on: date | None
    icon: str
    title: str
    text: str
    problem: Problem | None = None
    item: RectificationItem | None = None


@dataclass(frozen=True)
class LifeYear:
    """A calendar year of the problem's life, with what happened in it."""

    year: int
    events: list[LifeEvent]


def chain_of(problem: Problem) -> list[Problem]:
    """The problem, those it repeats and those that repeat it, oldest first."""
    rows = Problem.objects.of_branch(problem.branch)
    links = dict(rows.values_list("pk", "repeats_id"))
    found = {problem.pk}
    while (
        more := {
            pk
            for old, new in links.items()
            if new
            for pk in (old, new)
            if (old in found or new in found) and pk in links
        }
        - found
    ):
        found |= more
    return list(rows.filter(pk__in=found).for_report().order_by("year", "order", "pk"))


def life_of(problems: list[Problem]) -> list[LifeYear]:
    """The years from the first one found to the last event, each with its events in order."""
    years: dict[int, list[LifeEvent]] = {}
    items = RectificationItem.objects.alive().filter(problem__in=problems).for_list()
    items = items.prefetch_related("moves", "extensions", "effects").order_by("year", "pk")
    for problem in problems:
        years.setdefault(problem.year, []).extend(_found(problem))
    for item in items:
        for event in _item_events(item):
            years.setdefault(event.on.year if event.on else item.year, []).append(event)
        for year in _carried_years(item):
            years.setdefault(year, []).append(
                LifeEvent(None, "arrow-right", f"结转到 {year} 年度继续整改", item.content, item=item)
            )
    return [
        LifeYear(year, sorted(events, key=lambda event: (event.on is not None, event.on or date.min)))
        for year, events in sorted(years.items())
    ]


def _found(problem: Problem) -> Iterator[LifeEvent]:
    label = "再次出现" if problem.repeats_id else "查摆出问题"
    opinions = len(problem.opinions.all())
    text = "，".join(
        part
        for part in (
            str(problem.framework_item or ""),
            f"来自 {opinions} 条意见" if opinions else "",
            f"原因：{'；'.join(cause.title for cause in problem.causes.all())}"
            if problem.causes.all()
            else "",
        )
        if part
    )
    yield LifeEvent(None, "search-alert", f"{label}：{problem.title}", text, problem=problem)
    for measure in problem.measures.all():
        yield LifeEvent(None, "milestone", f"定措施：{measure.title}", measure.text, problem=problem)


def _item_events(item: RectificationItem) -> Iterator[LifeEvent]:
    entered = timezone.localtime(item.created_at).date()
    yield LifeEvent(entered, "plus", "登记整改事项", item.content, item=item)
    moves = list(item.moves.all())
    for move in moves:
        icon = MOVE_ICONS[ItemAction(move.action)]
        text = " ".join(part for part in (item.content, move.note) if part)
        yield LifeEvent(move.on, icon, move.get_action_display(), text, item=item)
    if item.state == ItemState.CLOSED and not moves:
        yield LifeEvent(item.closed_on, "circle-check", "已销号", item.content, item=item)
    for event in follow_ups(item):
        yield LifeEvent(event.on, event.icon, event.title, f"{item.content} {event.text}", item=item)


def _carried_years(item: RectificationItem) -> range:
    """Years after its own in which the item was still open, up to this one."""
    last = timezone.localdate().year
    if item.state == ItemState.CLOSED:
        last = item.closed_on.year if item.closed_on else item.year
    return range(item.year + 1, last + 1)
