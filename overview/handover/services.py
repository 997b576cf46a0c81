"""Handing the branch over to a new secretary: posts, roles, open work and the list, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import end_role, grant_role
from branch.enums import COMMITTEE_POSTS, WRITER_ROLES, PostTitle, Role
from branch.members.models import Member, Post
from branch.members.services import appoint, end_post, overlapping_post
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.refusals import Refused

from .listing import Section, given_work, inventory, posts_and_roles
from .models import Handover
from .open_work import open_work

# A new secretary is known so long before.
LONGEST_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Plan:
    """What is decided: who begins when and until when, who witnesses, and who takes which piece of open work.

    `given` holds members by the key of the piece; a piece that is missing stays with the one who leaves.
    `ends_others` ends the posts of the committee that the new secretary held until then.
    """

    taking: Member
    starts_on: date
    ends_on: date | None = None
    witness: str = ""
    note: str = ""
    ends_others: bool = True
    given: Mapping[str, Member] | None = None


def present_secretary(branch: Organisation, on: date) -> Post | None:
    """The term of 书记 that runs on a day, else the last one that ended; None where there was none."""
    terms = Post.objects.alive().filter(branch=branch, title=PostTitle.SECRETARY, starts_on__lte=on)
    found: Post | None = terms.select_related("branch", "member").order_by("-starts_on", "-pk").first()
    return found


@transaction.atomic
def hand_over(*, post: Post, plan: Plan, by: User, on: date) -> Handover:
    """End one secretary's term, begin the next one, move roles and open work, and keep the list of it all.

    Raises Refused where the days or the people do not fit; nothing is written then.
    """
    _check(post, plan, on)
    last_day = plan.starts_on - timedelta(days=1)
    ended = [post] if post.is_open_on(last_day) else []
    if plan.ends_others:
        others = plan.taking.posts.alive().filter(branch=post.branch, title__in=COMMITTEE_POSTS)
        ended += list(others.exclude(ends_on__lt=plan.starts_on).filter(starts_on__lt=plan.starts_on))
    for one in ended:
        end_post(post=one, on=last_day, by=by)
    begun = Post(branch=post.branch, member=plan.taking, title=PostTitle.SECRETARY, duties=post.duties)
    begun.starts_on, begun.ends_on = plan.starts_on, plan.ends_on
    if other := overlapping_post(begun):
        raise Refused(
            f"{other.member}自{chinese_date(other.starts_on)}任书记，和新任期重叠，请先到“任职”改正。",
            field="starts_on",
        )
    appoint(begun, by=by)
    moved = [*_end_roles(post, plan, by=by, on=on), *_give_role(begun, by=by, on=on)]
    pieces = open_work(post.branch, post.member, min(plan.starts_on, on))
    given = [(piece, (plan.given or {}).get(piece.key, post.member)) for piece in pieces]
    for piece, to in given:
        if to.pk != post.member_id:
            piece.give(to=to, by=by)
    sections = [posts_and_roles([*ended, begun], moved), given_work(given), *inventory(post.branch, on)]
    return keep(post, plan, sections, by=by)


def _check(post: Post, plan: Plan, on: date) -> None:
    if plan.taking.pk == post.member_id:
        raise Refused("接任人和移交人是同一人；连任请在“任职”登记新一届任期。", field="taking")
    if plan.starts_on <= post.starts_on:
        raise Refused(
            f"接任日期须晚于{post.member}的任期开始日期{chinese_date(post.starts_on)}。", field="starts_on"
        )
    if post.ends_on and plan.starts_on <= post.ends_on and post.ends_on < on:
        raise Refused(
            f"{post.member}的任期已于{chinese_date(post.ends_on)}结束，接任日期须在这一天之后。",
            field="starts_on",
        )
    if plan.starts_on > on + LONGEST_AHEAD:
        raise Refused("接任日期最多在 60 天以内，临近时再办理交接。", field="starts_on")
    if plan.ends_on and plan.ends_on < plan.starts_on:
        raise Refused("任期结束不能早于接任日期。", field="ends_on")


def _end_roles(post: Post, plan: Plan, *, by: User, on: date) -> list[RoleAssignment]:
    """The writing roles of the one who leaves, and those of the new secretary's other posts.

    They end with the term; on the day of the hand-over itself they still hold, so that its list can be printed.
    """
    last_day = max(plan.starts_on - timedelta(days=1), on)
    held = RoleAssignment.objects.open_on(last_day).filter(organisation=post.branch, role__in=WRITER_ROLES)
    leaving = held.filter(user__member=post.member)
    others = held.filter(user__member=plan.taking).exclude(role=Role.SECRETARY)
    ended = []
    for role in (leaving | others if plan.ends_others else leaving).select_related("user", "organisation"):
        if role.starts_on <= last_day and (role.ends_on is None or role.ends_on > last_day):
            end_role(role=role, on=last_day, by=by)
            ended.append(role)
    return ended


def _give_role(post: Post, *, by: User, on: date) -> list[RoleAssignment]:
    """The secretary's role for the new one's account; without an account, or by oneself, none is given."""
    account = User.objects.open_on(on).filter(member=post.member, is_active=True).first()
    if account is None or account.pk == by.pk:
        return []
    same = RoleAssignment.objects.open_on(on).filter(
        user=account, organisation=post.branch, role=Role.SECRETARY
    )
    if same.exists():
        return []
    role = RoleAssignment(user=account, organisation=post.branch, role=Role.SECRETARY)
    role.starts_on, role.ends_on = post.starts_on, post.ends_on
    return [grant_role(role, by=by, on=on)]


def keep(post: Post, plan: Plan, sections: list[Section], *, by: User) -> Handover:
    """Keep the list of a hand-over by the holder of a post, as it was on the day."""
    made = Handover(branch=post.branch, leaving=post.member, taking=plan.taking, starts_on=plan.starts_on)
    made.witness, made.note, made.created_by = plan.witness, plan.note, by
    made.listing = [section.as_data() for section in sections]
    return records.create(made, by=by)
