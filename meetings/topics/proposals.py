"""What the form of a meeting proposes for its agenda: open decisions, matters put off, and topics of the backlog.

A decision is proposed until it is done or dropped, a matter put off until another meeting has it, a topic until an
agenda has it. One click puts it into the agenda; the row keeps where it comes from.
"""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.dates import chinese_date
from meetings.enums import ItemKind
from meetings.meeting import origins
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting

from .models import AgendaTopic

# More would hide the form.
MOST = 12


def _items(user: User, branch: Organisation) -> QuerySet[AgendaItem]:
    visible = Meeting.objects.visible_to(user).of_branch(branch)
    rows: QuerySet[AgendaItem] = AgendaItem.objects.returning().filter(meeting__in=visible)
    return rows


def _item(user: User, branch: Organisation, pk: int) -> AgendaItem:
    return get_object_or_404(_items(user, branch), pk=pk)


def _topics(user: User, branch: Organisation) -> QuerySet[AgendaTopic]:
    rows: QuerySet[AgendaTopic] = AgendaTopic.objects.visible_to(user).of_branch(branch)
    return rows


def _topic(user: User, branch: Organisation, pk: int) -> AgendaTopic:
    return get_object_or_404(_topics(user, branch), pk=pk)


def offered_items(user: User, branch: Organisation) -> list[origins.Proposal]:
    """Decisions to be carried out, and matters put off."""
    today = timezone.localdate()
    rows = _items(user, branch).order_by("due_on", "pk")[:MOST]
    return [
        origins.Proposal(item.pk, item.title, _words(item), item.meeting.group_id, item.badge_on(today))
        for item in rows
    ]


def _words(item: AgendaItem) -> str:
    """2025年2月支委会决定：……（林某，2025年3月31日前）."""
    due = f"{chinese_date(item.due_on)}前" if item.due_on else ""
    who = "，".join(text for text in (str(item.responsible or ""), due) if text)
    if not item.is_task:
        return f"{item.meeting}议定下次再议"
    return f"{item.meeting}决定：{item.decision.strip()}" + (f"（{who}）" if who else "")


def offered_topics(user: User, branch: Organisation) -> list[origins.Proposal]:
    """Topics that wait and whose day has come."""
    rows = _topics(user, branch).waiting().filter(from_on__lte=timezone.localdate())
    return [
        origins.Proposal(topic.pk, topic.title, _of(topic), topic.group_id)
        for topic in rows.select_related("proposed_by")[:MOST]
    ]


def _of(topic: AgendaTopic) -> str:
    by = f"，{topic.proposed_by}提出" if topic.proposed_by else ""
    return f"议题库{by}（{chinese_date(topic.from_on)}起）"


def items_from(earlier: AgendaItem) -> list[AgendaItem]:
    """The row that takes a matter up again."""
    kind = earlier.kind if earlier.is_put_off else ItemKind.NOTICE
    title = earlier.title if earlier.is_put_off else f"“{earlier.title}”落实情况"[:200]
    return [AgendaItem(title=title, kind=kind, carried_from=earlier, reporter=str(earlier.responsible or ""))]


def items_of(topic: AgendaTopic) -> list[AgendaItem]:
    """The row that a topic becomes."""
    return [
        AgendaItem(title=topic.title, kind=topic.kind, topic=topic, reporter=str(topic.proposed_by or ""))
    ]


FOLLOWED = origins.Origin(
    name="follow",
    find=_item,
    rows=_items,
    initial=lambda earlier, _now: {"agenda": items_from(earlier)},
    offers=offered_items,
    items=items_from,
    is_proposal=True,
)
TOPIC = origins.Origin(
    name="take",
    find=_topic,
    rows=_topics,
    initial=lambda topic, _now: {"agenda": items_of(topic)},
    offers=offered_topics,
    items=items_of,
    is_proposal=True,
)
