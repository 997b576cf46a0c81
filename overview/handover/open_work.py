"""What a secretary who leaves still has to do by name, and how each piece comes to somebody else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from branch.members.models import Member
from branch.organisations.models import Organisation
from core.dates import chinese_date, on_days
from core.records import url_of
from meetings.enums import MeetingState
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting
from meetings.meeting.services import reassign_decision, reassign_plan
from rectification.items.models import RectificationItem
from rectification.items.services import reassign_item

# Called with `to`, the member, and `by`, the account.
Give = Callable[..., object]


@dataclass(frozen=True)
class OpenWork:
    """One piece: what kind, what, by when, where it stands, and what gives it to another member."""

    key: str
    kind: str
    title: str
    due_on: date | None
    url: str
    give: Give

    @property
    def due(self) -> str:
        """The day in words, empty without one."""
        return chinese_date(self.due_on) if self.due_on else ""


def open_work(branch: Organisation, member: Member, since: date) -> list[OpenWork]:
    """Meetings planned from a day on that the member chairs or records, open decisions and rectification items."""
    return [*_meetings(branch, member, since), *_decisions(branch, member), *_items(branch, member)]


def _meetings(branch: Organisation, member: Member, since: date) -> list[OpenWork]:
    rows = Meeting.objects.of_branch(branch).filter(on_days("starts_at", since), state=MeetingState.PLANNED)
    rows = rows.select_related("branch").order_by("starts_at", "pk")
    found = []
    for name, kind in (("chair", "主持会议"), ("recorder", "会议记录")):
        for meeting in rows.filter(**{name: member}):
            give = partial(reassign_plan, meeting=meeting, name=name)
            found.append(
                OpenWork(f"{name}-{meeting.pk}", kind, str(meeting), day_of(meeting), url_of(meeting), give)
            )
    return found


def _decisions(branch: Organisation, member: Member) -> list[OpenWork]:
    found = []
    for item in AgendaItem.objects.open().filter(meeting__branch=branch, responsible=member):
        give = partial(reassign_decision, item=item)
        title = f"{item.title}（{item.meeting}）"
        found.append(
            OpenWork(f"decision-{item.pk}", "落实决定", title, item.due_on, url_of(item.meeting), give)
        )
    return found


def _items(branch: Organisation, member: Member) -> list[OpenWork]:
    rows = RectificationItem.objects.of_branch(branch).open().order_by("due_on", "pk")
    found = []
    for name, kind in (("leader", "整改责任领导"), ("responsible", "整改责任人")):
        for item in rows.filter(**{name: member}):
            give = partial(reassign_item, item=item, name=name)
            found.append(OpenWork(f"{name}-{item.pk}", kind, str(item), item.due_on, url_of(item), give))
    return found
