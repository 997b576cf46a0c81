"""The agenda of the draft: items with who carries their decisions out, and the votes on them."""

from datetime import date

from core.dates import chinese_date
from meetings.services import AgendaLine

from .agenda import speaker_of
from .draft import Draft, DraftVote
from .found import ReadItem, ReadMinutes, Said, joined
from .names import names_in
from .people import Register
from .values import read_day
from .votes import read_own_vote, read_vote

_TEXTS = {"汇报人": "reporter", "讨论要点": "discussion", "不同意见": "dissent", "决定": "decision"}


def take_agenda(draft: Draft, found: ReadMinutes, register: Register, year: int) -> None:
    """Fill the agenda, the days on which decisions were carried out, and the votes."""
    for number, item in enumerate(found.items):
        doubts = list(item.doubts)
        if not item.is_listed and not found.is_own_form:
            doubts.append("取自正文的标题")
        draft.find(f"议题 {number + 1}", item.title.text, doubts, [item.title])
        texts = dict[str, str]()
        for label, name in _TEXTS.items():
            parts: list[Said] = getattr(item, name)
            texts[name] = joined(parts)
            if texts[name]:
                draft.find(f"议题 {number + 1} {label}", texts[name], (), parts)
        responsible = _responsible(draft, item, number, register)
        due_on, done_on = (
            _day(draft, getattr(item, name), label, number, year) for name, label in _DAYS.items()
        )
        if (responsible or due_on) and not texts["decision"]:
            draft.note(f"议题 {number + 1} 有责任人或期限，没有写决定，请补写决定。")
        draft.agenda.append(
            AgendaLine(
                item.title.text,
                reporter=texts["reporter"],
                discussion=texts["discussion"],
                dissent=texts["dissent"],
                decision=texts["decision"],
                responsible=responsible,
                due_on=due_on,
            )
        )
        draft.done_on.append(done_on)
        _votes(draft, found, item, number, register)


def check_speakers(draft: Draft, found: ReadMinutes, register: Register) -> None:
    """Say which speakers are not in the register but look or sound like someone who is; the text stays as typed."""
    if found.is_own_form:
        return
    texts = [*found.minutes, *(said for item in found.items for said in (*item.discussion, *item.dissent))]
    lines = (line for said in texts for line in said.text.split("\n"))
    known = {one.name for one in register.here}
    for name in dict.fromkeys(speaker_of(line) for line in lines):
        if name and name not in known and (similar := register.similar(name)):
            alike = "、".join(similar)
            draft.note(f"发言人“{name}”不在名册里，相近的有{alike}；文字照原样保留，请核对。", stops=False)


_DAYS = {"due_on": "期限", "done_on": "办结日期"}


def _responsible(draft: Draft, item: ReadItem, number: int, register: Register):
    if not item.responsible:
        return None
    said = item.responsible[0]
    names = names_in(said.text) if said.text.strip() else []
    match = register.find(names[0].name if names else said.text)
    doubts = [match.doubt] if match.doubt else []
    if len(names) > 1:
        doubts.append(f"写了 {len(names)} 人，只登记第一位")
    label = f"议题 {number + 1} 责任人"
    draft.find(label, match.member.name if match.member else "", doubts, [said], low=match.member is None)
    if match.member is None:
        draft.note(f"{label}：{match.doubt}。请在表单里选定。")
    return match.member


def _day(draft: Draft, parts: list[Said], label: str, number: int, year: int) -> date | None:
    if not parts or not parts[0].text.strip():
        return None
    said, name = parts[0], f"议题 {number + 1} {label}"
    day, exact = read_day(said.text, year=year), read_day(said.text)
    if day is None:
        draft.find(name, "", [f"“{said.text[:30]}”不是日期"], [said], low=True)
        draft.note(f"{name}：“{said.text[:30]}”不是日期，请在表单里填写。", stops=False)
        return None
    draft.find(name, chinese_date(day), [] if exact else [f"没有写年份，按 {year} 年"], [said])
    return day


def _votes(draft: Draft, found: ReadMinutes, item: ReadItem, number: int, register: Register) -> None:
    for said in item.votes:
        vote = read_own_vote(said.text) if found.is_own_form else None
        vote = vote or read_vote(
            said.text, item.title.text, register.probationary_in(item.title.text + joined(item.decision))
        )
        label = f"议题 {number + 1} 表决"
        if vote is None:
            draft.find(label, said.text, ["没有认出票数，请保存后在会议页面登记"], [said], low=True)
            draft.note(f"{label}没有认出票数，没有登记；请保存以后在会议页面登记表决。", stops=False)
            continue
        draft.find(label, vote.words, list(vote.doubts), [said])
        draft.votes.append(DraftVote(number, vote, said.line))
