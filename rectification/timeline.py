"""The life of a rectification item in one line of events: entered, moved, worked on, proved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from core import attachments

from .enums import ItemAction
from .models.items import RectificationItem

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
