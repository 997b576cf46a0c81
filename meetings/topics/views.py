"""The backlog of topics: list, one topic, entering and editing."""

from django.utils.html import format_html

from branch.access import can_read_branch
from core import records
from core.columns import Column, muted
from core.pages import Add, Words, detail_page, form_pages, list_page
from meetings.meeting.permissions import can_add_meeting

from .forms import TopicFilter, TopicForm
from .models import AgendaTopic
from .permissions import can_list_topics


def _meeting(topic: AgendaTopic):
    item = topic.item
    if item is None:
        return muted("还没有")
    return format_html('<a href="{}">{}</a>', records.url_of(item.meeting), item.meeting)


COLUMNS = [
    Column("议题", "title", is_main=True),
    Column("类型", "get_kind_display"),
    Column("提出人", lambda topic: str(topic.proposed_by or "")),
    Column("何时起", "from_on"),
    Column("状态", "state_badge"),
    Column("列入的会议", _meeting),
]
topic_list = list_page(
    AgendaTopic,
    COLUMNS,
    may_open=can_list_topics,
    of_year=False,
    filters=TopicFilter,
    unit="项",
    add=Add("登记议题", can_add_meeting, "想到要上会的事就记在这里，登记会议时会列出来，点一下就列入议程。"),
    subtitle="要上会讨论的事 · 列入议程以前，登记会议时都会列出来",
    tabs=("meetings/_tabs.html", "topics"),
    context=lambda at: {"can_read": can_read_branch(at.user, at.branch)},
)
topic_detail = detail_page(
    AgendaTopic,
    facts=[*COLUMNS[1:], Column("党小组", lambda topic: str(topic.group or "")), Column("说明", "note")],
)
topic_create, topic_update = form_pages(
    TopicForm,
    Words("登记议题", "议题已登记。", again="保存并再登一项"),
    Words("编辑议题", "议题已保存。"),
    may_add=can_add_meeting,
)
