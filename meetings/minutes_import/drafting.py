"""From what minutes say to a draft of the meeting: what meeting it was, its agenda and votes, what is left to ask."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import DateField, DecimalField, IntegerField, TextField
from django.utils import timezone

from branch.members.models import Member
from branch.organisations.models import Organisation, PartyGroup
from branch.reading_answers.models import AnswerAbout, answers_of
from core.dates import chinese_date
from core.due import read_due
from core.refusals import Refused
from meetings.enums import MeetingKind
from meetings.meeting import numbering, suggestions
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.faults import LECTURE_FIELDS
from meetings.meeting.fields import AGENDA, MEETING, ItemField, MeetingField, Part, named

from .accounting import NOTICE, account_for, mendable
from .agenda import speaker_of
from .draft import DraftVote, MeetingDraft
from .found import Field, ReadItem, ReadMinutes, Said, joined
from .lines import Line
from .names import names_in
from .prose import first_lines
from .roll import Register, take_roll
from .values import (
    When,
    is_vote,
    read_day,
    read_month,
    read_own_vote,
    read_time,
    read_vote,
    read_when,
    read_year,
)

_KIND_WORDS = (
    (MeetingKind.ASSEMBLY, re.compile("党员大会|支部大会")),
    (MeetingKind.COMMITTEE, re.compile("支委会|支委扩大会|支委会议|支部委员会(?=扩大|会议|会$|$|第|[0-9])")),
    (
        MeetingKind.GROUP,
        re.compile(
            "党小组(?:[0-9]{2,4}年)?(?:第?[0-9一二三四五六七八九十]{1,2}(?:月份?|季度|次))?(?:会|学习|集中|[^，。]{0,4}会议)|小组会"
        ),
    ),
    (MeetingKind.LECTURE, re.compile("党课")),
    (MeetingKind.THEME_DAY, re.compile("主题党日")),
    (MeetingKind.LIFE, re.compile("组织生活会")),
    (MeetingKind.APPRAISAL, re.compile("民主评议")),
    (MeetingKind.STUDY, re.compile("集中学习|理论学习|学习会|专题学习")),
)
_PAPER = re.compile(r"(?:(?:会议)?(?:记录|纪要)(?:表|簿|本)?|报名|接龙|签到)$")
_SUBJECT = re.compile("会|党课|党日|学习|评议")
_USUAL_START = time(9)


def take_subject(draft: MeetingDraft, found: ReadMinutes, branch: Organisation, *, year: int) -> date | None:
    """Note kinds, name, times, year and group in the draft; returns the day. `year` is taken where the file names none."""
    _branch(draft, found, branch)
    _kinds(draft, found)
    day = _times(draft, found, _year_of_file(found), year)
    group = _group(draft, found, branch)
    named = found.first(Field.YEAR)
    typed = read_year(named.text) if named else None
    if typed:
        draft.take("year", typed, "所属年度", str(typed), named)
    elif day:
        guessed = suggestions.year_for(draft.kinds, day)
        draft.take("year", guessed, "所属年度", str(guessed), named, "文件没有写，按会议日期推定")
    _title(draft, found, group, day)
    return day


def _branch(draft: MeetingDraft, found: ReadMinutes, branch: Organisation) -> None:
    said = found.first(Field.BRANCH)
    names = [name for name in (branch.name, branch.short_name) if name]
    if said and not any(name in said.text or said.text in name for name in names):
        draft.note(f"文件写的党支部是“{said.text[:40]}”，现在导入到{branch.name}，请核对是否选错了文件。")


def _kinds(draft: MeetingDraft, found: ReadMinutes) -> None:
    said = found.first(Field.KINDS)
    by_label = {kind.label: kind for kind in MeetingKind}
    if said and (
        kinds := [by_label[part] for part in re.split(r"[、，,；;/\s]+", said.text) if part in by_label]
    ):
        draft.kinds = [kind for kind in MeetingKind if kind in kinds]
        draft.find("类别", _labels(draft.kinds), (), [said])
        return
    texts = [one for one in (said, found.first(Field.TITLE), *found.headings) if one]
    if not any(words.search(one.text) for one in texts for _, words in _KIND_WORDS):
        texts = first_lines(found)
    places = [one for one in texts if any(words.search(one.text) for _, words in _KIND_WORDS)]
    if not places and any(words.search(found.name) for _, words in _KIND_WORDS):
        places = [Said(found.name, Line(found.name, "文件名"))]
    for one in places:
        draft.kinds += [
            kind for kind, words in _KIND_WORDS if words.search(one.text) and kind not in draft.kinds
        ]
    if MeetingKind.ASSEMBLY in draft.kinds and MeetingKind.COMMITTEE in draft.kinds:
        draft.kinds.remove(MeetingKind.COMMITTEE)  # “中共…支部委员会” above the heading names the branch
    if found.first(Field.LECTURE_TITLE) and MeetingKind.LECTURE not in draft.kinds:
        draft.kinds.append(MeetingKind.LECTURE)
    draft.kinds = [kind for kind in MeetingKind if kind in draft.kinds]
    if draft.kinds:
        draft.find("类别", _labels(draft.kinds), ["按标题和文字判断"], places)
    else:
        draft.find("类别", "", ["没有认出是什么会议"], places, low=True)
        draft.note("没有认出会议类别，请选择类别。")


def _labels(kinds: list[str]) -> str:
    return "、".join(MeetingKind(kind).label for kind in kinds)


def _year_of_file(found: ReadMinutes) -> int | None:
    for said in (found.first(Field.YEAR), found.first(Field.TITLE), *found.headings):
        if said and (month := read_month(said.text)):
            return month[0]
    month = read_month(found.name)
    return month[0] if month else None


def _times(draft: MeetingDraft, found: ReadMinutes, year_of_file: int | None, year: int) -> date | None:
    said = found.first(Field.WHEN)
    when = read_when(said.text, year=year_of_file or year) if said else None
    if when is None or said is None:
        shown = f"“{said.text[:40]}”不是日期" if said else "没有找到会议时间"
        draft.find("时间", "", [shown], [said] if said else [], low=True)
        draft.note(f"{shown}，请填写开始时间。")
        return None
    doubts, low = list(when.doubts), False
    if Field.WHEN in found.from_prose:
        doubts.append("取自正文，没有“时间”这一栏")
    if not when.has_year:
        low = not year_of_file
        doubts.append(f"没有写年份，暂按 {when.day.year} 年")
    # 日期：… and 学习时间：… may stand apart.
    clocks = (read_time(one.text) for one in found.values.get(Field.WHEN, ()) if one is not said)
    starts = when.starts or next(filter(None, clocks), None)
    if starts is None and found.unsaid.starts:
        starts = found.unsaid.starts
    if starts is None:
        doubts.append(f"没有写几点，暂按 {_USUAL_START:%H:%M}")
        starts, low = _USUAL_START, True
    if low:
        draft.note(f"会议时间{'、'.join(doubts)}，请核对。")
    elif doubts:
        draft.note(f"会议时间{'、'.join(doubts)}，请核对。", stops=bool(when.doubts))
    begins = datetime.combine(when.day, starts)
    draft.take("starts_at", timezone.make_aware(begins), "开始时间", _moment(begins), said, *doubts, low=low)
    _ends(draft, found, when, said)
    return when.day


def _ends(draft: MeetingDraft, found: ReadMinutes, when: When, said: Said) -> None:
    ends, source = when.ends, said
    if apart := found.first(Field.ENDS):
        dated = read_when(apart.text, year=when.day.year)
        clock = dated.starts if dated else read_time(apart.text)
        if clock:
            ends, source = datetime.combine(dated.day if dated else when.day, clock), apart
    if ends:
        draft.take("ends_at", timezone.make_aware(ends), "结束时间", _moment(ends), source)


def _moment(moment: datetime) -> str:
    return f"{chinese_date(moment.date())} {moment:%H:%M}"


def _group(draft: MeetingDraft, found: ReadMinutes, branch: Organisation) -> PartyGroup | None:
    if MeetingKind.GROUP not in draft.kinds:
        return None
    groups = list(PartyGroup.objects.alive().filter(branch=branch))
    said = found.first(Field.GROUP)
    attendees = [Said(one.named.name, one.line) for one in found.people.get(Field.ATTENDEES, ())]
    for one in (said, found.first(Field.TITLE), *first_lines(found), *attendees):
        for group in groups:
            short = group.name.removesuffix("党小组")
            if one and (group.name in one.text or (len(short) > 1 and f"{short}小组" in one.text)):
                draft.take(
                    "group", group, "党小组", str(group), one, *([] if one is said else ["按文字判断"])
                )
                return group
    if said and said.text.strip():
        draft.find("党小组", said.text, ["本支部没有这个党小组"], [said], low=True)
    draft.note("没有认出是哪个党小组，请选择党小组。")
    return None


def _title(draft: MeetingDraft, found: ReadMinutes, group: PartyGroup | None, day: date | None) -> None:
    if said := found.first(Field.TITLE):
        draft.take("title", said.text, "名称", said.text, said)
        return
    usual = suggestions.title_for(draft.kinds, group, day, draft.values["year"]) if day else ""
    for one in found.headings:
        bare = _PAPER.sub("", one.text.replace("\u3000", " ").strip())
        if (
            bare
            and bare[-1] not in "及和与、"
            and "，" not in bare
            and _SUBJECT.search(bare)
            and read_day(bare) is None
            and (read_month(bare) or not usual)
        ):
            draft.take("title", bare, "名称", bare, one, "取自文件的标题")
            return
    if usual:
        heading = next((one for one in found.headings if _SUBJECT.search(one.text)), None)
        draft.is_title_proposed = True
        draft.take("title", usual, "名称", usual, heading, "文件的标题没有年月，按类别和日期起名")
        return
    draft.find("名称", "", ["没有找到会议名称"], found.headings, low=True)
    draft.note("没有找到会议名称，请填写名称。")


# Where what people said stands under their names.
_SPOKEN = (Field.DISCUSSION, Field.DISSENT)


def take_agenda(draft: MeetingDraft, found: ReadMinutes, register: Register, year: int) -> None:
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
        if not found.is_own_form:
            _task(draft, line, number, item, register, year)
        if (line.responsible or line.due_on) and not line.decision:
            draft.note(f"议题 {number + 1} 有责任人或期限，没有写决定，请补写决定。")
        draft.agenda.append(line)
        _votes(draft, found, item, number, register)


_IN_CHARGE = re.compile(
    r"(?:由|请|责成)?(?P<name>[\u3400-\u9fff·]{2,4})(?:同志)?(?:具体|牵头|主要|全面)?(?:负责|牵头|落实|承办|跟进|督办)"
)
_BY = re.compile(
    r"(?:底|末|日|号|旬|季度|半年|年内|\d)(?:以前|之前|前)|(?:月|日|号|底|末)[^，。；]{0,2}(?:完成|办结|到位)"
)


def _task(
    draft: MeetingDraft, line: AgendaItem, number: int, item: ReadItem, register: Register, year: int
) -> None:
    """Who carries a decision out and until when, where its own words say so: 由解春雷负责，6月底前完成."""
    if not line.decision or not (said := next(iter(item.values[Field.DECISION]), None)):
        return
    if not line.responsible:
        named = {
            member
            for match in _IN_CHARGE.finditer(line.decision)
            for begin in range(3)
            if (member := register.known(match["name"][begin:]))
        }
        if len(named) == 1:
            (line.responsible,) = named
            draft.find(f"议题 {number + 1} 责任人", line.responsible.name, ["取自决定的文字"], [said])
    if not line.due_on:
        for part in re.split(r"[，。；;、]", line.decision):
            if not _BY.search(part):
                continue
            try:
                due = read_due(part, "期限", year=year)
            except Refused:
                continue
            if due.on:
                line.due_on = due.on
                label = f"议题 {number + 1} 期限"
                draft.find(label, chinese_date(due.on), ["取自决定的文字"], [said])
                break


def _value(
    draft: MeetingDraft, field: ItemField, label: str, parts: list[Said], register: Register, year: int
) -> str | date | Member | None:
    """What stands under a label of the item, as the model's field takes it."""
    if field.column.is_relation:
        number = len(names_in(parts[0].text))
        return register.choose(
            draft, label, parts[0], *([f"写了 {number} 人，只登记第一位"] if number > 1 else [])
        )
    if isinstance(field.column, DateField):
        return _day(draft, label, parts[0], year)
    if field.column.choices:
        said = parts[0].text.strip()
        value = next((value for value, name in field.column.flatchoices if name == said), "")
        draft.find(label, said, () if value else ("没有这一类，没有登记",), parts)
        return value
    if text := joined(parts):
        draft.find(label, text, (), parts)
    return text


