"""A meeting in words and its 会议记录 form, every stored field under its own label; the year's records bound."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.dates import chinese_date
from documents.content import Block, Contents, Document, Form, FormCell, FormRow, Heading, Paragraph
from meetings.meeting.fields import AGENDA, MEETING, Part, RecordField, Show, named

from . import minutes_labels as label

# Widths in points: the rows with one to four labels share these columns.
WIDTHS = (60, 33, 50, 33, 45, 27, 33, 54, 18, 89)
# How many columns each label and its value take, by the number of labels in the row.
SPANS = {
    1: ((1, 9),),
    2: ((1, 4), (2, 3)),
    3: ((1, 2), (1, 3), (1, 2)),
    4: ((1, 1), (1, 1), (2, 1), (2, 1)),
}
ROW_MM = 8.0
SIGNED_MM = 16.0
# Room to write by hand where nothing is recorded yet.
BLANK_MM = 60.0


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who was not there; the reason is empty for those who may not read it."""

    name: str
    reason: str = ""
    made_up_on: date | None = None

    @property
    def text(self) -> str:
        """周某（出差）；补学：2025年3月10日."""
        return label.away_text(self.name, self.reason, self.made_up_on)


@dataclass(frozen=True, slots=True)
class ItemMinutes:
    """An agenda item: `words` and `told` as for a meeting; `kind` an ItemKind or empty, `votes` the lines of each vote."""

    words: Mapping[str, str]
    kind: str = ""
    told: tuple[tuple[str, str], ...] = ()
    votes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingMinutes:
    """Everything that is recorded of a meeting, as one reader may know it.

    `words` holds every field of `meetings.fields.MEETING` by name, `told` label and value of what the 纪要 tells in a
    sentence each; `figures` are labels with their numbers, none for a plan.
    """

    branch_name: str
    kinds: tuple[str, ...]
    day: date
    words: Mapping[str, str]
    told: tuple[tuple[str, str], ...] = ()
    is_planned: bool = False
    days_late: int = 0
    figures: tuple[tuple[str, int], ...] = ()
    attended: tuple[str, ...] = ()
    leave: tuple[Away, ...] = ()
    absent: tuple[Away, ...] = ()
    exempt: tuple[Away, ...] = ()
    items: tuple[ItemMinutes, ...] = ()
    attachments: tuple[str, ...] = ()
    additions: tuple[tuple[str, ...], ...] = ()


def record_document(minutes: MeetingMinutes) -> Document:
    """The 会议记录 of one meeting; of a plan the form to be filled in by hand."""
    return Document(
        title=f"{minutes.branch_name}会议记录",
        blocks=(record_form(minutes),),
        issuer=minutes.branch_name,
        created_on=minutes.day,
    )


def record_form(minutes: MeetingMinutes) -> Form:
    """The form alone."""
    rows = [
        *_part(minutes, Part.BASICS),
        *_people(minutes),
        *_part(minutes, Part.SUBJECT, Part.STUDY, Part.LECTURE),
    ]
    for number, item in enumerate(minutes.items, start=1):
        labels = {field.name: field.printed_of(item.kind) for field in AGENDA}
        rows += _fields(AGENDA, item.words, **labels | {"title": label.item_label(number)})
        rows += (_row((label.VOTE, "\n".join(lines))) for lines in item.votes)
    rows += [*_text(minutes), *_appendix(minutes), _signatures(minutes)]
    return Form(tuple(rows), WIDTHS)


def _part(minutes: MeetingMinutes, *parts: Part) -> Iterator[FormRow]:
    return _fields([field for field in MEETING if field.part in parts], minutes.words)


def _fields(fields: Iterable[RecordField[Any]], words: Mapping[str, str], **labels: str) -> Iterator[FormRow]:
    """The rows of fields, some of which stand beside the one before them.

    Beside what is always there stands only what is filled; any other row is there whole, or not at all.
    """
    rows: list[list[RecordField[Any]]] = []
    for field in fields:
        if field.record is not Show.APART:
            if not field.is_beside:
                rows.append([])
            rows[-1].append(field)
    for row in rows:
        always = [field for field in row if field.record is Show.ALWAYS]
        filled = [field for field in row if words[field.name].strip()]
        if always or filled:
            shown = [field for field in row if not always or field in always or field in filled]
            yield _row(*((labels.get(one.name, one.printed), words[one.name]) for one in shown))


def _people(minutes: MeetingMinutes) -> Iterator[FormRow]:
    if minutes.is_planned:
        return
    yield _row(*((name, str(number)) for name, number in minutes.figures))
    yield _row((label.ATTENDED, label.NAME_SEPARATOR.join(minutes.attended)))
    for name, people in ((label.LEAVE, minutes.leave), (label.ABSENT, minutes.absent)):
        yield _row((name, "\n".join(one.text for one in people)))
    if minutes.exempt:
        yield _row((label.EXEMPT, "\n".join(one.text for one in minutes.exempt)))


def _text(minutes: MeetingMinutes) -> Iterator[FormRow]:
    """The record in words, or room for it where neither it nor an agenda is there."""
    rows = list(_part(minutes, Part.MINUTES))
    if not rows and (minutes.is_planned or not minutes.items):
        (field,) = named(MEETING, "minutes")
        rows = [_row((field.printed, ""), height=BLANK_MM)]
    yield from rows


def _appendix(minutes: MeetingMinutes) -> Iterator[FormRow]:
    if minutes.attachments:
        yield _row((label.ATTACHMENTS, "\n".join(minutes.attachments)))
    yield from (_row((label.ADDITION, "\n".join(lines))) for lines in minutes.additions)
    yield from _part(minutes, Part.CLOSING)
    if minutes.days_late:
        yield _row((label.LATE, f"{minutes.days_late} 天"))


def _signatures(minutes: MeetingMinutes) -> FormRow:
    signed_on = f"　　　　　{minutes.words['confirmed_on'] or '　　年　月　日'}"
    return _row((label.CHAIR_SIGNATURE, signed_on), (label.RECORDER_SIGNATURE, signed_on), height=SIGNED_MM)


def _row(*pairs: tuple[str, str], height: float = ROW_MM) -> FormRow:
    """Up to four labels with their values, in all columns."""
    cells = (
        cell
        for (name, value), (of_label, of_value) in zip(pairs, SPANS[len(pairs)], strict=True)
        for cell in (FormCell(name, is_label=True, columns=of_label), FormCell(value, columns=of_value))
    )
    return FormRow(tuple(cells), height)


def book_document(
    minutes: Sequence[MeetingMinutes], *, branch_name: str, period_label: str, on: date
) -> Document:
    """The records in the given order."""
    headings = tuple(Heading(_heading(one), 1, on_new_page=True) for one in minutes)
    blocks: list[Block] = [Contents(headings)] if headings else []
    for heading, one in zip(headings, minutes, strict=True):
        blocks += [heading, record_form(one)]
    return Document(
        title=f"{branch_name}{period_label}会议记录汇编",
        blocks=tuple(blocks) or (Paragraph.of("没有符合条件的会议记录。"),),
        issuer=branch_name,
        created_on=on,
    )


def _heading(minutes: MeetingMinutes) -> str:
    return f"{chinese_date(minutes.day)}　{minutes.words['title']}"
