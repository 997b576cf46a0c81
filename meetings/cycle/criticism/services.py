"""批评与自我批评 of one meeting: what a person may see of it, who was present, and recording what one was told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.accounts.models import User
from branch.members.models import Member
from core import records
from core.panels import Panel
from core.refusals import Refused
from meetings.cycle import permissions
from meetings.enums import Attendance, MeetingKind
from meetings.meeting.models import Meeting

from .models import Criticism


@dataclass(frozen=True)
class Sitter:
    """Somebody who was present, with what was said to him so far."""

    member: Member
    received: tuple[Criticism, ...]

    @property
    def has_criticised_himself(self) -> bool:
        """Whether his self-criticism is recorded."""
        return any(row.is_self for row in self.received)

    @property
    def others(self) -> int:
        """How many criticisms of others are recorded."""
        return sum(not row.is_self for row in self.received)

    def said_by(self, critic: Member) -> Criticism | None:
        """What one of those present said to him, where it is recorded."""
        return next((row for row in self.received if row.critic_id == critic.pk), None)


def sitters_of(meeting: Meeting) -> list[Sitter]:
    """Everyone who was present at a meeting, in the order of the roll, in two queries."""
    received: dict[int, list[Criticism]] = {}
    rows = Criticism.objects.alive().filter(meeting=meeting).select_related("critic", "criticised")
    for row in rows.order_by("pk"):
        received.setdefault(row.criticised_id, []).append(row)
    present = meeting.roll.filter(attendance=Attendance.PRESENT).select_related("member")
    return [Sitter(entry.member, tuple(received.get(entry.member_id, ()))) for entry in present]


def with_absent(sitters: list[Sitter], meeting: Meeting, named: Collection[int]) -> list[Sitter]:
    """Those present, and people of the branch who are named by number though not, or no longer, present.

    Recording for them is refused by name, so that what was typed of them is shown again and not dropped.
    """
    absent = set(named) - {sitter.member.pk for sitter in sitters}
    people = Member.objects.of_branch(meeting.branch).filter(pk__in=absent).in_pinyin_order()
    return [*sitters, *(Sitter(member, ()) for member in people)] if absent else sitters


def panel(user: AbstractBaseUser, meeting: Meeting, _on: date) -> Panel | None:
    """On the page of an 组织生活会: what was said there."""
    shown = criticisms_at(user, meeting)
    return Panel("meetings/_criticisms.html", shown) if shown is not None else None


def criticisms_at(user: AbstractBaseUser, meeting: Meeting) -> dict[str, object] | None:
    """What the meeting's page shows of it: rows that the person may see, the number for those who read the branch.

    None for a meeting that is no 组织生活会, and where the person has nothing to see.
    """
    if meeting.is_planned or MeetingKind.LIFE not in meeting.kinds:
        return None
    may_record = permissions.can_record(user, meeting.branch)
    rows = list(Criticism.objects.visible_to(user).filter(meeting=meeting).for_list())
    total = len(rows)
    if permissions.can_read(user, meeting.branch) and not may_record:
        total = Criticism.objects.alive().filter(meeting=meeting).count()
    elif not rows and not may_record:
        return None
    return {"rows": rows, "total": total, "may_record": may_record}


@transaction.atomic
def record_criticisms(
    *, meeting: Meeting, criticised: Member, said: Mapping[Member, str], by: User
) -> list[Criticism]:
    """Record what several people said to one of those present, himself among them.

    Raises Refused when nothing was said, or somebody was not present.
    """
    present = {sitter.member.pk for sitter in sitters_of(meeting)}
    wanted = {critic: text.strip() for critic, text in said.items() if text.strip()}
    if not wanted:
        raise Refused("还没有写意见：请在说过话的人名下写一句，没有说的留空。")
    away = [member.name for member in (criticised, *wanted) if member.pk not in present]
    if away:
        names = "、".join(dict.fromkeys(away))
        raise Refused(f"{names}没有到会，不能登记批评意见；请先核对会议的到会情况。")
    return [
        records.create(
            Criticism(
                branch=meeting.branch,
                meeting=meeting,
                critic=critic,
                criticised=criticised,
                opinion=text,
                created_by=by,
            ),
            by=by,
        )
        for critic, text in wanted.items()
    ]