def check_speakers(draft: MeetingDraft, found: ReadMinutes, register: Register) -> None:
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


def _day(draft: MeetingDraft, label: str, said: Said, year: int) -> date | None:
    if not said.text.strip():
        return None
    day, exact = read_day(said.text, year=year), read_day(said.text)
    if day is None:
        draft.find(label, "", [f"“{said.text[:30]}”不是日期"], [said], low=True)
        draft.note(f"{label}：“{said.text[:30]}”不是日期，请在表单里填写。", stops=False)
        return None
    draft.find(label, chinese_date(day), [] if exact else [f"没有写年份，按 {year} 年"], [said])
    return day


def _votes(draft: MeetingDraft, found: ReadMinutes, item: ReadItem, number: int, register: Register) -> None:
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


_SAID_AT_THE_MEETING = {
    "会议记录",
    "表决",
    *(one.label for one in AGENDA if one.name not in {"title", "reporter", "kind"}),
}
# Read by `subject`, and below, by code of their own.
_APART = {"title", "group", "kinds", "year", "starts_at", "ends_at", "guests", "minutes"}


def draft_meeting(
    found: ReadMinutes, branch: Organisation, *, year: int, today: date | None = None
) -> MeetingDraft:
    """The draft of a meeting of a branch. `year` serves dates without one, where the file names none at all.

    A day after `today` makes it the plan of a meeting that its notice tells of.
    """
    draft = MeetingDraft(found.name, place=found.place, of=found.of, unknown=found.unknown)
    day = take_subject(draft, found, branch, year=year)
    draft.is_plan = bool(today and day and day > today) and not _tells_of_a_meeting(found)
    register = Register(branch, day, answers_of(branch, AnswerAbout.PERSON))
    for field in MEETING:
        if field.part is not Part.CLOSING and field.name not in _APART:
            _take(draft, found, register, branch, field)
    _lecture(draft)
    if not draft.is_plan:
        take_roll(draft, found, branch, register, day)
    _guests(draft, found)
    take_agenda(draft, found, register, day.year if day else year)
    check_speakers(draft, found, register)
    _minutes(draft, found)
    if draft.is_plan:
        _as_notice(draft)
    _rest(draft, found)
    draft.lines = account_for(draft, found, found.blocks)
    draft.mendable = mendable(found, draft)
    if found.unknown and not found.unsaid.keeps_unknown:
        draft.note(f"台账里不认识的列：{'、'.join(found.unknown)}。内容放在会议记录里，请核对。")
    if found.of_chat and not draft.kinds:
        draft.note("这像是群里的发言，不是会议；要登记心得，请到“学习”的“心得”，用“导入表格”粘贴。")
    if found.of > 1:
        draft.note(f"文件里有 {found.of} 次会议，这是第 {found.place} 次。", stops=False)
    return draft


