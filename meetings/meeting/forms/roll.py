"""The roll as one grid: a row per member who is due, 到会 by default, a reason where one is needed."""

import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass

from branch.enums import VOTERS, MembershipStatus
from branch.members.models import Member
from meetings.enums import COUNTS_AS_DUE, NEEDS_REASON, Attendance
from meetings.meeting.models import RollEntry
from meetings.meeting.roll import roll_label

FIELD = re.compile(r"^roll-(\d+)$")
REASON_LENGTH = 100


# As rolls name who votes.
VOTER_LABELS = frozenset(status.label for status in VOTERS)


@dataclass
class RollRow:
    """One member in the grid, with what was typed and what is wrong with it."""

    member: Member
    status_label: str
    is_voter: bool
    attendance: str = Attendance.PRESENT
    reason: str = ""
    error: str = ""
    away: Container[int] = ()

    @property
    def name(self) -> str:
        """The name of the row's radio buttons."""
        return f"roll-{self.member.pk}"

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) of each attendance."""
        return [(status.value, status.label, status == self.attendance) for status in Attendance]

    @property
    def offers_exemption(self) -> bool:
        """Whether the member is away on the day and not left out yet: a button says so in one tap."""
        return self.member.pk in self.away and self.attendance != Attendance.EXEMPT

    @property
    def is_odd(self) -> bool:
        """Whether the status is worth a word: anything but 正式党员."""
        return self.status_label != MembershipStatus.FULL.label


class RollGrid:
    """The rows of the members who are due, filled from what was typed, else from the stored roll."""

    def __init__(
        self,
        due: Iterable[Member],
        stored: Iterable[RollEntry],
        data: Mapping[str, str],
        signed: Collection[int] | None = None,
        away: Container[int] = (),
    ):
        """`signed` are the members who have signed a sheet that was read; the others have not come. `away` is looked
        into where rows are shown.
        """
        self.signed, self.away = signed, away
        self.stored = {entry.member_id: entry for entry in stored}
        self.data = data
        self.rows = [self._row(member) for member in due]
        self.posted_pks = {int(match[1]) for name in data if (match := FIELD.match(name))}

    def _row(self, member: Member) -> RollRow:
        entry = self.stored.get(member.pk)
        status = getattr(member, "status_on", None)
        label = roll_label(member) if status else (entry.status_label if entry else "")
        row = RollRow(member, label, label in VOTER_LABELS, away=self.away)
        if entry:
            row.attendance, row.reason = entry.attendance, entry.reason
        if self.signed is not None:
            is_away = row.attendance == Attendance.PRESENT and member.pk not in self.signed
            row.attendance = Attendance.ABSENT if is_away else row.attendance
            if member.pk in self.signed:
                row.attendance, row.reason = Attendance.PRESENT, ""
        if row.name in self.data:
            row.attendance = self.data.get(row.name, "")
            row.reason = self.data.get(f"{row.name}-reason", "").strip()
        return row

    def faults(self) -> list[str]:
        """What is wrong with the typed roll; also marks the rows."""
        faults = []
        for row in self.rows:
            row.error = _fault_of(row)
            if row.error:
                faults.append(f"{row.member}：{row.error}")
        return faults

    def drift(self) -> str:
        """How the members on the sent roll differ from those who are due now; empty when they agree."""
        due = {row.member.pk: row.member.name for row in self.rows}
        added = [name for pk, name in due.items() if pk not in self.posted_pks]
        parts = [f"新增{'、'.join(added)}"] if added else []
        if left := self.posted_pks - due.keys():
            gone = Member.objects.filter(pk__in=left).in_pinyin_order()
            names = "、".join(gone.values_list("name", flat=True)[:50])
            parts.append(f"不再应到的有{names}" if names else "有人不再应到")
        return "；".join(parts)

    def lines(self) -> list[RollEntry]:
        """The rows as the service takes them."""
        return [
            RollEntry(
                member=row.member,
                attendance=row.attendance,
                reason=row.reason if row.attendance in NEEDS_REASON else "",
            )
            for row in self.rows
        ]

    @property
    def due(self) -> int:
        """How many rows count as due."""
        return sum(row.attendance in COUNTS_AS_DUE for row in self.rows)


def _fault_of(row: RollRow) -> str:
    if row.attendance not in Attendance.values:
        return "请在到会、请假、缺席、不计入应到中选一项。"
    if row.attendance in NEEDS_REASON and not row.reason:
        return f"选了“{Attendance(row.attendance).label}”，请写明事由。"
    if len(row.reason) > REASON_LENGTH:
        return f"事由有 {len(row.reason)} 字，请缩短到 {REASON_LENGTH} 字以内。"
    return ""
