"""The agenda of the draft: items with who carries their decisions out, and the votes on them."""

from datetime import date

from django.db.models import DateField

from branch.models import Member
from core.dates import chinese_date
from meetings.fields import AGENDA, ItemField
from meetings.models import AgendaItem

from .agenda import speaker_of
from .draft import Draft, DraftVote
from .found import ReadItem, ReadMinutes, Said, joined
from .labels import Field
from .names import names_in
from .people import Register
from .values import read_day
from .votes import read_own_vote, read_vote

# Where what people said stands under their names.
_SPOKEN = (Field.DISCUSSION, Field.DISSENT)


def take_agenda(draft: Draft, found: ReadMinutes, register: Register, year: int) -> None:
    """Fill the agenda, with the days on which decisions were carried out, and the votes."""
    for number, item in enumerate(found.items):
        doubts = list(item.doubts)
        if not item.is_listed and not found.is_own_form:
            doubts.append("取自正文的标题")
        draft.find(f"议题 {number + 1}", item.title.text, doubts, [item.title])
        line = AgendaItem(title=item.title.text)
        for field in AGENDA:
            if parts := item.values[field.key]:
                label = f"议题 {number + 1} {field.label}"
                setattr(line, field.name, _value(draft, field, label, parts, register, year))
        if (line.responsible or line.due_on) and not line.decision:
            draft.note(f"议题 {number + 1} 有责任人或期限，没有写决定，请补写决定。")
        draft.agenda.append(line)
        _votes(draft, found, item, number, register)


def _value(
    draft: Draft, field: ItemField, label: str, parts: list[Said], register: Register, year: int
) -> str | date | Member | None:
    """What stands under a label of the item, as the model's field takes it."""
    if field.column.is_relation:
        return _person(draft, label, parts[0], register)
    if isinstance(field.column, DateField):
        return _day(draft, label, parts[0], year)
    if text := joined(parts):
        draft.find(label, text, (), parts)
    return text


def check_speakers(draft: Draft, found: ReadMinutes, register: Register) -> None:
    """Say which speakers are not in the register but look or sound like someone who is; the text stays as typed."""
    if found.is_own_form:
        return
    texts = [*found.minutes, *(said for item in found.items for key in _SPOKEN for said in item.values[key])]
    lines = (line for said in texts for line in said.text.split("\n"))
    known = {one.name for one in register.here}
    for name in dict.fromkeys(speaker_of(line) for line in lines):
        if name and name not in known and (similar := register.similar(name)):
            alike = "、".join(similar)
            draft.note(f"发言人“{name}”不在名册里，相近的有{alike}；文字照原样保留，请核对。", stops=False)


def _person(draft: Draft, label: str, said: Said, register: Register) -> Member | None:
    names = names_in(said.text) if said.text.strip() else []
    match = register.find(names[0].name if names else said.text)
    doubts = [match.doubt] if match.doubt else []
    if len(names) > 1:
        doubts.append(f"写了 {len(names)} 人，只登记第一位")
    draft.find(label, match.member.name if match.member else "", doubts, [said], low=match.member is None)
    if match.member is None:
        draft.note(f"{label}：{match.doubt}。请在表单里选定。")
    return match.member


def _day(draft: Draft, label: str, said: Said, year: int) -> date | None:
    if not said.text.strip():
        return None
    day, exact = read_day(said.text, year=year), read_day(said.text)
    if day is None:
        draft.find(label, "", [f"“{said.text[:30]}”不是日期"], [said], low=True)
        draft.note(f"{label}：“{said.text[:30]}”不是日期，请在表单里填写。", stops=False)
        return None
    draft.find(label, chinese_date(day), [] if exact else [f"没有写年份，按 {year} 年"], [said])
    return day


def _votes(draft: Draft, found: ReadMinutes, item: ReadItem, number: int, register: Register) -> None:
    for said in item.values[Field.VOTE]:
        vote = read_own_vote(said.text) if found.is_own_form else None
        vote = vote or read_vote(
            said.text,
            item.title.text,
            register.probationary_in(item.title.text + joined(item.values[Field.DECISION])),
        )
        label = f"议题 {number + 1} 表决"
        if vote is None:
            draft.find(label, said.text, ["没有认出票数，请保存后在会议页面登记"], [said], low=True)
            draft.note(f"{label}没有认出票数，没有登记；请保存以后在会议页面登记表决。", stops=False)
            continue
        draft.find(label, vote.words, list(vote.doubts), [said])
        draft.votes.append(DraftVote(number, vote, said.line))
