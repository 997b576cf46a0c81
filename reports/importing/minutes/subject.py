"""What meeting it was: kinds, name, day and times, year and group."""

import re
from datetime import date, datetime, time

from django.utils import timezone

from branch.models import Organisation, PartyGroup
from core.dates import chinese_date
from meetings import suggestions
from meetings.enums import MeetingKind

from .draft import Draft
from .found import ReadMinutes, Said
from .labels import Field
from .prose import first_lines
from .values import When, read_day, read_month, read_time, read_when, read_year

_KIND_WORDS = (
    (MeetingKind.ASSEMBLY, re.compile("党员大会")),
    (MeetingKind.COMMITTEE, re.compile("支委会|支委扩大会|支委会议|支部委员会(?=扩大|会议|会$|$|第|[0-9])")),
    (MeetingKind.GROUP, re.compile("党小组(?:会|学习|集中|[^，。]{0,4}会议)|小组会")),
    (MeetingKind.LECTURE, re.compile("党课")),
    (MeetingKind.THEME_DAY, re.compile("主题党日")),
    (MeetingKind.LIFE, re.compile("组织生活会")),
    (MeetingKind.APPRAISAL, re.compile("民主评议")),
    (MeetingKind.STUDY, re.compile("集中学习|理论学习|学习会|专题学习")),
)
_PAPER = re.compile(r"(?:会议)?(?:记录|纪要)(?:表|簿|本)?$")
_SUBJECT = re.compile("会|党课|党日|学习|评议")
_USUAL_START = time(9)


def take_subject(draft: Draft, found: ReadMinutes, branch: Organisation, *, year: int) -> date | None:
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


def _branch(draft: Draft, found: ReadMinutes, branch: Organisation) -> None:
    said = found.first(Field.BRANCH)
    names = [name for name in (branch.name, branch.short_name) if name]
    if said and not any(name in said.text or said.text in name for name in names):
        draft.note(f"文件写的党支部是“{said.text[:40]}”，现在导入到{branch.name}，请核对是否选错了文件。")


def _kinds(draft: Draft, found: ReadMinutes) -> None:
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
    return None


def _times(draft: Draft, found: ReadMinutes, year_of_file: int | None, year: int) -> date | None:
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


def _ends(draft: Draft, found: ReadMinutes, when: When, said: Said) -> None:
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


def _group(draft: Draft, found: ReadMinutes, branch: Organisation) -> PartyGroup | None:
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


def _title(draft: Draft, found: ReadMinutes, group: PartyGroup | None, day: date | None) -> None:
    if said := found.first(Field.TITLE):
        draft.take("title", said.text, "名称", said.text, said)
        return
    usual = suggestions.title_for(draft.kinds, group, day, draft.values["year"]) if day else ""
    for one in found.headings:
        bare = _PAPER.sub("", one.text.replace("\u3000", " ").strip())
        if (
            bare
            and bare[-1] not in "及和与、"
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
