"""A post proposes the role that goes with it, and a role its post: what one has and the other lacks, to mend in one click.

Somebody who holds a post and has an account should hold its role for the same term; a role whose post has ended, or
was never registered, is pointed out on the pages of the post, of the account and of the branch's roles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse

from branch.enums import COMMITTEE_POSTS, SECRETARY_ROLES, PostTitle, Role
from branch.members.models import Member, Post
from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.refusals import Refused

from . import services
from .models import RoleAssignment, User

# Another post (其他职务) opens nothing by itself.
ROLE_OF = dict.fromkeys(COMMITTEE_POSTS, Role.COMMITTEE_MEMBER) | {
    PostTitle.SECRETARY: Role.SECRETARY,
    PostTitle.DEPUTY_SECRETARY: Role.DEPUTY_SECRETARY,
    PostTitle.GROUP_LEADER: Role.GROUP_LEADER,
}
# A post that ended longer ago proposes nothing: whoever kept the role since then kept it on purpose.
ASKED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Proposal:
    """What does not fit: in words, and the addresses that mend it (empty where there is nothing to press).

    `give_url` and `end_url` take POST; `post_url` is a form about the post, filled in.
    """

    words: str
    owner: User
    post: Post | None = None
    role: RoleAssignment | None = None
    give_url: str = ""
    end_url: str = ""
    post_url: str = ""


def proposals(
    branch: Organisation, today: date, *, member: Member | None = None, post: Post | None = None
) -> list[Proposal]:
    """What posts and roles of a branch propose, or those of one member or post; a constant number of queries."""
    posts = (
        Post.objects.alive().filter(branch=branch, title__in=ROLE_OF).exclude(ends_on__lt=today - ASKED_FOR)
    )
    accounts = User.objects.filter(member__branch=branch, is_active=True).open_on(today)
    if member:
        posts, accounts = posts.filter(member=member), accounts.filter(member=member)
    roles = RoleAssignment.objects.alive().filter(organisation=branch, user__in=accounts)
    roles = roles.filter(role__in=set(ROLE_OF.values())).exclude(ends_on__lt=today - ASKED_FOR)
    of_member = {account.member_id: account for account in accounts}
    found: list[Proposal] = []
    held = list(posts.select_related("member", "group").order_by("starts_on", "pk"))
    given = list(roles.select_related("user__member", "organisation", "group").order_by("starts_on", "pk"))
    for pk, account in of_member.items():
        own_posts = [one for one in held if one.member_id == pk]
        own_roles = [one for one in given if one.user_id == account.pk]
        found += _of_posts(account, own_posts, own_roles, today)
        found += _of_roles(account, own_posts, own_roles, today)
    return [one for one in found if post is None or (one.post and one.post.pk == post.pk)]


def _fits(post: Post, role: RoleAssignment) -> bool:
    return ROLE_OF.get(PostTitle(post.title)) == role.role and post.group_id == role.group_id


def _is_open(one: Post | RoleAssignment, today: date) -> bool:
    return one.ends_on is None or one.ends_on >= today


def _of_posts(
    account: User, posts: list[Post], roles: list[RoleAssignment], today: date
) -> Iterable[Proposal]:
    """Posts without their role; those whose role was ended may be ended too."""
    open_roles = [role for role in roles if _is_open(role, today)]
    is_secretary = any(role.role in SECRETARY_ROLES for role in open_roles)
    for post in posts:
        if not _is_open(post, today) or any(_fits(post, role) for role in open_roles):
            continue
        role = ROLE_OF[PostTitle(post.title)]
        if role == Role.COMMITTEE_MEMBER and is_secretary:
            continue  # a secretary writes already
        ended = next((one for one in reversed(roles) if _fits(post, one) and one.ends_on), None)
        is_ended_since = ended is not None and ended.ends_on is not None and ended.ends_on >= post.starts_on
        day = ended.ends_on if ended and is_ended_since else None
        said = (
            f"，角色“{role.label}”已于{chinese_date(day)}结束" if day else f"，账号还没有角色“{role.label}”"
        )
        yield Proposal(
            words=f"{post.member.name}自{chinese_date(post.starts_on)}任{post.label}{said}。",
            owner=account,
            post=post,
            give_url=reverse("branch:post_role", args=[post.pk]),
            post_url=f"{reverse('branch:post_end', args=[post.pk])}?{urlencode({'ends_on': day})}"
            if day
            else "",
        )


def _of_roles(
    account: User, posts: list[Post], roles: list[RoleAssignment], today: date
) -> Iterable[Proposal]:
    """Roles whose post ended before them, and roles without any post."""
    for role in roles:
        fitting = [post for post in posts if _fits(post, role)]
        if not _is_open(role, today):
            continue
        last = fitting[-1] if fitting else None
        label = role.get_role_display()
        if last is None:
            yield Proposal(
                words=f"{account.member}的账号有角色“{label}”，没有登记对应的任职。",
                owner=account,
                role=role,
                end_url=reverse("branch:role_end", args=[role.pk]),
                post_url=f"{reverse('branch:post_create')}?{urlencode(_asked_post(account, role))}",
            )
        elif last.ends_on and (role.ends_on is None or role.ends_on > last.ends_on):
            yield Proposal(
                words=f"{account.member}任{last.label}到{chinese_date(last.ends_on)}，"
                f"角色“{label}”{f'到{chinese_date(role.ends_on)}' if role.ends_on else '没有结束日期'}。",
                owner=account,
                post=last,
                role=role,
                end_url=reverse("branch:post_role_end", args=[last.pk]),
            )


def _asked_post(account: User, role: RoleAssignment) -> dict[str, object]:
    """How the form of a new post begins for a role: the same person, group and term."""
    title = next((title for title, given in ROLE_OF.items() if given == role.role), "")
    return {
        "title": "" if role.role == Role.COMMITTEE_MEMBER else title,
        "member": account.member_id,
        "group": role.group_id or "",
        "starts_on": role.starts_on,
        "ends_on": role.ends_on or "",
    }


def role_of(post: Post) -> RoleAssignment:
    """The role that goes with a post, for the same term; not stored, without its account."""
    return RoleAssignment(
        organisation=post.branch,
        role=ROLE_OF[PostTitle(post.title)],
        group=post.group,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
    )


@transaction.atomic
def give_role_of(*, post: Post, by: AbstractBaseUser, on: date) -> RoleAssignment:
    """Give the holder of a post its role for the same term. Raises Refused where there is no account or no need."""
    asked = [one for one in proposals(post.branch, on, member=post.member, post=post) if one.give_url]
    if not asked:
        raise Refused(f"{post.member.name}没有可以登录的账号，或已有这个角色。")
    role = role_of(post)
    role.user = asked[0].owner
    return services.grant_role(role, by=by, on=on)


@transaction.atomic
def end_role_of(*, post: Post, by: AbstractBaseUser, on: date) -> RoleAssignment:
    """End the role of a post with its term, or on the role's first day where that is later.

    Raises Refused where there is none to end.
    """
    found = proposals(post.branch, on, member=post.member, post=post)
    role = next((one.role for one in found if one.role and one.end_url), None)
    if role is None or post.ends_on is None:
        raise Refused("没有要随任期结束的角色。")
    services.end_role(role=role, on=max(post.ends_on, role.starts_on), by=by)
    return role
