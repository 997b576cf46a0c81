"""Writes about meetings: planning, recording, confirming, adding to a confirmed record, finishing a decision."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model, ProtectedError

from branch.accounts.models import User
from branch.enums import ON_ROLL
from branch.members.models import Member
from core import audit, records
from core.dates import chinese_date
from core.enums import AuditAction
from core.refusals import Refused
from meetings.enums import MAY_MAKE_UP, Attendance, MeetingKind, MeetingState

from . import faults as meeting_faults
from . import numbering
from .agenda_items import AgendaItem
from .fields import AGENDA
from .models import Meeting, MeetingAddition, MeetingKindLink, MeetingRows, RollEntry, stored_rows
from .roll import at_meeting, may_vote, roll_label
from .studying import follow

ROLL_KEYS = frozenset({"id", "meeting", "member"})


class SaveMeetingRefused(Refused):
    """The meeting cannot be saved like this; `faults` names the field and says what is wrong, one by one."""

    def __init__(self, faults: Sequence[meeting_faults.Fault]):
        super().__init__("".join(fault.message for fault in faults))
        self.faults = tuple(faults)


@transaction.atomic
def hold_meeting(
    meeting: Meeting,
    *,
    kinds: Collection[str],
    roll: Sequence[RollEntry],
    agenda: Sequence[AgendaItem] = (),
    by: User | None,
) -> Meeting:
    """Record a meeting that took place. Raises SaveMeetingRefused with everything that is wrong.

    `roll` and `agenda` hold unsaved rows as they are entered: status and right to vote are taken from the day, and
    the key of an item names the stored one that it changes.
    """
    meeting.state = MeetingState.HELD
    return _create(meeting, kinds, roll, agenda, by)


@transaction.atomic
def plan_meeting(
    meeting: Meeting,
    *,
    kinds: Collection[str],
    agenda: Sequence[AgendaItem] = (),
    by: User | None,
) -> Meeting:
    """Put a meeting on the plan; a plan has no roll yet. Raises SaveMeetingRefused."""
    meeting.state = MeetingState.PLANNED
    return _create(meeting, kinds, (), agenda, by)


@transaction.atomic
def save_meeting(
    meeting: Meeting,
    *,
    before: audit.Values,
    kinds: Collection[str],
    roll: Sequence[RollEntry],
    agenda: Sequence[AgendaItem] = (),
    by: User | None,
) -> Meeting:
    """Save a changed meeting; `before` is its snapshot before the change. A plan that took place becomes 已召开.

    Status and right to vote stay frozen as long as the day stays. Raises SaveMeetingRefused, or StaleRecord when
    someone else saved first.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    faults = meeting_faults.move_faults(stored.state, meeting.state) or meeting_faults.faults_of(
        meeting, kinds, roll
    )
    if faults:
        raise SaveMeetingRefused(faults)
    same_day = meeting_faults.day_of(stored) == meeting_faults.day_of(meeting)
    action = AuditAction.STATE if stored.state != meeting.state else AuditAction.UPDATE
    rows = stored_rows(meeting)
    old_series = numbering.series_for(stored, rows.kinds)
    meeting.counts_in, meeting.counts_also_in = meeting.years_of(kinds)
    with _told_from_hand(meeting), records.audited(meeting, by=by, before=before, action=action):
        _write_rows(meeting, rows, kinds, roll, agenda, keeps_frozen=same_day)
        _write_number(meeting, kinds, old_series)
    _follow(meeting, agenda, by)
    return meeting


