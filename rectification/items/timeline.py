"""The life of a rectification item in one line of events, and the figures of a year's items."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils import timezone

from core import attachments
from rectification.enums import ItemAction, ItemState

from .models import RectificationItem

MOVE_ICONS = {
    ItemAction.START: "play",
    ItemAction.LOG: "play",
    ItemAction.SUBMIT: "send",
    ItemAction.CLOSE: "circle-check",
    ItemAction.RETURN: "undo-2",
    ItemAction.KEEP: "repeat",
    ItemAction.REOPEN: "rotate-ccw",
}


@dataclass(frozen=True)
class Event:
    """One event: the day it belongs to, when it was entered, what, by whom."""

    on: date
    at: datetime
    icon: str
    title: str
    text: str
    who: str


def timeline_of(item: RectificationItem) -> list[Event]:
    """Every event of the item, newest first."""
    created_by = item.created_by.display_name if item.created_by else "系统"
    events = [_at(item.created_at, "plus", "登记整改事项", "", created_by)]
    for move in item.moves.all():
        title = (
            f"{move.get_action_display()}：{move.get_from_state_display()} → {move.get_to_state_display()}"
        )
        icon = MOVE_ICONS[ItemAction(move.action)]
        events.append(Event(move.on, move.created_at, icon, title, move.note, move.by_name))
    for entry in item.progress.all():
        events.append(Event(entry.on, entry.created_at, "pencil-line", "进展", entry.text, entry.by_name))
    events += follow_ups(item)
    for row in item.evidence.all():
        events.append(_at(row.created_at, "link", "添加佐证", row.label, row.by_name))
    for file in attachments.of_record(item):
        events.append(_at(file.uploaded_at, "paperclip", "上传文件", file.name, file.uploaded_by_name))
    return sorted(events, key=lambda event: (event.on, event.at), reverse=True)


def follow_ups(item: RectificationItem) -> Iterator[Event]:
    """Extended time limits, and the answers to whether closing helped."""
    for longer in item.extensions.all():
        title = f"延期：{longer.old_due_on:%Y-%m-%d} → {longer.new_due_on:%Y-%m-%d}"
        yield Event(longer.on, longer.created_at, "calendar-plus", title, longer.reason, longer.by_name)
    for answer in item.effects.all():
        title = f"成效回访：{answer.get_effect_display()}"
        yield Event(answer.on, answer.created_at, "circle-question-mark", title, answer.note, answer.by_name)


def _at(moment: datetime, icon: str, title: str, text: str, who: str) -> Event:
    return Event(timezone.localtime(moment).date(), moment, icon, title, text, who)


@dataclass(frozen=True)
class Bar:
    """One bar: its word, its number, the longest bar's number, and the query of the list that it counts."""

    label: str
    count: int
    most: int
    query: str = ""
    tone: str = ""


def _bars(counts: dict[str, int], queries: dict[str, str] | None = None, tone: str = "") -> list[Bar]:
    most = max(counts.values(), default=0) or 1
    return [Bar(label, count, most, (queries or {}).get(label, ""), tone) for label, count in counts.items()]


def by_state(items: list[RectificationItem]) -> list[Bar]:
    """Every state in the order of the work, also those without items."""
    found = Counter(item.state for item in items)
    counts = {str(state.label): found[state] for state in ItemState}
    return _bars(counts, {str(state.label): urlencode({"state": state.value}) for state in ItemState})


def by_framework(items: list[RectificationItem]) -> list[Bar]:
    """对照 items by how many rectification items stand under them, the most first."""
    found: Counter[tuple[str, str]] = Counter()
    for item in items:
        framework = item.problem.framework_item if item.problem else None
        query = urlencode({"framework_item": framework.pk}) if framework else ""
        found[(framework.text if framework else "不按对照方面", query)] += 1
    most = max(found.values(), default=1)
    return [Bar(label, count, most, query) for (label, query), count in found.most_common()]


def overdue_by_month(items: list[RectificationItem], on: date) -> list[Bar]:
    """Overdue items by the month of their time limit, oldest first."""
    found = Counter(
        (item.deadline.year, item.deadline.month) for item in items if item.deadline and item.is_overdue(on)
    )
    return _bars({f"{year}年{month}月": found[year, month] for year, month in sorted(found)}, tone="late")