def _take(
    draft: MeetingDraft, found: ReadMinutes, register: Register, branch: Organisation, field: MeetingField
) -> None:
    """Read a field as the model's type of field asks."""
    if field.column.related_model is Member:
        _person(draft, found, register, field)
    elif isinstance(field.column, IntegerField):
        _nth(draft, found, field)
    elif field.column.is_relation:
        _record(draft, found, branch, field)
    elif field.column.choices:
        _choice(draft, found, field)
    elif isinstance(field.column, TextField):
        _lines(draft, found, field)
    elif isinstance(field.column, DecimalField):
        _number(draft, found, field)
    else:
        _text(draft, found, field)


def _text(draft: MeetingDraft, found: ReadMinutes, field: MeetingField) -> None:
    if said := found.first(field.key):
        doubts = ["取自正文"] if field.key in found.from_prose else []
        draft.take(field.name, said.text, field.label, said.text, said, *doubts)
        if others := {one.text for one in found.values[field.key]} - {said.text, ""}:
            draft.note(
                f"{field.label}写了两处：“{said.text[:30]}”和“{min(others)[:30]}”，请核对。", stops=False
            )


def _number(draft: MeetingDraft, found: ReadMinutes, field: MeetingField) -> None:
    """A number, with or without its unit behind it: 2, 2.5 学时."""
    if said := found.first(field.key):
        match = re.search(r"\d+(?:\.\d)?", said.text)
        draft.take(
            field.name,
            Decimal(match[0]) if match else None,
            field.label,
            said.text,
            said,
            *([] if match else ["不是数字，没有登记"]),
        )


