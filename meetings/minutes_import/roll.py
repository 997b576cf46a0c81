"""The roll of a draft: names looked up in the register of the meeting's day. Nobody is invented: an unknown name is said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from pypinyin import lazy_pinyin

from branch.enums import ON_ROLL, MembershipStatus
from branch.members.models import Member
from branch.organisations.models import Organisation
from core.dates import chinese_date
from documents.reading.files import BLANKS
from meetings.enums import COUNTS_AS_DUE, MAY_MAKE_UP, NEEDS_REASON, Attendance
from meetings.meeting import roll
from meetings.meeting.models import RollEntry

from .draft import MeetingDraft, names_of
from .found import Field, Listed, ReadMinutes, Said
from .lines import Line
from .names import EXCUSED, names_in

_TITLES = re.compile(r"(?:同志|书记|副书记|支部书记|党支部书记|委员|组长|党小组长|主任|经理|部长|科长)$")
_INSIDE = re.compile(rf"[{BLANKS}]")
_PARENTHESIS = re.compile(r"[（(][^（）()]*[)）]")
# Nothing longer is looked for among similar names.
LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Match:
    """A member found by name, or none with the reason; `doubt` says why the match is not certain."""

    member: Member | None
    doubt: str = ""


class Register:
    """The members of a branch with their status on a day; without a day, all of them."""

    def __init__(
        self, branch: Organisation, day: date | None, spellings: Mapping[str, str] | None = None
    ) -> None:
        """`spellings` are the branch's own of names that are not so in the register."""
        self.day, self.spellings = day, spellings or {}
        rows = Member.objects.of_branch(branch).in_pinyin_order()
        members = list(rows.with_status(day) if day else rows)
        self.here = [one for one in members if not day or one.status_on in ON_ROLL]
        here = {one.pk for one in self.here}
        self.gone = [one for one in members if one.pk not in here]

    def find(self, typed: str) -> Match:
        """The member of a name as typed, with 同志, a title or parentheses around it or not."""
        name = _INSIDE.sub("", typed)
        if found := [one for one in self.here if one.name == name]:
            if len(found) > 1:
                return Match(None, f"名册里有 {len(found)} 名{name}，请在表单里选定是哪一位")
            return Match(found[0])
        if gone := [one for one in self.gone if one.name == name]:
            return Match(None, f"{names_of(gone[:1])}在会议当天不在本支部名册里")
        bare = _TITLES.sub("", _PARENTHESIS.sub("", name))
        inside = [one for one in self.here if one.name == bare] or [
            one for one in self.here if one.name in bare
        ]
        if len(inside) == 1:
            return Match(inside[0], f"从“{typed.strip(BLANKS)}”里认出")
        if member := self.known(self.spellings.get(bare or name, "")):
            return Match(member, f"“{typed.strip(BLANKS)}”按以前的更正认作{member.name}")
        return Match(None, self._unknown(typed.strip(BLANKS), bare or name))

    def known(self, name: str) -> Member | None:
        """The one member of exactly this name."""
        found = [one for one in self.here if one.name == name]
        return found[0] if len(found) == 1 else None

    def choose(self, draft: MeetingDraft, label: str, said: Said, *doubts: str) -> Member | None:
        """The first member named in a text, with the finding; who is not found is to be chosen in the form."""
        names = names_in(said.text) if said.text.strip() else []
        match = self.find(names[0].name if names else said.text)
        member, doubts = match.member, (*([match.doubt] if match.doubt else []), *doubts)
        draft.find(label, member.name if member else "", doubts, [said], low=member is None)
        if member is None:
            draft.note(f"{label}：{match.doubt}。请在表单里选定。")
        return member

    def probationary_in(self, text: str) -> list[str]:
        """The names of 预备党员 that a text mentions: the people a vote on 转正 can be about."""
        statuses = ((one.name, getattr(one, "status_on", None)) for one in self.here)
        return [name for name, status in statuses if status == MembershipStatus.PROBATIONARY and name in text]

    def _unknown(self, typed: str, bare: str) -> str:
        similar = self.similar(bare) if len(bare) <= LONGEST_NAME else []
        hint = f"，名册里相近的有{'、'.join(similar)}" if similar else ""
        return f"名册里没有“{typed[:30]}”{hint}"

    def similar(self, name: str) -> list[str]:
        """Up to three names of the register that sound or look like this one."""
        sound = lazy_pinyin(name)
        heard = [one.name for one in self.here if lazy_pinyin(one.name) == sound]
        looked = get_close_matches(name, [one.name for one in self.here], n=3, cutoff=0.5)
        start = [one.name for one in self.here if name[:1] == one.name[:1] and name[1:2] in ("某", "*", "×")]
        return list(dict.fromkeys([*heard, *looked, *start]))[:3]


