"""The roll of a meeting: who is due, and the status from which the roll takes the right to vote.

A member sits through a meeting as he came to it: a right to vote that begins on the day of the meeting (a 预备党员
confirmed by this very meeting, a member whose 留党察看 ended the day before) is used from the next day on, since
预备党员 and members under 留党察看 attend and never vote. A right that is lost on the day is lost for the meeting.
Whoever had no status in the branch the day before, such as a 正式党员 who came from elsewhere, has that of the day.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from branch.away.models import Away
from branch.enums import ON_ROLL, VOTERS, MembershipStatus
from branch.members.models import Member, MemberQuerySet
from branch.organisations.models import Organisation, PartyGroup
from meetings.enums import MeetingKind

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
    label = str(MembershipStatus(member.status_on).label)
    return label if member.has_vote_here else f"{label}，列席"


def with_meeting_status(
    members: MemberQuerySet, day: date, branch: Organisation | None = None
) -> list[Member]:
    """The members, in the order of the query, with `status_on` as it counts at a meeting of the day.

    `branch` is the one they are all of, where it is at hand: no row reads it again.
    """
    found = members.with_status(day).with_status(day - timedelta(days=1), name="status_before")
    rows = list(found if branch else found.select_related("branch"))
    for member in rows:
        if branch:
            member.branch = branch
        member.status_on = status_at_meeting(member.status_on, member.status_before)
        member.status_of_meeting_on = day
    return rows


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
    branch: Organisation, group: PartyGroup | None, kinds: Collection[str], on: date
) -> list[Member]:
    """Who is due (应到) at a meeting of these kinds on a day, by pinyin, with `status_on` as it counts there.

    `is_away` says who is a 流动党员 on the day: still due, until whoever enters the meeting leaves them out by name.

    支委会: the committee; 党小组会: the group; every other meeting: all who take part in the branch,
    guests too (应到 counts whoever takes part here, wherever the 组织关系 is: 本单位规定).
    """
    is_away = Exists(Away.objects.away_on(on).filter(member=OuterRef("pk")))
    due = Member.objects.attending(branch, on).annotate(is_away=is_away).in_pinyin_order()
    if MeetingKind.COMMITTEE in kinds:
        due = due.filter(pk__in=_committee(branch, on))
    elif MeetingKind.GROUP in kinds:
        due = due.filter(group=group) if group else due.none()
    return with_meeting_status(due, on, branch)
