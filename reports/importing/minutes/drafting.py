"""From what was read to a draft of a meeting, checked against the register of its day."""

from datetime import date

from django.db.models import TextField

from branch.models import Organisation
from meetings.checks import LECTURE_FIELDS
from meetings.enums import MeetingKind
from meetings.fields import MEETING, MeetingField, Part, named

from .draft import Draft
from .found import ReadMinutes, Said, joined
from .items import check_speakers, take_agenda
from .labels import Field
from .names import names_in
from .people import Register
from .roll import take_roll
from .subject import take_subject

# Read by `subject`, and below, by code of their own.
_APART = {"title", "group", "kinds", "year", "starts_at", "ends_at", "guests", "minutes"}


def draft_meeting(found: ReadMinutes, branch: Organisation, *, year: int) -> Draft:
    """The draft of a meeting of a branch. `year` serves dates without one, where the file names none at all."""
    draft = Draft(found.name)
    day = take_subject(draft, found, branch, year=year)
    register = Register(branch, day)
    for field in MEETING:
        if field.part is not Part.CLOSING and field.name not in _APART:
            _take(draft, found, register, field)
    _lecture(draft)
    take_roll(draft, found, branch, register, day)
    _guests(draft, found)
    take_agenda(draft, found, register, day.year if day else year)
    check_speakers(draft, found, register)
    _minutes(draft, found)
    _rest(draft, found, day)
    return draft


def _take(draft: Draft, found: ReadMinutes, register: Register, field: MeetingField) -> None:
    """Read a field as the model's type of field asks."""
    if field.column.is_relation:
        _person(draft, found, register, field)
    elif field.column.choices:
        _choice(draft, found, field)
    elif isinstance(field.column, TextField):
        _lines(draft, found, field)
    else:
        _text(draft, found, field)


def _text(draft: Draft, found: ReadMinutes, field: MeetingField) -> None:
    if said := found.first(field.key):
        doubts = ["取自正文"] if field.key in found.from_prose else []
        draft.take(field.name, said.text, field.label, said.text, said, *doubts)
        if others := {one.text for one in found.values[field.key]} - {said.text, ""}:
            draft.note(
                f"{field.label}写了两处：“{said.text[:30]}”和“{min(others)[:30]}”，请核对。", stops=False
            )


def _lines(draft: Draft, found: ReadMinutes, field: MeetingField) -> None:
    if parts := [said for said in found.values.get(field.key, []) if said.text.strip()]:
        draft.values[field.name] = joined(parts)
        draft.find(field.label, joined(parts), (), parts)


def _choice(draft: Draft, found: ReadMinutes, field: MeetingField) -> None:
    if said := found.first(field.key):
        value = next((value for value, label in field.column.flatchoices if label == said.text.strip()), "")
        draft.take(field.name, value, field.label, said.text, said, *([] if value else ["没有这一类"]))


def _lecture(draft: Draft) -> None:
    if MeetingKind.LECTURE in draft.kinds:
        lacking = [one.label for one in named(MEETING, *LECTURE_FIELDS) if not draft.values.get(one.name)]
        if lacking:
            draft.note(f"党课还要填{'、'.join(lacking)}，文件里没有找到。")


def _person(draft: Draft, found: ReadMinutes, register: Register, field: MeetingField) -> None:
    said = found.first(field.key)
    if said is None:
        if field.key == Field.CHAIR:
            draft.find(field.label, "", ["文件里没有找到"], (), low=True)
            draft.note("没有找到主持人，请选择主持人。")
        return
    names = names_in(said.text)
    match = register.find(names[0].name if names else said.text)
    doubts = [match.doubt] if match.doubt else []
    if field.key in found.from_prose:
        doubts.append("取自正文")
    draft.find(
        field.label,
        match.member.name if match.member else "",
        doubts,
        [said],
        low=match.member is None,
    )
    if match.member is None:
        draft.note(f"{field.label}：{match.doubt}。请在表单里选定。")
        return
    draft.values[field.name] = match.member
    note = names[0].note if names else ""
    if field.key == Field.CHAIR and "委托" in note and not found.first(Field.CHAIR_NOTE):
        draft.take("chair_note", note, "委托说明", note, said, "取自主持人后面的括号")


def _guests(draft: Draft, found: ReadMinutes) -> None:
    guests = [said for said in found.values.get(Field.GUESTS, []) if said.text.strip()]
    if not guests:
        return
    if found.is_own_form:
        text = joined(guests)
    else:
        named = [one for said in guests for one in names_in(said.text)]
        text = "\n".join(f"{one.name}{f'（{one.note}）' if one.note else ''}" for one in named)
    draft.values["guests"] = text
    draft.find("列席人员", text, (), guests)


def _minutes(draft: Draft, found: ReadMinutes) -> None:
    parts = list(found.minutes)
    if found.decisions:
        # Without an agenda item a decision has no place of its own.
        parts += [Said(f"会议决定：{said.text}", said.line) for said in found.decisions]
        draft.note(
            "会议决定没有写明属于哪项议题，放在会议记录里；要跟踪办理，请写进议题的“决定”。", stops=False
        )
    if text := joined(parts):
        draft.values["minutes"] = text
        draft.find("会议记录", text, (), parts)
    elif not draft.agenda:
        draft.note("没有找到议题和会议内容，请补写。", stops=False)


def _rest(draft: Draft, found: ReadMinutes, day: date | None) -> None:
    if others := [said.line.words for said in found.left_out if said.text.strip()]:
        draft.note(f"没有导入：{'；'.join(dict.fromkeys(one[:40] for one in others))}。", stops=False)
    for warning in found.warnings:
        draft.note(warning, stops=False)
