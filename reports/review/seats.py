"""Who of the committee is asked: the holders of its posts, and the accounts that write in the branch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from branch.accounts.models import RoleAssignment, User
from branch.enums import COMMITTEE_POSTS, WRITER_ROLES
from branch.members.models import Member, Post
from branch.organisations.models import Organisation

from .models import Answer


@dataclass(frozen=True)
class Seat:
    """A person of the committee: the member, the account, or both; `label` is the post."""

    member: Member | None
    user: User | None
    label: str

    @property
    def name(self) -> str:
        """The person's name."""
        return str(self.member or self.user)

    @property
    def key(self) -> str:
        """Names the seat in a form."""
        return f"m{self.member.pk}" if self.member else f"u{self.user.pk if self.user else ''}"

    def gave(self, answer: Answer) -> bool:
        """Whether an answer is this person's."""
        if self.member and answer.member_id == self.member.pk:
            return True
        return bool(self.user and answer.user_id == self.user.pk)

    def is_of(self, user: User) -> bool:
        """Whether it is the person's own."""
        return bool(self.user and self.user.pk == user.pk)


def seats_of(branch: Organisation, on: date) -> list[Seat]:
    """The committee on a day: posts first, in their order; three queries."""
    posts = Post.objects.held_on(on).filter(branch=branch, title__in=COMMITTEE_POSTS)
    posts = posts.in_rank_order().select_related("member")
    roles = RoleAssignment.objects.confirmed().held_on(on).filter(organisation=branch, role__in=WRITER_ROLES)
    writers = {role.user_id: role for role in roles.filter(user__is_active=True).select_related("user")}
    by_member = {role.user.member_id: role.user for role in writers.values() if role.user.member_id}
    labels: dict[Member, list[str]] = {}
    for post in posts:
        labels.setdefault(post.member, []).append(post.label)
    seats = [
        Seat(member, by_member.pop(member.pk, None), "、".join(titles)) for member, titles in labels.items()
    ]
    taken = {seat.user.pk for seat in seats if seat.user}
    apart = [role for pk, role in writers.items() if pk not in taken]
    members = Member.objects.in_bulk([role.user.member_id for role in apart if role.user.member_id])
    seats += [Seat(members.get(role.user.member_id), role.user, role.get_role_display()) for role in apart]
    return seats


def answers_by_seat(seats: Iterable[Seat], answers: Iterable[Answer]) -> list[tuple[Seat, Answer | None]]:
    """Each seat with its answer, None where there is none yet."""
    given = list(answers)
    return [(seat, next((one for one in given if seat.gave(one)), None)) for seat in seats]
