"""The two meetings of an election, entered from its page: title, kind, day and agenda are filled in, and it knows them."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import records
from meetings.enums import ItemKind, MeetingKind, MeetingState
from meetings.meeting import origins, suggestions
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting

from .models import Renewal
from .permissions import can_begin_renewal


def _rows(user: User, branch: Organisation) -> QuerySet[Renewal]:
    rows = Renewal.objects.open().filter(branch=branch)
    return rows if can_begin_renewal(user, branch) else rows.none()


def _find(user: User, branch: Organisation, pk: int) -> Renewal:
    found: Renewal = get_object_or_404(_rows(user, branch).for_list(), pk=pk)  # type: ignore[attr-defined]
    return found


def _item(title: str, kind: str) -> AgendaItem:
    return AgendaItem(title=title, kind=kind)


def initial_for_assembly(renewal: Renewal, now: datetime) -> dict[str, object]:
    """The election meeting: on the planned day, with its agenda."""
    today, day = localtime(now).date(), renewal.planned_on
    initial = suggestions.initial_for_new(renewal.branch, [MeetingKind.ASSEMBLY], None, day, now, day)
    elected = f"选举{renewal.body}委员" if renewal.has_committee else "选举支部书记"
    agenda = [
        _item(
            "听取上届支部委员会工作报告" if renewal.has_committee else "听取上届支部工作报告",
            ItemKind.DELIBERATION,
        ),
        _item("通过选举办法和监票人、计票人", ItemKind.DELIBERATION),
        _item(elected, ItemKind.VOTE),
    ]
    if not renewal.has_committee and renewal.seats > 1:
        agenda.append(_item("选举支部副书记", ItemKind.VOTE))
    title = f"第{renewal.number_words}届换届选举党员大会"
    state = MeetingState.PLANNED if day > today else MeetingState.HELD
    return {**initial, "title": title, "state": state, "agenda": agenda, "renewal": renewal.pk}


def initial_for_first(renewal: Renewal, now: datetime) -> dict[str, object]:
    """The new committee's first meeting: on the day of the election, chaired by whom the old committee asked."""
    day = renewal.elected_on or localtime(now).date()
    initial = suggestions.initial_for_new(renewal.branch, [MeetingKind.COMMITTEE], None, day, now, day)
    agenda = [_item("选举支部书记", ItemKind.VOTE)]
    if renewal.candidates.filter(title="DEPUTY_SECRETARY").exists():
        agenda.append(_item("选举支部副书记", ItemKind.VOTE))
    agenda.append(_item("委员分工", ItemKind.DELIBERATION))
    return {
        **initial,
        "title": f"第{renewal.number_words}届支委会第一次会议",
        "state": MeetingState.HELD,
        "chair_note": "新一届支委会第一次会议，受上届支委会委托主持",
        "agenda": agenda,
        "renewal_first": renewal.pk,
    }


def _keep(name: str, meeting: Meeting, renewal: Renewal, by: User) -> None:
    with records.audited(renewal, by=by):
        setattr(renewal, name, meeting)


ASSEMBLY = origins.Origin(
    name="renewal",
    field="renewal",
    find=_find,
    rows=_rows,
    initial=initial_for_assembly,
    suits=lambda state: state is None,
    after_save=lambda meeting, renewal, by: _keep("assembly", meeting, renewal, by),
)
FIRST = origins.Origin(
    name="renewal_first",
    field="renewal_first",
    find=_find,
    rows=_rows,
    initial=initial_for_first,
    suits=lambda state: state is None,
    after_save=lambda meeting, renewal, by: _keep("first_meeting", meeting, renewal, by),
)
