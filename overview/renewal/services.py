"""Writes about an election: its candidates, and the one act that ends a term and begins the next with all that hangs on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from branch.accounts.models import RoleAssignment, User
from branch.accounts.post_roles import ROLE_OF, role_of
from branch.accounts.services import end_role, grant_role
from branch.enums import COMMITTEE_POSTS, SEVERAL_HOLDERS, WRITER_ROLES, PostTitle, TermOrigin
from branch.members.models import Member, Post
from branch.members.services import appoint, end_post, overlapping_post
from branch.office_terms.models import OfficeTerm
from branch.office_terms.services import begin_term
from core import records
from core.dates import chinese_date
from core.enums import AuditAction
from core.refusals import Refused
from meetings.meeting.faults import day_of
from overview.handover.listing import given_work, inventory, posts_and_roles
from overview.handover.models import Handover
from overview.handover.open_work import open_work
from overview.handover.services import Plan, keep, present_secretary

from .models import Candidate, Renewal


@transaction.atomic
def choose_candidates(*, renewal: Renewal, titles: Mapping[Member, str], by: User) -> Renewal:
    """Set who stands, and for which post. Raises Refused where too few stand, and without one 书记 in a committee."""
    if renewal.held_assembly:
        raise Refused("选举大会已经召开，候选人不能再改。")
    times = Counter(titles.values())
    if not times[PostTitle.SECRETARY]:
        raise Refused("候选人中没有拟任书记的，请选一人。")
    if renewal.has_committee and times[PostTitle.SECRETARY] > 1:
        raise Refused("拟任书记的不止一人：书记由支委会等额选举，请只选一人。")
    if len(titles) < renewal.least_candidates:
        margin = "，差额不少于应选人数的 20%" if renewal.has_committee else ""
        raise Refused(
            f"应选 {renewal.seats} 人，候选人至少 {renewal.least_candidates} 人{margin}；现选了 {len(titles)} 人。"
        )
    with records.audited(renewal, by=by, reason="确定候选人"):
        renewal.candidates.all().delete()
        Candidate.objects.bulk_create(
            Candidate(renewal=renewal, member=member, title=title) for member, title in titles.items()
        )
    return renewal


@dataclass(frozen=True)
class Seat:
    """One who takes office: the post, its title where it is typed, and what the post is in charge of."""

    member: Member
    title: str
    other_title: str = ""
    duties: str = ""


@dataclass(frozen=True)
class Renewed:
    """What the act did: the term, the hand-over where the secretary changed, and whose account got no role."""

    term: OfficeTerm
    handover: Handover | None
    without_role: tuple[Member, ...]


@transaction.atomic
def renew(*, renewal: Renewal, seats: Sequence[Seat], starts_on: date, by: User, on: date) -> Renewed:
    """End the term with its posts and roles, and begin the next with those elected; open work goes to a new secretary.

    Meetings from the first day on are chaired by the new secretary, because the post says so. Raises Refused where days
    or posts do not fit; nothing is written then.
    """
    _check(renewal, seats, starts_on, on)
    branch, last_day = renewal.branch, starts_on - timedelta(days=1)
    leaving = present_secretary(branch, last_day)
    term = begin_term(_term(renewal, starts_on), by=by)
    ended = _end_posts(renewal, starts_on, by=by)
    begun = [_begin_post(renewal, seat, starts_on, by=by) for seat in seats]
    moved, without = _move_roles(begun, starts_on, by=by, on=on)
    renewal = Renewal.objects.select_for_update(of=("self",)).for_list().get(pk=renewal.pk)
    if renewal.term_id:
        raise Refused("换届已经办理过。")
    with records.audited(renewal, by=by, action=AuditAction.STATE, reason="换届"):
        renewal.term = term
    secretary = next(post for post in begun if post.title == PostTitle.SECRETARY)
    handover = None
    if leaving and leaving.member_id != secretary.member_id:
        handover = _hand_over(leaving, secretary, [*ended, *begun], moved, by=by, on=on)
    return Renewed(term, handover, tuple(without))


def _check(renewal: Renewal, seats: Sequence[Seat], starts_on: date, on: date) -> None:
    if renewal.branch.is_sent_out:
        raise Refused(f"{renewal.branch.why_not('换届')}。")
    if renewal.term_id:
        raise Refused("换届已经办理过。")
    if renewal.held_assembly is None:
        raise Refused("选举大会还没有登记召开，不能办理换届。")
    if starts_on < day_of(renewal.held_assembly):
        raise Refused(
            f"任期开始不能早于选举大会的日期{chinese_date(day_of(renewal.held_assembly))}。",
            field="starts_on",
        )
    if starts_on > on:
        raise Refused(f"任期开始 {starts_on:%Y-%m-%d} 在今天之后，到那一天再办理。", field="starts_on")
    titles = Counter(seat.title for seat in seats)
    if titles[PostTitle.SECRETARY] != 1:
        raise Refused(f"应有书记 1 人，现选了 {titles[PostTitle.SECRETARY]} 人。")
    if twice := [
        str(PostTitle(one).label) for one, count in titles.items() if count > 1 and one not in SEVERAL_HOLDERS
    ]:
        raise Refused(f"{'、'.join(twice)}不止一人，请改正。")
    people = Counter(seat.member.pk for seat in seats)
    if again := [seat.member.name for seat in seats if people[seat.member.pk] > 1]:
        raise Refused(f"{again[0]}列了两次，请改正。")


def _term(renewal: Renewal, starts_on: date) -> OfficeTerm:
    meeting = renewal.held_assembly
    assert meeting is not None  # noqa: S101  # checked before
    return OfficeTerm(
        branch=renewal.branch,
        number=renewal.number,
        starts_on=starts_on,
        origin=TermOrigin.ELECTION,
        basis=f"{chinese_date(day_of(meeting))}{meeting}"[:200],
        approved_by=renewal.approved_by,
        approval_document=renewal.result_number,
        approved_on=renewal.result_approved_on,
    )


def _end_posts(renewal: Renewal, starts_on: date, *, by: User) -> list[Post]:
    """The posts of the committee that run on; those of leaders of groups and of other titles are not elected here."""
    held = Post.objects.alive().filter(
        branch=renewal.branch, title__in=COMMITTEE_POSTS, starts_on__lt=starts_on
    )
    ended = list(held.exclude(ends_on__lt=starts_on).select_related("branch", "member").in_rank_order())
    return [end_post(post=post, on=starts_on - timedelta(days=1), by=by) for post in ended]


def _begin_post(renewal: Renewal, seat: Seat, starts_on: date, *, by: User) -> Post:
    post = Post(branch=renewal.branch, member=seat.member, title=seat.title, starts_on=starts_on)
    post.other_title, post.duties = seat.other_title, seat.duties
    if other := overlapping_post(post):
        raise Refused(
            f"{other.member}自{chinese_date(other.starts_on)}任{other.label}，和新任期重叠，请先到“任职”改正。"
        )
    return appoint(post, by=by)


def _move_roles(
    begun: Sequence[Post], starts_on: date, *, by: User, on: date
) -> tuple[list[RoleAssignment], list[Member]]:
    """End the writing roles that no new post goes with, and give those that are missing: (moved, who got none).

    A role ends with the term; on the day of the act itself it still holds, so that its list can be printed.
    """
    branch, last_day = begun[0].branch, max(starts_on - timedelta(days=1), on)
    wanted = {(post.member_id, ROLE_OF[PostTitle(post.title)]): post for post in begun}
    held = RoleAssignment.objects.open_on(last_day).filter(organisation=branch, role__in=WRITER_ROLES)
    moved, kept = [], set()
    for role in held.select_related("user", "organisation").order_by("pk"):
        key = role.user.member_id, role.role
        if key in wanted and role.ends_on is None:
            kept.add(key)
        elif role.starts_on <= last_day and role.is_open_on(last_day):
            end_role(role=role, on=last_day, by=by)
            moved.append(role)
    accounts = User.objects.open_on(on).filter(is_active=True, member__in=[post.member_id for post in begun])
    of_member = {account.member_id: account for account in accounts}
    without = []
    for (member_id, role_name), post in wanted.items():
        if (member_id, role_name) in kept:
            continue
        account = of_member.get(member_id)
        if account is None or account.pk == by.pk:
            without.append(post.member)
            continue
        given = role_of(post)
        given.user = account
        moved.append(grant_role(given, by=by, on=on))
    return moved, without


def _hand_over(
    leaving: Post,
    secretary: Post,
    posts: list[Post],
    moved: list[RoleAssignment],
    *,
    by: User,
    on: date,
) -> Handover:
    """Open work of the secretary who leaves goes to the new one; the list to sign is kept as of every hand-over."""
    given = [
        (piece, secretary.member)
        for piece in open_work(leaving.branch, leaving.member, min(secretary.starts_on, on))
    ]
    for piece, to in given:
        piece.give(to=to, by=by)
    sections = [posts_and_roles(posts, moved), given_work(given), *inventory(leaving.branch, on)]
    plan = Plan(taking=secretary.member, starts_on=secretary.starts_on, note="换届")
    return keep(leaving, plan, sections, by=by)