_FIELDS = {
    Field.ATTENDEES: Attendance.PRESENT,
    Field.ABSENT: Attendance.ABSENT,
    Field.LEAVE: Attendance.LEAVE,
    Field.EXEMPT: Attendance.EXEMPT,
}
_EVERYBODY = re.compile("全体|全部|所有")


def take_roll(
    draft: MeetingDraft, found: ReadMinutes, branch: Organisation, register: Register, day: date | None
) -> None:
    """Fill the roll with everybody who was due; who is named otherwise, or not at all, is said.

    Without a kind or a day nobody knows who was due: then the roll holds those whom the file names.
    """
    if not draft.kinds or day is None:
        named = _Named(draft, found, register, None)
        draft.roll = list(named.lines.values())
        _findings(draft, named)
        return
    due = roll.due_members(branch, draft.values.get("group"), draft.kinds, day)
    if not due:
        draft.note("这一天没有应到人员，请先核对类别、党小组和日期。")
        return
    named = _Named(draft, found, register, {member.pk for member in due})
    unnamed = [member for member in due if member.pk not in named.lines]
    otherwise = _otherwise(draft, found, named, unnamed)
    lines = named.lines
    draft.roll = [lines.get(one.pk) or RollEntry(member=one, attendance=otherwise) for one in due]
    _findings(draft, named)
    _compare_figures(draft, found, day)


class _Named:
    """Whom the file names, matched with the register, each with one line of the roll."""

    def __init__(
        self, draft: MeetingDraft, found: ReadMinutes, register: Register, due: set[int] | None
    ) -> None:
        self.draft, self.register, self.due = draft, register, due
        self.lines: dict[int, RollEntry] = {}
        self.sources: dict[str, list[Line]] = {}
        self.doubts: dict[str, list[str]] = {}
        self.is_everybody = False
        for field, attendance in _FIELDS.items():
            for one in found.people.get(field, ()):
                self._take(one, attendance, is_own_form=found.is_own_form)
        self._chair(found)

    def _chair(self, found: ReadMinutes) -> None:
        """Who chairs the meeting is there, named again among those present or not."""
        chair = self.draft.values.get("chair")
        if chair and self.due and chair.pk in self.due and chair.pk not in self.lines:
            self.lines[chair.pk] = RollEntry(member=chair, attendance=Attendance.PRESENT, reason="")
            if said := found.first(Field.CHAIR):
                self.sources.setdefault(Attendance.PRESENT, []).append(said.line)

    def _take(self, one: Listed, attendance: Attendance, *, is_own_form: bool) -> None:
        if attendance == Attendance.PRESENT and _EVERYBODY.search(one.named.name):
            self.is_everybody = True
            self.sources.setdefault(attendance, []).append(one.line)
            return
        match = self.register.find(one.named.name)
        # 缺席：李四（出差） is what the rules call 请假.
        if attendance == Attendance.ABSENT and not is_own_form and EXCUSED.search(one.named.note):
            attendance = Attendance.LEAVE
            self.doubt(attendance, f"{one.named.name}写在缺席里，有事由，按请假登记")
        self.sources.setdefault(attendance, []).append(one.line)
        if match.member is None:
            self.doubt(attendance, match.doubt)
            self.draft.note(f"{attendance.label}：{match.doubt}。请在到会情况里选定。")
        elif self.due is not None and match.member.pk not in self.due:
            self.doubt(attendance, f"{match.member}不在应到名单里")
            self.draft.note(f"{match.member}不在这次会议的应到名单里，没有登记；如是列席，请写进列席人员。")
        else:
            self._line(match.member, one, attendance)
            if match.doubt:
                self.doubt(attendance, match.doubt)

    def _line(self, member: Member, one: Listed, attendance: Attendance) -> None:
        before = self.lines.get(member.pk)
        if before and before.attendance not in (attendance, Attendance.PRESENT):
            self.draft.note(
                f"{member}写在了两处：{Attendance(before.attendance).label}和{attendance.label}，请核对。"
            )
        reason = one.named.note if attendance != Attendance.PRESENT else ""
        made_up = one.made_up_on if attendance in MAY_MAKE_UP else None
        self.lines[member.pk] = RollEntry(
            member=member, attendance=attendance, reason=reason, make_up_on=made_up
        )
        if attendance in NEEDS_REASON and not reason:
            self.doubt(attendance, f"{member}没有写事由")
            self.draft.note(f"{member}{attendance.label}没有写事由，请补写。")

    def doubt(self, attendance: Attendance, text: str) -> None:
        """Say once why an attendance is not certain."""
        doubts = self.doubts.setdefault(attendance, [])
        if text not in doubts:
            doubts.append(text)


