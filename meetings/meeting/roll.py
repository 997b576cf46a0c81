"""The roll of a meeting: who is due, and the status from which the roll takes the right to vote.

A member sits through a meeting as he came to it: a right to vote that begins on the day of the meeting (a 预备党员
confirmed by this very meeting, a member whose 留党察看 ended the day before) is used from the next day on, since
预备党员 and members under 留党察看 attend and never vote. A right that is lost on the day is lost for the meeting.
Whoever had no status in the branch the day before, such as a 正式党员 who came from elsewhere, has that of the day.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from branch.away.models import Away
from branch.enums import ON_ROLL, VOTERS, MembershipStatus
from branch.members.models import Member, MemberQuerySet
from branch.organisations.models import Organisation, PartyGroup
from core.dates import covers
from meetings.enums import MeetingKind

# What a roll tells of a member.
ON_A_ROLL = ("name", "name_sort", "branch", "group", "home_branch", "home_name")
_LABELS = {str(status): str(status.label) for status in MembershipStatus}
WITHOUT_VOTE = tuple(status for status in ON_ROLL if status not in VOTERS)


def status_at_meeting(on_day: str | None, day_before: str | None) -> str | None:
    """The status that counts at a meeting, from those of its day and of the day before."""
    if on_day in VOTERS and day_before in WITHOUT_VOTE:
        return day_before
    return on_day


def at_meeting(members: Iterable[Member], day: date) -> dict[int, Member]:
    """The members by key, each with `status_on` as it counts at a meeting of the day; asked of those who have it not yet."""
    known = {one.pk: one for one in members if getattr(one, "status_of_meeting_on", None) == day}
    others = [one.pk for one in members if one.pk not in known]
    asked = with_meeting_status(Member.objects.filter(pk__in=others), day) if others else []
    return known | {one.pk: one for one in asked}


def may_vote(member: Member) -> bool:
    """Whether a member with `status_on` votes at the branch's meetings."""
    return member.status_on in VOTERS and member.has_vote_here


def roll_label(member: Member) -> str:
    """What the roll says of a member with `status_on`: 正式党员, or 正式党员，列席 for a guest without a vote."""
    label = _LABELS[member.status_on]
    return label if member.has_vote_here else f"{label}，列席"


def with_meeting_status(members: MemberQuerySet, day: date) -> list[Member]:
    """The members, in the order of the query, with `status_on` as it counts at a meeting of the day."""
    found = members.with_status(day).with_status(day - timedelta(days=1), name="status_before")
    rows = list(found.select_related("branch"))
    for member in rows:
        member.status_on = status_at_meeting(member.status_on, member.status_before)
        member.status_of_meeting_on = day
    return rows


@dataclass(frozen=True)
class Roster:
    """The members of a branch by pinyin, with all their statuses: what they were on any day is asked of nobody.

    The same members are told of each day in turn; of their columns those are loaded that a roll tells.
    """

    members: list[Member]
    statuses: dict[int, list[tuple[str, date, date | None]]]

    @classmethod
    def of(cls, branch: Organisation) -> "Roster":
        """One query: a row for each status."""
        rows = Member.objects.of_branch(branch).only(*ON_A_ROLL)
        rows = rows.annotate(
            held=F("statuses__status"), since=F("statuses__starts_on"), until=F("statuses__ends_on")
        )
        members: dict[int, Member] = {}
        statuses: dict[int, list[tuple[str, date, date | None]]] = {}
        for one in rows.order_by("name_sort", "name", "pk", "-statuses__starts_on", "-statuses__pk"):
            one.branch = branch
            members.setdefault(one.pk, one)
            if one.held:
                statuses.setdefault(one.pk, []).append((one.held, one.since, one.until))
        return cls(list(members.values()), statuses)

    def _on(self, member: Member, day: date) -> list[str]:
        return [
            status for status, first, last in self.statuses.get(member.pk, []) if covers(first, last, day)
        ]

    def with_status(self, day: date) -> list[Member]:
        """Everybody with `status_on`, as `MemberQuerySet.with_status` says it."""
        for member in self.members:
            member.status_on = next(iter(self._on(member, day)), None)
        return self.members

    def attending(self, day: date) -> list[Member]:
        """Who takes part on a day, as `MemberQuerySet.attending` says, with `status_on` as it counts at a meeting."""
        found = []
        for member in self.members:
            on_day, before = self._on(member, day), self._on(member, day - timedelta(days=1))
            if not set(on_day) & set(ON_ROLL):
                continue
            member.status_on = status_at_meeting(on_day[0], next(iter(before), None))
            member.status_of_meeting_on = day
            found.append(member)
        return found


# Who sits in a committee that was elected and holds no posts yet: keys of members, where a topic above knows them.
NewCommittee = Callable[[Organisation, date], Collection[int]]
_new_committees: list[NewCommittee] = []


def register_new_committee(source: NewCommittee) -> None:
    """Ask another topic for a committee that was just elected; called in `AppConfig.ready()`."""
    _new_committees.append(source)


def _committee(branch: Organisation, on: date) -> Collection[int]:
    elected = (source(branch, on) for source in _new_committees)
    held = Member.objects.committee(branch, on).values_list("pk", flat=True)
    return next((pks for pks in elected if pks), None) or held


def due_members(
    branch: Organisation,
    group: PartyGroup | None,
    kinds: Collection[str],
    on: date,
    *,
    roster: Roster | None = None,
) -> list[Member]:
    """Who is due (应到) at a meeting of these kinds on a day, by pinyin, with `status_on` as it counts there.

    支委会: the committee; 党小组会: the group; every other meeting: all who take part in the branch,
    guests too (应到 counts whoever takes part here, wherever the 组织关系 is: 本单位规定). `roster` is the branch's, where
    it is at hand.
    """
    due = (roster or Roster.of(branch)).attending(on)
    if MeetingKind.COMMITTEE in kinds:
        committee = set(_committee(branch, on))
        due = [one for one in due if one.pk in committee]
    elif MeetingKind.GROUP in kinds:
        due = [one for one in due if group and one.group_id == group.pk]
    return due


def away_among(members: Iterable[Member], on: date) -> set[int]:
    """Who is a 流动党员 on a day, by key: still due, until whoever enters the meeting leaves them out by name."""
    rows = Away.objects.away_on(on).filter(member__in=[one.pk for one in members])
    return set(rows.values_list("member_id", flat=True))
