"""What the rules about people and posts look at: the statuses and committee posts of a branch, loaded once."""

from dataclasses import dataclass
from datetime import date

from core.dates import Span

from .enums import COMMITTEE_POSTS, MembershipStatus
from .models import MemberStatus, Organisation, Post


@dataclass(frozen=True)
class PostFact(Span):
    """A post with its holder and term."""

    title: str
    member_id: int
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class StatusFact(Span):
    """A span of 预备 or 正式."""

    member_id: int
    name: str
    status: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class PeopleFacts:
    """The statuses and committee posts of a branch, past and present."""

    statuses: tuple[StatusFact, ...]
    posts: tuple[PostFact, ...]

    def with_status(self, status: str, day: date) -> list[StatusFact]:
        """The spans of a status that cover a day."""
        return [fact for fact in self.statuses if fact.status == status and fact.covers(day)]

    def held_on(self, day: date) -> list[PostFact]:
        """The committee posts that are held on a day."""
        return [post for post in self.posts if post.covers(day)]


def load_facts(branch: Organisation, year: int, today: date) -> PeopleFacts:
    """Everything P1, O5 and O7 look at, in two queries."""
    statuses = (
        MemberStatus.objects.filter(
            member__branch=branch,
            member__deleted_at__isnull=True,
            status__in=[MembershipStatus.PROBATIONARY, MembershipStatus.FULL],
        )
        .order_by("starts_on", "pk")
        .values_list("member_id", "member__name", "status", "starts_on", "ends_on")
    )
    posts = (
        Post.objects.alive()
        .filter(branch=branch, title__in=COMMITTEE_POSTS)
        .order_by("starts_on", "pk")
        .values_list("title", "member_id", "member__name", "starts_on", "ends_on")
    )
    return PeopleFacts(tuple(StatusFact(*row) for row in statuses), tuple(PostFact(*row) for row in posts))
