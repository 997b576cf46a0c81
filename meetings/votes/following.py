"""What follows from a vote about persons: the form of the change, filled in with the day and the meeting."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch import permissions as branch_permissions
from branch.enums import MembershipStatus
from branch.members.models import Member
from core.dates import chinese_date
from meetings.enums import VoteMatter
from meetings.meeting.faults import day_of

from .models import Vote


@dataclass(frozen=True)
class Following:
    """One step that the result opens: its words and the address of its form."""

    words: str
    url: str


def following(vote: Vote, user: AbstractBaseUser) -> list[Following]:
    """The changes of status that a vote on admission or 转正 opens, for who may enter them; none once entered."""
    branch, day = vote.item.meeting.branch, day_of(vote.item.meeting)
    if branch.is_sent_out or not branch_permissions.can_add_member(user, branch):
        return []
    people = list(Member.objects.on_roll(branch, day).with_status(day))
    # Of two with one name the vote does not say which.
    times = Counter(member.name for member in people)
    members = {member.name: member for member in people if times[member.name] == 1}
    decided = f"{chinese_date(day)}{vote.get_body_display()}"
    found: list[Following] = []
    for outcome in vote.outcomes:
        name = outcome.tally.candidate
        member = members.get(name)
        if vote.matter == VoteMatter.ADMISSION and outcome.is_carried and not times[name]:
            given = {"name": name, "status": MembershipStatus.PROBATIONARY, "since": day, "joined_on": day}
            found.append(Following(f"把{name}登入名册", _to("branch:member_create", given)))
        if vote.matter != VoteMatter.CONFIRMATION or member is None:
            continue
        now = member.statuses.filter(ends_on__isnull=True).first()
        if now is None or now.status != MembershipStatus.PROBATIONARY:
            continue
        note = f"{decided}{'通过' if outcome.is_carried else '未通过转正'}"
        given = {"status": MembershipStatus.FULL, "since": day, "note": note}
        if outcome.is_carried:
            found.append(Following(f"登记{name}转正", _to("branch:member_status", given, member.pk)))
            continue
        if now.may_be_extended:
            found.append(
                Following(f"延长{name}的预备期", _to("branch:member_extend", {"basis": decided}, member.pk))
            )
        given["status"] = MembershipStatus.DISQUALIFIED
        found.append(Following(f"取消{name}的预备资格", _to("branch:member_status", given, member.pk)))
    return found


def _to(name: str, given: dict[str, object], *args: int) -> str:
    return f"{reverse(name, args=args)}?{urlencode(given)}"