def _otherwise(draft: MeetingDraft, found: ReadMinutes, named: _Named, unnamed: list[Member]) -> Attendance:
    """The attendance of those whom the file does not name: what its own figure of 实到 bears out."""
    present = sum(line.attendance == Attendance.PRESENT for line in named.lines.values())
    if not unnamed or named.is_everybody:
        return Attendance.PRESENT
    stated = {number for number, _ in found.figures.get("实到", ())}
    if not found.is_own_form and stated == {present + len(unnamed)}:
        named.doubt(Attendance.PRESENT, "名单不全，按实到人数，没有写请假或缺席的都按到会")
        return Attendance.PRESENT
    lists_present = found.is_own_form or found.people.get(Field.ATTENDEES) or found.due
    if (Field.ABSENT in found.nobody or found.people.get(Field.ABSENT)) and not lists_present:
        named.doubt(Attendance.PRESENT, "文件只写了谁缺席，没有写请假或缺席的都按到会")
        return Attendance.PRESENT
    if lists_present:
        draft.note(f"文件的名单里没有{names_of(unnamed)}，暂按缺席，请核对。")
    else:
        draft.note(f"文件没有写{names_of(unnamed)}到会没有，暂按缺席，请在到会情况里选定。")
    return Attendance.ABSENT


def _findings(draft: MeetingDraft, named: _Named) -> None:
    for attendance in Attendance:
        lines = [line for line in draft.roll if line.attendance == attendance]
        doubts = list(named.doubts.get(attendance, ()))
        if not lines and not doubts:
            continue
        is_named = any(line.member.pk in named.lines for line in lines) or named.is_everybody
        if attendance == Attendance.PRESENT and not is_named:
            doubts.append("文件没有列出到会的人，没有写请假或缺席的都按到会")
        if attendance == Attendance.ABSENT and any(line.member.pk not in named.lines for line in lines):
            doubts.append("名单里没有提到的人暂按缺席")
        sources = [Said("", line) for line in named.sources.get(attendance, ())]
        is_low = any(line.attendance == attendance and _is_open(line) for line in lines) or _is_unknown(
            doubts
        )
        draft.find(attendance.label, _shown(lines), doubts, sources, low=is_low)


def _is_open(line: RollEntry) -> bool:
    return line.attendance in NEEDS_REASON and not line.reason


def _is_unknown(doubts: Iterable[str]) -> bool:
    return any("名册里" in doubt or "应到名单" in doubt or "暂按缺席" in doubt for doubt in doubts)


def _shown(lines: list[RollEntry]) -> str:
    parts = []
    for line in lines:
        reason = f"（{line.reason}）" if line.reason else ""
        made_up = f"，{chinese_date(line.make_up_on)}补学" if line.make_up_on else ""
        parts.append(f"{line.member.name}{reason}{made_up}")
    return "、".join(parts)


def _compare_figures(draft: MeetingDraft, found: ReadMinutes, day: date) -> None:
    counted = {
        "应到": sum(line.attendance in COUNTS_AS_DUE for line in draft.roll),
        "实到": sum(line.attendance == Attendance.PRESENT for line in draft.roll),
        "请假": sum(line.attendance == Attendance.LEAVE for line in draft.roll),
        "缺席": sum(line.attendance == Attendance.ABSENT for line in draft.roll),
    }
    for key, numbers in found.figures.items():
        if key not in counted:
            continue
        number, line = numbers[0]
        others = sorted({other for other, _ in numbers} - {number})
        doubts = [f"文件另一处写的是 {others[0]}"] if others else []
        if number != counted[key]:
            source = f"按 {chinese_date(day)}的名册" if key == "应到" else "按上面的名单"
            doubts.append(f"{source}是 {counted[key]} 人")
            draft.note(f"文件写{key} {number} 人，{source}是 {counted[key]} 人，请核对类别、日期和名单。")
        elif others:
            draft.note(f"{key}人数前后不一致：{number} 和 {others[0]}，请核对。")
        draft.find(f"{key}人数", f"{number} 人", doubts, [Said("", line)], low=bool(doubts))
