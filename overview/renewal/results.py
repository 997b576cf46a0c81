"""Who was elected, as the votes of the two meetings say; and what these votes start from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from branch.enums import PostTitle
from branch.members.models import Member
from branch.members.name_order import stroke_key
from branch.organisations.models import Organisation
from meetings.enums import VoteMatter
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting
from meetings.votes.candidates import Candidates
from meetings.votes.models import Vote

from .models import Candidate, Renewal

DEPUTY = str(PostTitle.DEPUTY_SECRETARY.label)


@dataclass(frozen=True)
class Elected:
    """One who was elected: the name on the ballot, the member where one is meant, and the post as far as it is known."""

    name: str
    member: Member | None
    title: str


def election_votes(meeting: Meeting | None) -> list[Vote]:
    """The election votes of a meeting that took place."""
    if meeting is None:
        return []
    return list(Vote.objects.for_agenda().filter(item__meeting=meeting, matter=VoteMatter.ELECTION))


def _carried(votes: Iterable[Vote]) -> list[tuple[str, str]]:
    """(name, title of the agenda item) of everybody elected, each once."""
    found = {
        outcome.tally.candidate: str(vote.item)
        for vote in votes
        for outcome in vote.outcomes
        if outcome.is_carried
    }
    return list(found.items())


def _leader(item_title: str) -> str:
    """副书记 where the agenda item says so, else 书记."""
    return PostTitle.DEPUTY_SECRETARY if DEPUTY in item_title else PostTitle.SECRETARY


@dataclass(frozen=True)
class Result:
    """What both meetings brought: the votes, and the elected as papers name them."""

    votes: tuple[Vote, ...]
    first_votes: tuple[Vote, ...]
    elected: tuple[Elected, ...]

    @property
    def leaders(self) -> list[Elected]:
        """书记 and 副书记, in this order."""
        return [one for title in LEADERS for one in self.elected if one.title == title]

    @property
    def has_secretary(self) -> bool:
        """Whether a 书记 was elected."""
        return any(one.title == PostTitle.SECRETARY for one in self.elected)


LEADERS = (PostTitle.SECRETARY, PostTitle.DEPUTY_SECRETARY)


def result_of(renewal: Renewal) -> Result:
    """The result by the votes as they are stored; empty before the election. A constant number of queries."""
    assembly, first = renewal.held_assembly, renewal.held_first_meeting
    votes, first_votes = election_votes(assembly), election_votes(first if renewal.has_committee else None)
    if assembly is None:
        return Result((), (), ())
    meant = {row.member.name: row for row in renewal.candidates.select_related("member")}
    members = _members_by_name(renewal.branch, day_of(assembly), meant.values())
    if renewal.has_committee:
        led = {name: _leader(title) for name, title in _carried(first_votes)}
        titles = {name: led.get(name) or _meant(meant, name) for name, _ in _carried(votes)}
    else:
        titles = {name: _leader(title) for name, title in _carried(votes)}
    elected = [Elected(name, members.get(name), title) for name, title in titles.items()]
    elected.sort(key=lambda one: (_rank(one.title), stroke_key(one.name)))
    return Result(tuple(votes), tuple(first_votes), tuple(elected))


def _meant(meant: dict[str, Candidate], name: str) -> str:
    """The post meant for a candidate; 书记 and 副书记 only once they are elected to it."""
    title = meant[name].title if name in meant else PostTitle.OTHER_MEMBER
    return PostTitle.OTHER_MEMBER if title in LEADERS else title


def _rank(title: str) -> int:
    return PostTitle.values.index(title) if title in LEADERS else len(LEADERS)


def _members_by_name(branch: Organisation, day: date, meant: Iterable[Candidate]) -> dict[str, Member]:
    """Members by a name that one alone has; a candidate before others."""
    rows = list(Member.objects.on_roll(branch, day))
    times = Counter(member.name for member in rows)
    found = {member.name: member for member in rows if times[member.name] == 1}
    return found | {row.member.name: row.member for row in meant}


def _open_renewal(branch: Organisation) -> Renewal | None:
    found: Renewal | None = Renewal.objects.open().filter(branch=branch).for_list().first()
    return found


def new_committee(branch: Organisation, on: date) -> list[int]:
    """The members of a committee that was elected by a day and holds no posts yet: they sit in its first meeting."""
    renewal = _open_renewal(branch)
    if renewal is None or not renewal.has_committee or renewal.elected_on is None or renewal.elected_on > on:
        return []
    return [one.member.pk for one in result_of(renewal).elected if one.member]


def candidates_for(item: AgendaItem) -> Candidates | None:
    """Who stands in a vote on an agenda item of an election: by strokes, with the seats."""
    renewal = _open_renewal(item.meeting.branch)
    if renewal is None or item.meeting_id not in (renewal.assembly_id, renewal.first_meeting_id):
        return None
    rows, seats = renewal.in_ballot_order(), renewal.seats
    if item.meeting_id == renewal.first_meeting_id or not renewal.has_committee:
        rows = [row for row in rows if row.title == _leader(item.title)]
        seats = 1
    return Candidates(tuple(row.member.name for row in rows), seats)
