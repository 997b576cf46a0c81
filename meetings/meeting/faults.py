"""What a meeting must fulfil before it is saved or signed: said once, for the form, the importer and every service."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from branch.enums import PostTitle
from branch.members.models import Member, Post
from branch.organisations.models import PartyGroup
from core.dates import covers
from meetings.enums import (
    BODIES,
    CHAIRED_BY_SECRETARY,
    NEEDS_REASON,
    OF_THE_YEAR,
    Attendance,
    MeetingKind,
    MeetingState,
)

from .models import Meeting, RollEntry

LECTURE_FIELDS = {
    "lecturer_name": "党课须填写主讲人。",
    "lecturer_kind": "党课须选择主讲人类别。",
    "lecture_title": "党课须填写题目。",
}


@dataclass(frozen=True)
class Fault:
    """Something wrong: the form field it belongs to (empty for the whole), and the sentence to show."""

    field: str
    message: str


def day_of(meeting: Meeting) -> date:
    """The local date of a meeting."""
    return timezone.localtime(meeting.starts_at).date()


def move_faults(old_state: str, new_state: str) -> list[Fault]:
    """Whether an edit may lead from one state to the other: only forward, and never out of a confirmed record."""
    if old_state == MeetingState.CONFIRMED:
        return [Fault("", "会议记录已经签字确认，不能再改；有差错请用“补充更正”说明。")]
    if old_state == MeetingState.HELD and new_state == MeetingState.PLANNED:
        return [Fault("state", "已召开的会议不能改回计划；如果没有召开，请删除这条记录，再登记计划。")]
    return []


def faults_of(meeting: Meeting, kinds: Collection[str], roll: Sequence[RollEntry]) -> list[Fault]:
    """Everything that is wrong with a meeting as it would be saved; empty when it is right."""
    faults = _kind_faults(meeting, kinds) + _time_faults(meeting, kinds) + _chair_faults(meeting, kinds)
    if meeting.is_planned:
        return faults + ([Fault("", "计划中的会议还没有签到，召开以后再登记到会情况。")] if roll else [])
    if MeetingKind.LECTURE in kinds:
        given = {name: getattr(meeting, name).strip() for name in LECTURE_FIELDS}
        faults += [Fault(name, text) for name, text in LECTURE_FIELDS.items() if not given[name]]
    return faults + roll_faults(roll)


def _kind_faults(meeting: Meeting, kinds: Collection[str]) -> list[Fault]:
    if not kinds:
        return [Fault("kinds", "请至少选择一个类别。")]
    bodies = [kind.label for kind in BODIES if kind in kinds]
    if len(bodies) > 1:
        return [Fault("kinds", f"{'和'.join(bodies)}不是同一个会，请分开登记。")]
    if MeetingKind.GROUP in kinds and meeting.group is None:
        return [Fault("group", "党小组会须选择是哪个党小组。")]
    if meeting.group is not None and MeetingKind.GROUP not in kinds:
        return [Fault("group", "选了党小组，类别里就要有“党小组会”；支部的会议请不要选党小组。")]
    if meeting.group is not None and meeting.group.branch_id != meeting.branch_id:
        return [Fault("group", f"{meeting.group}不属于本支部。")]
    return []


def _time_faults(meeting: Meeting, kinds: Collection[str]) -> list[Fault]:
    faults = []
    starts = timezone.localtime(meeting.starts_at)
    if meeting.ends_at and meeting.ends_at < meeting.starts_at:
        faults.append(Fault("ends_at", span_message(meeting.starts_at, meeting.ends_at)))
    if meeting.year not in {starts.year - 1, starts.year}:
        faults.append(
            Fault("year", f"会议在 {starts.year} 年召开，所属年度只能是 {starts.year} 或 {starts.year - 1}。")
        )
    elif meeting.year != starts.year and not any(kind in kinds for kind in OF_THE_YEAR):
        faults.append(
            Fault(
                "year",
                f"会议在 {starts.year} 年召开，所属年度填了 {meeting.year}：只有组织生活会和民主评议可以算到上一年，"
                f"请改为 {starts.year}，或核对类别。",
            )
        )
    return faults


def span_message(starts_at: datetime, ends_at: datetime) -> str:
    """What to say of a meeting that ends before it starts."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"结束时间 {ends:%Y-%m-%d %H:%M} 早于开始时间 {starts:%Y-%m-%d %H:%M}，请改正其中一个。"


