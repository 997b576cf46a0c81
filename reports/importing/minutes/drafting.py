"""From what was read to a draft of a meeting, checked against the register of its day."""

from datetime import date

from branch.models import Organisation
from meetings.enums import LecturerKind, MeetingKind

from .draft import Draft
from .found import ReadMinutes, Said, joined
from .items import check_speakers, take_agenda
from .labels import Field
from .names import names_in
from .people import Register
from .roll import take_roll
from .subject import take_subject

# Texts of a meeting that are taken as they stand.
_TEXTS = {
    Field.PLACE: ("place", "地点"),
    Field.CHAIR_NOTE: ("chair_note", "委托说明"),
    Field.THEME: ("theme", "主题"),
    Field.WORK_LINK: ("work_link", "业务结合点"),
    Field.LECTURE_TITLE: ("lecture_title", "党课题目"),
    Field.LECTURER: ("lecturer_name", "主讲人"),
}


def draft_meeting(found: ReadMinutes, branch: Organisation, *, year: int) -> Draft:
    """The draft of a meeting of a branch. `year` serves dates without one, where the file names none at all."""
    draft = Draft(found.name)
    day = take_subject(draft, found, branch, year=year)
    register = Register(branch, day)
    _texts(draft, found)
    _person(draft, found, register, Field.CHAIR, "chair")
    _person(draft, found, register, Field.RECORDER, "recorder")
    take_roll(draft, found, branch, register, day)
    _guests(draft, found)
    take_agenda(draft, found, register, day.year if day else year)
    check_speakers(draft, found, register)
    _minutes(draft, found)
    _rest(draft, found, day)
    return draft


def _texts(draft: Draft, found: ReadMinutes) -> None:
    for field, (name, label) in _TEXTS.items():
        if said := found.first(field):
            doubts = ["取自正文"] if field in found.from_prose else []
            draft.take(name, said.text, label, said.text, said, *doubts)
            if others := {one.text for one in found.values[field]} - {said.text, ""}:
                draft.note(
                    f"{label}写了两处：“{said.text[:30]}”和“{min(others)[:30]}”，请核对。", stops=False
                )
    if material := [said for said in found.values.get(Field.STUDY_MATERIAL, []) if said.text.strip()]:
        draft.values["study_material"] = joined(material)
        draft.find("学习材料", joined(material), (), material)
    if said := found.first(Field.LECTURER_KIND):
        kind = next((kind for kind in LecturerKind if kind.label == said.text.strip()), None)
        draft.take(
            "lecturer_kind", kind or "", "主讲人类别", said.text, said, *([] if kind else ["没有这一类"])
        )
    if MeetingKind.LECTURE in draft.kinds:
        lacking = [
            label
            for name, label in (
                ("lecturer_name", "主讲人"),
                ("lecturer_kind", "主讲人类别"),
                ("lecture_title", "党课题目"),
            )
            if not draft.values.get(name)
        ]
        if lacking:
            draft.note(f"党课还要填{'、'.join(lacking)}，文件里没有找到。")


def _person(draft: Draft, found: ReadMinutes, register: Register, field: Field, name: str) -> None:
    said = found.first(field)
    if said is None:
        if field is Field.CHAIR:
            draft.find(field, "", ["文件里没有找到"], (), low=True)
            draft.note("没有找到主持人，请选择主持人。")
        return
    names = names_in(said.text)
    match = register.find(names[0].name if names else said.text)
    doubts = [match.doubt] if match.doubt else []
    if field in found.from_prose:
        doubts.append("取自正文")
    draft.find(
        field,
        match.member.name if match.member else "",
        doubts,
        [said],
        low=match.member is None,
    )
    if match.member is None:
        draft.note(f"{field.value}：{match.doubt}。请在表单里选定。")
        return
    draft.values[name] = match.member
    note = names[0].note if names else ""
    if field is Field.CHAIR and "委托" in note and not found.first(Field.CHAIR_NOTE):
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