def _create(
    meeting: Meeting,
    kinds: Collection[str],
    roll: Sequence[RollEntry],
    agenda: Sequence[AgendaItem],
    by: User | None,
) -> Meeting:
    if faults := meeting_faults.faults_of(meeting, kinds, roll):
        raise SaveMeetingRefused(faults)
    meeting.created_by = meeting.created_by or by
    # A new record has a number only where somebody, or the paper it comes from, says one.
    meeting.is_number_said = meeting.number is not None
    meeting.counts_in, meeting.counts_also_in = meeting.years_of(kinds)
    numbering.number_new(meeting, kinds)
    with _told_from_hand(meeting), records.audited(meeting, by=by):
        _write_rows(meeting, MeetingRows(), kinds, roll, agenda, keeps_frozen=False)
    _follow(meeting, agenda, by, is_new=True)
    return meeting


@contextmanager
def _told_from_hand(meeting: Meeting) -> Iterator[None]:
    """The history tells of the rows that the block has written without reading them again."""
    try:
        yield
    finally:
        meeting.rows_at_hand = meeting.holders_at_hand = None


def _follow(meeting: Meeting, agenda: Sequence[AgendaItem], by: User | None, *, is_new: bool = False) -> None:
    """What a meeting that took place sets in motion: decisions it has carried out, and study that it credits."""
    if meeting.is_planned:
        return
    for line in agenda:
        earlier = line.carried_from
        if line.settles and earlier is not None and earlier.done_on is None:
            finish_decision(item=earlier, on=meeting_faults.day_of(meeting), by=by)
    follow(meeting, by, is_new=is_new)


def _write_rows(
    meeting: Meeting,
    stored: MeetingRows,
    kinds: Collection[str],
    roll: Sequence[RollEntry],
    agenda: Sequence[AgendaItem],
    *,
    keeps_frozen: bool,
) -> None:
    """Kinds, roll and agenda: what is as it was is not written."""
    meeting.rows_at_hand = MeetingRows(
        _write_kinds(meeting, stored, kinds),
        _write_roll(meeting, stored, roll, keeps_frozen=keeps_frozen),
        _write_agenda(meeting, stored, agenda),
    )


def _write_kinds(meeting: Meeting, stored: MeetingRows, kinds: Collection[str]) -> frozenset[str]:
    wanted = frozenset(kind for kind in MeetingKind if kind in kinds)
    if gone := stored.kinds - wanted:
        MeetingKindLink.objects.filter(meeting=meeting, kind__in=gone).delete()
    new = [MeetingKindLink(meeting=meeting, kind=kind) for kind in sorted(wanted - stored.kinds)]
    MeetingKindLink.objects.bulk_create(new)
    return wanted


def _write_number(meeting: Meeting, kinds: Collection[str], *others: numbering.Series | None) -> None:
    """The meeting's number and those of the open records around it."""
    series = numbering.series_for(meeting, kinds)
    if meeting.number is not None and not meeting.is_number_said and (series is None or meeting.is_planned):
        Meeting.objects.filter(pk=meeting.pk).update(number=None)
        meeting.number = None
    meeting.number = numbering.renumber([series, *others]).get(meeting.pk, meeting.number)


def _write_roll(
    meeting: Meeting, stored: MeetingRows, roll: Sequence[RollEntry], *, keeps_frozen: bool
) -> list[RollEntry]:
    day, before = meeting_faults.day_of(meeting), {entry.member_id: entry for entry in stored.roll}
    people = at_meeting([line.member for line in roll], day)
    rows, strangers = [], []
    for line in roll:
        entry, member = before.get(line.member.pk), people[line.member.pk]
        is_frozen = keeps_frozen and entry is not None
        if not is_frozen and (
            getattr(member, "status_on", None) not in ON_ROLL or line.member.branch_id != meeting.branch_id
        ):
            strangers.append(line.member.name)
            continue
        row = RollEntry(meeting=meeting, member=line.member, attendance=line.attendance)
        row.reason = line.reason.strip() if line.attendance != Attendance.PRESENT else ""
        if line.attendance in MAY_MAKE_UP:
            row.make_up_on = line.make_up_on or (entry.make_up_on if entry else None)
        if entry is not None and is_frozen:
            row.may_vote, row.status_label = entry.may_vote, entry.status_label
        else:
            row.may_vote, row.status_label = may_vote(member), roll_label(member)
        rows.append(row)
    if strangers:
        raise SaveMeetingRefused(
            [
                meeting_faults.Fault(
                    "", f"{'、'.join(strangers)}在{chinese_date(day)}不是本支部党员，不能列入应到名单。"
                )
            ]
        )
    if gone := before.keys() - people.keys():
        RollEntry.objects.filter(meeting=meeting, member_id__in=gone).delete()
    names = [one.attname for one in RollEntry._meta.concrete_fields if one.name not in ROLL_KEYS]
    RollEntry.objects.bulk_create(
        [row for row in rows if not _is_same(row, before.get(row.member_id), names)],
        update_conflicts=True,
        unique_fields=["meeting", "member"],
        update_fields=names,
    )
    return rows


