"""Decisions of meetings that become activities and duties: what is offered at the meeting, filled in, and linked."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse

from branch.members.models import Member
from branch.organisations.models import Organisation
from core import records
from meetings.meeting.adopting import Adopted, Adoption
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting

from . import permissions
from .kinds import registry
from .kinds.base import Kind
from .kinds.decisions import Decision
from .models import Activity, DutyItem

DUTY = "duty"
_DUTIES = re.compile("职责|分工")


def decisions_of(user: AbstractBaseUser, branch: Organisation) -> QuerySet[AgendaItem]:
    """The agenda items that a record of the branch may be made of."""
    visible = Meeting.objects.visible_to(user).of_branch(branch).held()
    return AgendaItem.objects.filter(meeting__in=visible).select_related("meeting")


def decision_of(user: AbstractBaseUser, item: AgendaItem | None) -> AgendaItem | None:
    """The decision that a record was made of, for whoever sees its meeting."""
    return item if item is not None and records.is_seen_by(user, item.meeting) else None


def initial_of(kind: Kind, item: AgendaItem, branch: Organisation) -> dict[str, Any]:
    """What the form of a kind is filled with from a decision: the day, the meeting, its words."""
    day = day_of(item.meeting)
    given: dict[str, Any] = {
        "agenda_item": item.pk,
        "meeting": item.meeting_id,
        "happened_on": day,
        "summary": item.decision,
    }
    if kind.from_decision:
        told = kind.from_decision(Decision(item.title, item.decision, day, _people(branch, day)))
        given |= {f"data_{name}": value for name, value in told.items()}
    return given


def _people(branch: Organisation, day: date) -> dict[str, int]:
    return dict(Member.objects.on_roll(branch, day).in_pinyin_order().values_list("name", "pk"))


def _is_meant(words: re.Pattern[str], item: AgendaItem) -> bool:
    return bool(words.search(item.title) or words.search(item.decision))


def _activity_url(code: str, item: AgendaItem) -> str:
    return f"{reverse('activities:activity_create')}?{urlencode({'kind': code, 'item': item.pk})}"


def _duty_url(item: AgendaItem) -> str:
    return f"{reverse('activities:duty_create')}?{urlencode({'item': item.pk})}"


def adoptions() -> Iterator[Adoption]:
    """The kinds of activities that say what a decision tells of them, and the duties of the committee."""
    for kind in registry.all_kinds():
        if kind.from_decision:
            yield Adoption(
                key=kind.code,
                label=kind.label,
                is_meant=partial(_is_meant, re.compile(kind.decision_words)),
                may=permissions.can_add_activity,
                url=partial(_activity_url, kind.code),
                is_once=kind.is_once,
            )
    yield Adoption(
        key=DUTY,
        label="支委职责清单",
        is_meant=partial(_is_meant, _DUTIES),
        may=permissions.can_manage_areas,
        url=_duty_url,
        is_once=False,
    )


def found(items: Sequence[AgendaItem]) -> Iterator[Adopted]:
    """The activities and duties that were made of these items."""
    for activity in Activity.objects.alive().filter(agenda_item__in=items).order_by("pk"):
        yield Adopted(activity.agenda_item_id, activity.kind, activity.kind_label, activity)
    for duty in DutyItem.objects.alive().filter(agenda_item__in=items).by_post():
        yield Adopted(duty.agenda_item_id, DUTY, "支委职责", duty)