def _nth(draft: MeetingDraft, found: ReadMinutes, field: MeetingField) -> None:
    """第三次, or 3 alone, under the label; else what the name of the meeting says."""
    said = found.first(field.key)
    if said and said.text.strip():
        text = said.text.strip()
        number = numbering.said_in(text if "次" in text else f"第{text}次")
        if number is None:
            draft.find(field.label, text, ["不是第几次，没有登记"], [said], low=True)
        else:
            draft.take(field.name, number, field.label, f"第{number}次", said)
    elif number := numbering.said_in(draft.values.get("title", "")):
        draft.values[field.name] = number


def _lines(draft: MeetingDraft, found: ReadMinutes, field: MeetingField) -> None:
    if parts := [said for said in found.values.get(field.key, []) if said.text.strip()]:
        draft.values[field.name] = joined(parts)
        draft.find(field.label, joined(parts), (), parts)


def _choice(draft: MeetingDraft, found: ReadMinutes, field: MeetingField) -> None:
    if said := found.first(field.key):
        value = next((value for value, label in field.column.flatchoices if label == said.text.strip()), "")
        draft.take(field.name, value, field.label, said.text, said, *([] if value else ["没有这一类"]))


def _record(draft: MeetingDraft, found: ReadMinutes, branch: Organisation, field: MeetingField) -> None:
    """A record of the branch by its name."""
    if said := found.first(field.key):
        rows = field.column.related_model._default_manager.of_branch(branch)
        record = next((row for row in rows if str(row) == said.text.strip().strip("“”")), None)
        doubts = [] if record else [f"还没有登记这次{field.column.verbose_name}"]
        draft.take(field.name, record, field.label, said.text, said, *doubts)