def _is_same(row: Model, stored: Model | None, names: Iterable[str]) -> bool:
    return stored is not None and all(getattr(row, name) == getattr(stored, name) for name in names)


def _write_agenda(meeting: Meeting, stored: MeetingRows, agenda: Sequence[AgendaItem]) -> list[AgendaItem]:
    before = {item.pk: item for item in stored.agenda}
    kept = {line.pk for line in agenda if line.pk in before}
    try:
        if gone := before.keys() - kept:
            AgendaItem.objects.filter(pk__in=gone).delete()
    except ProtectedError as error:
        # Votes, and records that a decision became: of topics above, which this one does not know.
        others: Iterable[Any] = error.protected_objects
        titles = dict.fromkeys(f"“{getattr(one, 'item', None) or one.agenda_item}”" for one in others)
        is_vote = all(hasattr(one, "item") for one in others)
        why = "登记过表决" if is_vote else "的决定已登记成其他记录"
        fault = f"议题{'、'.join(titles)}{why}，不能移除；可以改议题的文字。"
        raise SaveMeetingRefused([meeting_faults.Fault("", fault)]) from error
    names = [*(field.name for field in AGENDA if field.is_entered), "carried_from", "topic"]
    items = []
    for order, line in enumerate(agenda, start=1):
        item = copy(before[line.pk]) if line.pk in kept else AgendaItem(meeting=meeting)
        item.order = order
        for name in names:
            setattr(item, name, getattr(line, name))
        items.append(item)
    columns = [one.attname for one in AgendaItem._meta.concrete_fields]
    AgendaItem.objects.bulk_create([item for item in items if item.pk is None])
    for item in items:
        if item.pk in kept and not _is_same(item, before[item.pk], columns):
            item.save()
    return items


@transaction.atomic
def confirm_meeting(*, meeting: Meeting, by: User, on: date) -> Meeting:
    """Lock the record after chair and recorder signed it. Raises Refused, saying what is missing."""
    if meeting.state != MeetingState.HELD:
        raise Refused(
            "会议已经确认过。" if meeting.is_confirmed else "会议还在计划中，召开并登记以后才能确认。"
        )
    if on < meeting_faults.day_of(meeting):
        raise Refused(f"签字日期 {on:%Y-%m-%d} 早于会议日期，请改正。")
    if missing := meeting_faults.missing_for_signing(meeting):
        raise Refused(f"还差{'、'.join(missing)}，请先编辑补齐再确认。")
    if outdated := meeting_faults.outdated_for_signing(meeting):
        raise Refused(outdated)
    before = audit.snapshot(meeting)
    meeting.state, meeting.confirmed_on, meeting.confirmed_by = MeetingState.CONFIRMED, on, by
    return records.save(meeting, by=by, before=before, action=AuditAction.STATE)


