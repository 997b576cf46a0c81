"""The columns of the list of meetings."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.columns import Column, badge
from core.panels import late_badge

from .models import Meeting, MeetingKindLink


def with_kinds(page: Iterable[Meeting]) -> list[Meeting]:
    """The rows of a page with their kinds at hand. One query."""
    rows = list(page)
    kinds: dict[int, set[str]] = {row.pk: set() for row in rows}
    for pk, kind in MeetingKindLink.objects.filter(meeting__in=kinds).values_list("meeting_id", "kind"):
        kinds[pk].add(kind)
    for row in rows:
        row.kinds_at_hand = frozenset(kinds[row.pk])
    return rows


def _kinds(meeting: Meeting) -> object:
    if not meeting.number:
        return meeting.kind_labels
    number = f'<span class="text-secondary text-nowrap">第 {meeting.number} 次</span>'
    return SafeString(f"{escape(meeting.kind_labels)}&ensp;{number}")


def _state(meeting: Meeting) -> SafeString:
    late = late_badge(meeting)
    badges = f"{badge(meeting.state_badge)}{badge(late) if late else ''}"
    return SafeString(f'<span class="d-inline-flex flex-wrap gap-1">{badges}</span>')


def columns_for(workspace) -> list[Column]:
    """The columns; of a planned meeting those who print it get its 签到表 in place of the attendance."""

    def present(meeting: Meeting) -> str:
        if not meeting.is_planned:
            return f"{meeting.present_count} / {meeting.due_count}"
        shown = {"meeting": meeting, "workspace": workspace}
        return render_to_string("meetings/_sign_in_button.html", shown).strip()

    return [
        Column("名称", str, sort="title", is_main=True),
        Column("类别", _kinds),
        Column("时间", "starts_at", sort="starts_at"),
        Column("主持人", "chair"),
        Column("到会", present, sort="present_count", css="num"),
        Column("状态", _state),
    ]
