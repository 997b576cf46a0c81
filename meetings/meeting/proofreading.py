"""Proof-reading of a meeting's words, as 会议记录 and 纪要 will print them, until it is confirmed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from branch.members.models import Member, Post
from branch.standard_terms.models import StandardTerm
from core import records
from core.refusals import Refused
from documents.proofreading import marks, wording
from documents.proofreading.check import proofread
from documents.proofreading.text import Known, Line, Remark

from . import faults
from .agenda_items import AgendaItem
from .fields import AGENDA, MEETING, RecordField
from .models import Meeting

# What a report alone is asked for (its order, weight, figures of the year and last year's words) no meeting is.
CHECKS = (
    *(marks.doubled, marks.marks, marks.pairs, marks.placeholders, marks.digits),
    *(wording.terms, wording.dates, wording.people),
)


@dataclass(frozen=True)
class MeetingRemark:
    """A remark with the field that it is about: of the meeting, or of one of its agenda items."""

    remark: Remark
    field: RecordField
    item: AgendaItem | None

    @property
    def place(self) -> str:
        """Where the words stand, as the page calls it."""
        return f"议题{self.item.order}的{self.field.label}" if self.item else self.field.label


def remarks_on(meeting: Meeting, agenda: Iterable[AgendaItem]) -> list[MeetingRemark]:
    """The remarks on a meeting that is not confirmed, in the order of the record. Three queries."""
    if meeting.is_confirmed:
        return []
    places = list(_typed(meeting, agenda))
    lines = [
        (Line(line), field, item)
        for record, field, item in places
        for line in str(getattr(record, field.name)).splitlines()
    ]
    found = proofread([line for line, _, _ in lines], _known(meeting), CHECKS)
    return [MeetingRemark(remark, *lines[remark.line][1:]) for remark in found]


def _typed(
    meeting: Meeting, agenda: Iterable[AgendaItem]
) -> Iterator[tuple[models.Model, RecordField, AgendaItem | None]]:
    """Each field that is typed in words, with its record."""
    yield from ((meeting, field, None) for field in MEETING if _is_typed(field))
    for item in agenda:
        yield from ((item, field, item) for field in AGENDA if _is_typed(field))


def _is_typed(field: RecordField) -> bool:
    column = field.model._meta.get_field(field.name) if field.name != "kinds" else None
    return isinstance(column, models.CharField | models.TextField) and not column.choices


def _known(meeting: Meeting) -> Known:
    names = Member.objects.filter(branch=meeting.branch).values_list("name", flat=True)
    posts = Post.objects.held_on(faults.day_of(meeting)).filter(branch=meeting.branch)
    terms = StandardTerm.objects.of_branch(meeting.branch).values_list("wrong", "right")
    return Known(year=meeting.year, names=frozenset(names), posts=posts.names_by_title(), terms=dict(terms))


@transaction.atomic
def follow_remark(
    *, meeting: Meeting, place: str, excerpt: str, suggestion: str, by: AbstractBaseUser
) -> None:
    """Write what proof-reading suggests in place of the words that it is about, once.

    Raises Refused where that remark is not made any more: the words were changed, or the meeting confirmed.
    """
    asked = (place, excerpt, suggestion)
    for one in remarks_on(meeting, meeting.agenda.all()):
        if one.remark.suggestion and asked == (one.place, one.remark.text, one.remark.suggestion):
            record = one.item or meeting
            words = str(getattr(record, one.field.name)).replace(excerpt, suggestion, 1)
            with records.audited(meeting, by=by):
                setattr(record, one.field.name, words)
                if one.item:
                    one.item.save(update_fields=[one.field.name])
            return
    raise Refused(f"{place}里已没有这条校对意见，可能刚刚改过或已确认，请看最新的。")