@transaction.atomic
def correct_meeting(*, meeting: Meeting, text: str, reason: str, by: User) -> MeetingAddition:
    """Add to a confirmed record what was wrong or missing, with the reason. Raises Refused."""
    if not meeting.is_confirmed:
        raise Refused("会议还没有确认，请直接编辑。")
    if not text.strip() or not reason.strip():
        raise Refused("补充更正须写明内容和原因。")
    addition = MeetingAddition.objects.create(
        meeting=meeting, text=text.strip(), reason=reason.strip(), added_by=by
    )
    changes = audit.diff({}, {"addition": ("补充更正", addition.text)})
    audit.record(actor=by, action=AuditAction.UPDATE, obj=meeting, changes=changes, reason=addition.reason)
    return addition


@transaction.atomic
def finish_decision(*, item: AgendaItem, on: date, by: User | None, dropped: str = "") -> AgendaItem:
    """Note the day on which a decision was carried out, or a matter was dropped, with the reason. Raises Refused."""
    if not item.is_followed:
        raise Refused("这项议题没有责任人和期限，不需要办结。")
    if item.done_on:
        raise Refused(f"这项决定已于{chinese_date(item.done_on)}办结。")
    if on < meeting_faults.day_of(item.meeting):
        raise Refused(f"办结日期 {on:%Y-%m-%d} 早于会议日期，请改正。")
    dropped = dropped.strip()
    words = f"“{item.title}”不再办理：{dropped}" if dropped else f"“{item.title}”的决定已办结"
    return _set_on_item(item, {"done_on": on, "dropped_reason": dropped}, by, AuditAction.STATE, words)


@transaction.atomic
def reassign_decision(*, item: AgendaItem, to: Member, by: User) -> AgendaItem:
    """Let another member carry out a decision. Raises Refused for one that is done."""
    if item.done_on:
        raise Refused(f"“{item.title}”的决定已于{chinese_date(item.done_on)}办结。")
    reason = f"“{item.title}”的责任人改为{to}"
    return _set_on_item(item, {"responsible": to}, by, AuditAction.UPDATE, reason)


def _set_on_item(
    item: AgendaItem, values: dict[str, object], by: User | None, action: AuditAction, reason: str
) -> AgendaItem:
    """Change fields of an item of a meeting that stays as it is; the entry stands with the meeting."""
    before = audit.snapshot(item.meeting)
    for name, value in values.items():
        setattr(item, name, value)
    item.save(update_fields=list(values))
    changes = audit.diff(before, audit.snapshot(item.meeting))
    audit.record(actor=by, action=action, obj=item.meeting, changes=changes, reason=reason)
    return item


def reassign_plan(*, meeting: Meeting, name: str, to: Member, by: User) -> Meeting:
    """Let another member chair or record a planned meeting (`name` is the field). Raises Refused once it was held."""
    if not meeting.is_planned:
        raise Refused(f"{meeting}已经召开，主持人和记录人不再改。")
    fresh = Meeting.objects.get(pk=meeting.pk)
    with records.audited(fresh, by=by):
        setattr(fresh, name, to)
    return fresh


@transaction.atomic
def make_up(*, entry: RollEntry, on: date | None, by: AbstractBaseUser | None) -> RollEntry:
    """Note the day on which an absent member made up for the meeting (补学); None takes it back. Raises Refused."""
    if entry.attendance not in MAY_MAKE_UP:
        raise Refused(f"{entry.member}不是请假或缺席，不需要补学。")
    if on is not None and on < meeting_faults.day_of(entry.meeting):
        raise Refused(f"补学日期 {on:%Y-%m-%d} 早于会议日期，请改正。")
    label = f"{entry.member}补学日期"
    changes = audit.diff(
        {"make_up_on": (label, audit.display_value(entry.make_up_on))},
        {"make_up_on": (label, audit.display_value(on))},
    )
    entry.make_up_on = on
    entry.save(update_fields=["make_up_on"])
    audit.record(actor=by, action=AuditAction.UPDATE, obj=entry.meeting, changes=changes)
    follow(entry.meeting, by)
    return entry