def _lecture(draft: MeetingDraft) -> None:
    if MeetingKind.LECTURE in draft.kinds:
        lacking = [one.label for one in named(MEETING, *LECTURE_FIELDS) if not draft.values.get(one.name)]
        if lacking:
            draft.note(f"党课还要填{'、'.join(lacking)}，文件里没有找到。")


def _person(draft: MeetingDraft, found: ReadMinutes, register: Register, field: MeetingField) -> None:
    said = found.first(field.key)
    if said is None:
        if field.key == Field.CHAIR and not draft.is_plan:
            draft.find(field.label, "", ["文件里没有找到"], (), low=True)
            draft.note("没有找到主持人，请选择主持人。")
        return
    member = register.choose(
        draft, field.label, said, *(["取自正文"] if field.key in found.from_prose else [])
    )
    if member is None:
        if named := names_in(said.text):
            draft.asked_people[field.name] = named[0].name
        return
    draft.values[field.name] = member
    note = next((one.note for one in names_in(said.text)), "")
    if field.key == Field.CHAIR and "委托" in note and not found.first(Field.CHAIR_NOTE):
        draft.take("chair_note", note, "委托说明", note, said, "取自主持人后面的括号")


def _tells_of_a_meeting(found: ReadMinutes) -> bool:
    """Whether a file says what only a meeting that took place has: who was away, how many came, what was decided."""
    told = {Field.DISCUSSION, Field.DISSENT, Field.DECISION, Field.VOTE}
    away = any(found.people.get(field) for field in (Field.LEAVE, Field.ABSENT))
    labelled = found.is_own_form or any(found.first(field) for field in told)
    titled = [*found.headings, *found.values.get(Field.TITLE, ())]
    is_record = any(re.search("记录|纪要", one.text) for one in titled)
    return away or labelled or is_record or bool(found.figures or found.decisions or found.nobody)


def _as_notice(draft: MeetingDraft) -> None:
    """Of a meeting to come only what it is about: what else a notice says is neither talk nor decision."""
    draft.note("这一天还没有到：按会议通知登记为计划，不登记到会和会议内容，原文在附件里。", stops=False)
    draft.values.pop("minutes", None)
    draft.votes.clear()
    for item in draft.agenda:
        for one in AGENDA:
            if one.name not in {"title", "reporter", "kind"}:
                setattr(item, one.name, one.column.get_default() if not one.column.is_relation else None)
    draft.findings[:] = [
        replace(one, label=NOTICE) if one.label.split(" ")[-1] in _SAID_AT_THE_MEETING else one
        for one in draft.findings
    ]


def _guests(draft: MeetingDraft, found: ReadMinutes) -> None:
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


def _minutes(draft: MeetingDraft, found: ReadMinutes) -> None:
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
    if any(is_vote(said.text) for said in parts):
        draft.note(
            "会议记录里有表决票数，没有写明属于哪项议题，没有登记为表决；请写进议题，保存后在会议页面登记。",
            stops=False,
        )


def _rest(draft: MeetingDraft, found: ReadMinutes) -> None:
    if others := [said.line.words for said in found.left_out if said.text.strip()]:
        draft.note(f"没有导入：{'；'.join(dict.fromkeys(one[:40] for one in others))}。", stops=False)
    for warning in found.warnings:
        draft.note(warning, stops=False)
