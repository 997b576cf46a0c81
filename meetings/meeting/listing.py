"""The columns of the list of meetings."""

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.columns import Column, badge
from core.panels import late_badge

from .models import Meeting


def _kinds(meeting: Meeting) -> object:
    if not meeting.number:
        return meeting.kind_labels
    number = format_html('<span class="text-secondary text-nowrap">第 {} 次</span>', meeting.number)
    return format_html("{}&ensp;{}", meeting.kind_labels, number)


def _state(meeting: Meeting) -> SafeString:
    late = late_badge(meeting)
    return format_html(
        '<span class="d-inline-flex flex-wrap gap-1">{}{}</span>',
        badge(meeting.state_badge),
        badge(late) if late else "",
    )


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
