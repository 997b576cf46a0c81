"""What the rules about people and posts look at: the statuses and committee posts of a branch, loaded once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .enums import COMMITTEE_POSTS, MembershipStatus
from .models import MemberStatus, Post

FACT = "branch.people"


@dataclass(frozen=True)
class PostFact:
    """A post with its holder and term."""

    title: str
    member_id: int
    name: str
    starts_on: date
    ends_on: date | None

    def is_held_on(self, day: date) -> bool:
        """Whether the term covers a day, its last one included."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True)
class StatusFact:
    """A span of 预备 or 正式."""

    member_id: int
    name: str
    status: str
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the span covers a day, its last one included."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True)
class PeopleFacts:
    """The statuses and committee posts of a branch, past and present."""

    statuses: tuple[StatusFact, ...]
    posts: tuple[PostFact, ...]

    def with_status(self, status: str, day: date) -> list[StatusFact]:
        """The spans of a status that cover a day."""
        return [fact for fact in self.statuses if fact.status == status and fact.holds_on(day)]

    def held_on(self, day: date) -> list[PostFact]:
        """The committee posts that are held on a day."""
        return [post for post in self.posts if post.is_held_on(day)]


def load_facts(branch: Any, year: int, today: date) -> dict[str, object]:
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
    people = PeopleFacts(tuple(StatusFact(*row) for row in statuses), tuple(PostFact(*row) for row in posts))
    return {FACT: people}