def _chair_faults(meeting: Meeting, kinds: Collection[str]) -> list[Fault]:
    """书记 chairs 支部党员大会 and 支委会, the group's leader a 党小组会; another chair names the entrustment (委托).

    Who holds the post on the day decides, its first and last day included. While the post is vacant there is
    nobody to entrust, and no note is asked for.
    """
    ruled = [kind.label for kind in CHAIRED_BY_SECRETARY if kind in kinds]
    title, of_group = PostTitle.SECRETARY, {}
    if MeetingKind.GROUP in kinds and meeting.group is not None:
        ruled = [f"{meeting.group}的{MeetingKind.GROUP.label}"]
        title, of_group = PostTitle.GROUP_LEADER, {"group": meeting.group}
    if not ruled or meeting.chair_id is None or meeting.chair_note.strip():
        return []
    holders = _holders(meeting, title, of_group.get("group"))
    if not holders or meeting.chair_id in holders:
        return []
    names = Member.objects.in_bulk(holders)
    told = "、".join(names[pk].name for pk in holders)
    return [
        Fault(
            "chair_note",
            f"{ruled[0]}由{title.label}{told}主持；由{meeting.chair}主持时请写明委托，"
            f"例如“{title.label}出差，委托{meeting.chair}主持”。",
        )
    ]


def _holders(meeting: Meeting, title: str, group: PartyGroup | None) -> list[int]:
    """Who holds a post on the meeting's day: asked once while a form and its service check the same meeting."""
    asked = day_of(meeting), meeting.branch_id, title, group and group.pk
    known = meeting.holders_at_hand
    if known is None or known[0] != asked:
        posts = Post.objects.alive().filter(branch_id=meeting.branch_id, title=title)
        posts = posts.filter(group=group) if group else posts
        terms = posts.values_list("member_id", "starts_on", "ends_on")
        holders = dict.fromkeys(pk for pk, first, last in terms if covers(first, last, asked[0]))
        known = meeting.holders_at_hand = asked, list(holders)
    return known[1]


def roll_faults(roll: Sequence[RollEntry]) -> list[Fault]:
    """Reasons that are missing, and members that stand twice."""
    faults, seen = [], set()
    for line in roll:
        if line.member.pk in seen:
            faults.append(Fault("", f"{line.member}在名单里出现了两次。"))
        seen.add(line.member.pk)
        if line.attendance in NEEDS_REASON and not line.reason.strip():
            label = Attendance(line.attendance).label
            faults.append(Fault(f"roll-{line.member.pk}-reason", f"{line.member}选了“{label}”，请写明事由。"))
    return faults


# What other topics have against signing a record: each says it in a sentence, or nothing.
_signing_checks: list[Callable[[Meeting], str]] = []


def register_signing_check(check: Callable[[Meeting], str]) -> None:
    """Ask another topic before a record is signed; called in `AppConfig.ready()`."""
    _signing_checks.append(check)


def outdated_for_signing(meeting: Meeting) -> str:
    """What no longer fits the record, such as votes taken by another roll; empty when all does."""
    return "".join(check(meeting) for check in _signing_checks)


def missing_for_signing(meeting: Meeting) -> list[str]:
    """What a record still lacks before chair and recorder can sign it."""
    has_content = bool(meeting.minutes.strip()) or meeting.agenda.exists()
    wanted = {
        "主持人": meeting.chair_id,
        "记录人": meeting.recorder_id,
        "到会情况": meeting.roll.exists(),
        "议题或会议记录": has_content,
    }
    return [label for label, there in wanted.items() if not there]
