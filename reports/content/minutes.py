"""One meeting in words, and its 会议记录 form: every stored field under its own label (`minutes_labels`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.dates import chinese_date

from . import minutes_labels as label
from .document import Document, Form, FormCell, FormRow

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
    """An agenda item; `votes` holds the lines of each vote."""

    title: str
    reporter: str = ""
    discussion: str = ""
    dissent: str = ""
    decision: str = ""
    responsible: str = ""
    due_on: date | None = None
    done_on: date | None = None
    votes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingMinutes:
    """Everything that is recorded of a meeting, as one reader may know it.

    `figures` are labels with their numbers, none for a plan; `state` is empty for a record that is not confirmed yet.
    """

    branch_name: str
    title: str
    kinds: tuple[str, ...]
    year: int
    day: date
    span: str
    is_planned: bool = False
    state: str = ""
    confirmed_on: date | None = None
    days_late: int = 0
    place: str = ""
    group: str = ""
    chair: str = ""
    chair_note: str = ""
    recorder: str = ""
    figures: tuple[tuple[str, int], ...] = ()
    attended: tuple[str, ...] = ()
    leave: tuple[Away, ...] = ()
    absent: tuple[Away, ...] = ()
    exempt: tuple[Away, ...] = ()
    guests: str = ""
    theme: str = ""
    work_link: str = ""
    lecture_title: str = ""
    lecturer: str = ""
    lecturer_kind: str = ""
    study_material: str = ""
    items: tuple[ItemMinutes, ...] = ()
    minutes: str = ""
    attachments: tuple[str, ...] = ()
    additions: tuple[tuple[str, ...], ...] = ()

    @property
    def kind_labels(self) -> str:
        """支委会、集中学习."""
        return label.NAME_SEPARATOR.join(self.kinds)


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
    rows = [*_facts(minutes), *_people(minutes), *_subject(minutes)]
    for number, item in enumerate(minutes.items, start=1):
        rows += _item(number, item)
    rows += [*_text(minutes), *_appendix(minutes), _signatures(minutes)]
    return Form(tuple(rows), WIDTHS)


def _facts(minutes: MeetingMinutes) -> Iterator[FormRow]:
    group = [(label.GROUP, minutes.group)] if minutes.group else []
    yield _row((label.TITLE, minutes.title), *group)
    yield _row((label.KINDS, minutes.kind_labels), (label.YEAR, str(minutes.year)))
    yield _row((label.SPAN, minutes.span), (label.PLACE, minutes.place))
    yield _row((label.CHAIR, minutes.chair), (label.RECORDER, minutes.recorder))
    yield from _filled((label.CHAIR_NOTE, minutes.chair_note))


def _people(minutes: MeetingMinutes) -> Iterator[FormRow]:
    if not minutes.is_planned:
        yield _row(*((name, str(number)) for name, number in minutes.figures))
        yield _row((label.ATTENDED, label.NAME_SEPARATOR.join(minutes.attended)))
        for name, people in ((label.LEAVE, minutes.leave), (label.ABSENT, minutes.absent)):
            yield _row((name, "\n".join(one.text for one in people)))
        yield from _filled((label.EXEMPT, "\n".join(one.text for one in minutes.exempt)))
    yield _row((label.GUESTS, minutes.guests))


def _subject(minutes: MeetingMinutes) -> Iterator[FormRow]:
    yield from _filled(
        (label.THEME, minutes.theme),
        (label.WORK_LINK, minutes.work_link),
        (label.LECTURE_TITLE, minutes.lecture_title),
    )
    if minutes.lecturer or minutes.lecturer_kind:
        yield _row((label.LECTURER, minutes.lecturer), (label.LECTURER_KIND, minutes.lecturer_kind))
    yield from _filled((label.STUDY_MATERIAL, minutes.study_material))


def _item(number: int, item: ItemMinutes) -> Iterator[FormRow]:
    reporter = [(label.REPORTER, item.reporter)] if item.reporter else []
    yield _row((label.item_label(number), item.title), *reporter)
    yield from _filled(
        (label.DISCUSSION, item.discussion), (label.DISSENT, item.dissent), (label.DECISION, item.decision)
    )
    carried_out = (
        (label.RESPONSIBLE, item.responsible),
        (label.DUE_ON, _day(item.due_on)),
        (label.DONE_ON, _day(item.done_on)),
    )
    if any(value for _, value in carried_out):
        yield _row(*carried_out)
    yield from (_row((label.VOTE, "\n".join(lines))) for lines in item.votes)


def _text(minutes: MeetingMinutes) -> Iterator[FormRow]:
    """The record in words, or room for it where neither it nor an agenda is there."""
    if minutes.minutes.strip():
        yield _row((label.MINUTES, minutes.minutes))
    elif minutes.is_planned or not minutes.items:
        yield _row((label.MINUTES, ""), height=BLANK_MM)


def _appendix(minutes: MeetingMinutes) -> Iterator[FormRow]:
    yield from _filled((label.ATTACHMENTS, "\n".join(minutes.attachments)))
    yield from (_row((label.ADDITION, "\n".join(lines))) for lines in minutes.additions)
    late = f"{minutes.days_late} 天" if minutes.days_late else ""
    yield from _filled((label.STATE, minutes.state), (label.LATE, late))


def _signatures(minutes: MeetingMinutes) -> FormRow:
    signed_on = f"　　　　　{_day(minutes.confirmed_on) or '　　年　月　日'}"
    return _row((label.CHAIR_SIGNATURE, signed_on), (label.RECORDER_SIGNATURE, signed_on), height=SIGNED_MM)


def _filled(*pairs: tuple[str, str]) -> Iterator[FormRow]:
    """A row for each label that has a value."""
    return (_row(pair) for pair in pairs if pair[1].strip())


def _row(*pairs: tuple[str, str], height: float = ROW_MM) -> FormRow:
    """Up to four labels with their values, in all columns."""
    cells = (
        cell
        for (name, value), (of_label, of_value) in zip(pairs, SPANS[len(pairs)], strict=True)
        for cell in (FormCell(name, is_label=True, columns=of_label), FormCell(value, columns=of_value))
    )
    return FormRow(tuple(cells), height)


def _day(day: date | None) -> str:
    return chinese_date(day) if day else ""
