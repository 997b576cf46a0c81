"""The first run: the organisation, its first secretary and the secretary's account."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core.refusals import Refused

from ..enums import MembershipStatus, OrganisationKind, PostTitle, Role
from ..models import Member, Organisation, Post, RoleAssignment, User
from .accounts import add_account, grant_role
from .members import add_member, appoint
from .organisations import add_organisation


def is_set_up() -> bool:
    """Whether the site has an account or an organisation already."""
    return User.objects.exists() or Organisation.objects.exists()


@dataclass(frozen=True)
class FirstRun:
    """What the first-run page asks for: the branch, its committee, and the first secretary."""

    committee_name: str
    branch_name: str
    branch_short_name: str
    branch_code: str
    founded_on: date
    secretary_name: str
    gender: str
    username: str
    password: str


@transaction.atomic
def set_up(data: FirstRun, *, on: date) -> User:
    """Create the organisation, its first secretary and the secretary's account.

    The first account is also the administrator, so that further accounts can be made. Raises Refused
    when any account or organisation exists already.
    """
    if is_set_up():
        raise Refused("系统已经初始化，请直接登录。")
    committee = add_organisation(
        Organisation(
            kind=OrganisationKind.COMMITTEE,
            name=data.committee_name,
            short_name=data.committee_name[:30],
            code="dangwei" if data.branch_code != "dangwei" else "shangji",
        ),
        by=None,
    )
    branch = add_organisation(
        Organisation(
            kind=OrganisationKind.BRANCH,
            name=data.branch_name,
            short_name=data.branch_short_name,
            code=data.branch_code,
            parent=committee,
            founded_on=data.founded_on,
        ),
        by=None,
    )
    member = add_member(
        Member(branch=branch, name=data.secretary_name, gender=data.gender),
        status=MembershipStatus.FULL,
        since=data.founded_on,
        by=None,
    )
    appoint(Post(branch=branch, member=member, title=PostTitle.SECRETARY, starts_on=data.founded_on), by=None)
    user = User(username=data.username, display_name=data.secretary_name, member=member)
    add_account(user, password=data.password, by=None)
    for organisation, role in (
        (branch, Role.SECRETARY),
        (branch, Role.MEMBER),
        (committee, Role.ADMINISTRATOR),
    ):
        grant_role(RoleAssignment(user=user, organisation=organisation, role=role, starts_on=on), by=None)
    return user
