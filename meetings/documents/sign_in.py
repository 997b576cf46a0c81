"""签到表 of a meeting: whose names stand on it, and its content with room to sign or what the roll says typed in."""

from dataclasses import dataclass
from datetime import date

from branch.accounts.models import User
from branch.enums import MembershipStatus
from branch.members.models import Member
from branch.members.name_order import PaperOrder
from core.dates import chinese_date
from documents.content import Document, Form, Paragraph, Table, fact_row
from meetings.enums import COUNTS_AS_DUE, Attendance
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.permissions import can_read_reason
from meetings.meeting.roll import due_members

# A line that a hand can sign on, in millimetres.
SIGNING_MM = 9.2
HEAD_MM = 8.0
# So many lines stay for guests, at least; with twelve who are due the sheet is still one page.
GUEST_LINES = 3


@dataclass(frozen=True, slots=True)
class Signer:
    """One who is due; `attendance` and what follows are printed in the filled table alone."""

    name: str
    status: str
    attendance: str = ""
    reason: str = ""
    made_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """Everything that the table says. `counts` are the figures of a filled one: (label, number)."""

    branch_name: str
    meeting: str
    kinds: str
    span: str
    place: str
    chair: str
    due: int
    signers: tuple[Signer, ...]
    guests: tuple[str, ...]
    made_on: date
    is_filled: bool = False
    counts: tuple[tuple[str, int], ...] = ()


def to_document(sheet: SignInSheet) -> Document:
    """The sheet for the table by the door: head, those who are due, guests."""
    return Document(
        title=f"{sheet.meeting}签到表",
        blocks=(
            _head(sheet),
            _due(sheet),
            Paragraph.of("列席人员"),
            _guests(sheet.guests),
        ),
        issuer=sheet.branch_name,
        created_on=sheet.made_on,
        is_marked=not sheet.is_filled,
    )


def _head(sheet: SignInSheet) -> Form:
    present = "，".join(f"{label}{number}人" for label, number in sheet.counts) if sheet.is_filled else ""
    guests = f"{len(sheet.guests)}人" if sheet.guests else ""
    facts = (
        (("党支部", sheet.branch_name), ("会议类别", sheet.kinds)),
        (("时间", sheet.span), ("地点", sheet.place)),
        (("主持人", sheet.chair), ("应到人数", f"{sheet.due}人")),
        (("到会情况" if sheet.is_filled else "实到人数", present), ("列席人数", guests)),
    )
    return Form(tuple(fact_row(*row, height=HEAD_MM) for row in facts), (2, 5, 2, 5))


def _due(sheet: SignInSheet) -> Table:
    rows = [
        (
            str(number),
            one.name,
            one.status,
            one.attendance,
            one.reason,
            chinese_date(one.made_up_on) if one.made_up_on else "",
        )
        for number, one in enumerate(sheet.signers, start=1)
    ]
    mark = "到会情况" if sheet.is_filled else "签名"
    return Table(
        header=("序号", "姓名", "类别", mark, "请假事由", "补学日期"),
        rows=tuple(rows),
        widths=(2, 3.6, 3.6, 5.4, 5, 4.6),
        row_height=SIGNING_MM,
    )


def _guests(guests: tuple[str, ...]) -> Table:
    """A line for each guest that is known, “姓名 职务”, and empty ones."""
    known = [guest.partition(" ") for guest in guests]
    rows = [(name, post.strip()) for name, _, post in known]
    rows += [("", "")] * max(GUEST_LINES - len(rows), 1)
    return Table(
        header=("序号", "姓名", "职务", "签名"),
        rows=tuple((str(number), *row, "") for number, row in enumerate(rows, start=1)),
        widths=(2, 4.4, 8.4, 9.4),
        row_height=SIGNING_MM,
    )


# What the head of a filled table counts.
COUNTED = (Attendance.PRESENT, Attendance.LEAVE, Attendance.ABSENT)


def sign_in_sheet(meeting: Meeting, *, is_filled: bool, reader: User, on: date) -> SignInSheet:
    """The table of a meeting; a plan has nothing to fill in, and a reason stands there for those who may read it.

    The number of queries is fixed.
    """
    entries = [] if meeting.is_planned else _roll(meeting)
    due = [entry for entry in entries if entry.attendance in COUNTS_AS_DUE]
    if meeting.is_planned:
        signers = _planned(meeting)
    elif is_filled:
        signers = [
            _filled(entry, meeting, reader) for entry in sorted(entries, key=lambda row: row not in due)
        ]
    else:
        signers = [Signer(entry.member.name, entry.status_label) for entry in due]
    kinds = f"{meeting.kind_labels}（{meeting.group}）" if meeting.group else meeting.kind_labels
    return SignInSheet(
        branch_name=meeting.branch.name,
        meeting=meeting.title,
        kinds=kinds,
        span=meeting.span,
        place=meeting.place,
        chair=str(meeting.chair or ""),
        due=len(signers) if meeting.is_planned else len(due),
        signers=tuple(signers),
        guests=tuple(line.strip() for line in meeting.guests.splitlines() if line.strip()),
        made_on=on,
        is_filled=is_filled,
        counts=tuple(
            (str(status.label), number)
            for status in COUNTED
            if (number := sum(entry.attendance == status for entry in entries))
        ),
    )


def members_to_sign(meeting: Meeting) -> list[Member]:
    """Who stands on the sheet to sign, in its order: by post, then by strokes."""
    if meeting.is_planned:
        day = day_of(meeting)
        due = due_members(meeting.branch, meeting.group, meeting.kinds, day)
        return PaperOrder([meeting.branch]).of_members(due, day)
    return [entry.member for entry in _roll(meeting) if entry.attendance in COUNTS_AS_DUE]


def _roll(meeting: Meeting) -> list[RollEntry]:
    rows = [(entry.member, entry) for entry in meeting.roll.select_related("member")]
    return PaperOrder([meeting.branch]).of_rows(rows, day_of(meeting))


def _planned(meeting: Meeting) -> list[Signer]:
    members = members_to_sign(meeting)
    return [Signer(member.name, str(MembershipStatus(member.status_on).label)) for member in members]  # type: ignore[attr-defined] # annotated by the queryset


def _filled(entry: RollEntry, meeting: Meeting, reader: User) -> Signer:
    return Signer(
        name=entry.member.name,
        status=entry.status_label,
        attendance=str(Attendance(entry.attendance).label),
        reason=entry.reason if can_read_reason(reader, meeting, entry) else "",
        made_up_on=entry.make_up_on,
    )
