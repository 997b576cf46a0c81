"""Writes about organisations, members and accounts that touch several rows or that an auditor would ask for."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from core import audit, records
from core.enums import AuditAction

from .enums import MembershipStatus, OrganisationKind, Role
from .models import Member, MemberStatus, Organisation, PartyGroup, Post, RoleAssignment, User


class AddOrganisationRefused(Exception):
    """The organisation does not fit into the tree."""


class ChangeStatusRefused(Exception):
    """The member's status cannot change like this."""


class SetUpRefused(Exception):
    """The site already has its first organisation."""


# Which level may stand under which.
ALLOWED_PARENTS: dict[str, set[str | None]] = {
    OrganisationKind.COMMITTEE: {None, OrganisationKind.COMMITTEE},
    OrganisationKind.GENERAL_BRANCH: {None, OrganisationKind.COMMITTEE},
    OrganisationKind.BRANCH: {None, OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH},
}


@transaction.atomic
def add_organisation(organisation: Organisation, *, by: AbstractBaseUser | None) -> Organisation:
    """Save a new organisation at its place in the tree. Raises AddOrganisationRefused for a wrong parent."""
    parent = organisation.parent
    if (parent.kind if parent else None) not in ALLOWED_PARENTS[organisation.kind]:
        raise AddOrganisationRefused(
            f"{organisation.get_kind_display()}不能设在{parent.get_kind_display() if parent else '最上级'}之下。"
        )
    records.create(organisation, by=by, then=lambda: _set_path(organisation))
    return organisation


def _set_path(organisation: Organisation) -> None:
    parent_path = organisation.parent.path if organisation.parent else ""
    organisation.path = f"{parent_path}{organisation.pk:06d}."
    organisation.save(update_fields=["path"])


@transaction.atomic
def add_group(group: PartyGroup, *, by: AbstractBaseUser | None) -> PartyGroup:
    """Save a new party group."""
    return records.create(group, by=by)


@transaction.atomic
def add_member(member: Member, *, status: str, since: date, by: AbstractBaseUser | None) -> Member:
    """Put a member on the register with the first status, which begins on `since`."""

    def first_status() -> None:
        MemberStatus.objects.create(member=member, status=status, starts_on=since)

    return records.create(member, by=by, then=first_status)


@transaction.atomic
def change_status(
    *, member: Member, status: str, since: date, by: AbstractBaseUser | None, note: str = ""
) -> MemberStatus:
    """End the open status the day before and begin the new one; a confirmation sets the date of 转正.

    Raises ChangeStatusRefused when the date does not follow the current status or nothing changes.
    """
    current = member.statuses.filter(ends_on__isnull=True).first()
    if current and current.status == status:
        raise ChangeStatusRefused(f"{member.name}现在已是{current.get_status_display()}，不需要变更。")
    if current and since <= current.starts_on:
        raise ChangeStatusRefused(f"变更日期须晚于现状态的开始日期 {current.starts_on:%Y-%m-%d}。")
    before = audit.snapshot(member)
    if current:
        current.ends_on = since - timedelta(days=1)
        current.save(update_fields=["ends_on"])
    new = MemberStatus.objects.create(member=member, status=status, starts_on=since, note=note)
    if status == MembershipStatus.FULL and member.confirmed_on is None:
        member.confirmed_on = since
    old_label = current.get_status_display() if current else ""
    reason = f"{old_label} → {new.get_status_display()}，自 {since:%Y-%m-%d}" + (f"；{note}" if note else "")
    records.save(member, by=by, before=before, action=AuditAction.STATE, reason=reason)
    return new


@transaction.atomic
def appoint(post: Post, *, by: AbstractBaseUser | None) -> Post:
    """Record that a member holds a post from a day on."""
    return records.create(post, by=by)


@transaction.atomic
def add_account(user: User, *, password: str, by: AbstractBaseUser | None) -> User:
    """Create an account with an initial password (hashed before anything is written)."""
    user.set_password(password)
    user.save(force_insert=True)
    audit.record(actor=by, action=AuditAction.CREATE, obj=user, changes=audit.diff({}, audit.snapshot(user)))
    return user


@transaction.atomic
def save_account(user: User, *, before: audit.Values, by: AbstractBaseUser | None) -> User:
    """Save a changed account. Disabling it ends its sessions at the next request."""
    return records.save(user, by=by, before=before)  # type: ignore[type-var]  # has all a Record has


@transaction.atomic
def set_password(*, user: User, password: str, by: AbstractBaseUser, must_change: bool = False) -> None:
    """Set a password: every other session of the account ends, because its session hash no longer fits."""
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor=by, action=AuditAction.PASSWORD, obj=user)


@transaction.atomic
def grant_role(role: RoleAssignment, *, by: AbstractBaseUser | None) -> RoleAssignment:
    """Give an account a role in an organisation."""
    return records.create(role, by=by)


@transaction.atomic
def end_role(*, role: RoleAssignment, on: date, by: AbstractBaseUser) -> None:
    """End a role on a day (that day included); on its first day or earlier it ends the day it began."""
    before = audit.snapshot(role)
    role.ends_on = max(on, role.starts_on)
    records.save(role, by=by, before=before)


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

    The first account is also the administrator, so that further accounts can be made. Raises SetUpRefused
    when any account or organisation exists already.
    """
    if User.objects.exists() or Organisation.objects.exists():
        raise SetUpRefused("系统已经初始化，请直接登录。")
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
    appoint(Post(branch=branch, member=member, title="SECRETARY", starts_on=data.founded_on), by=None)
    user = User(username=data.username, display_name=data.secretary_name, member=member)
    add_account(user, password=data.password, by=None)
    for organisation, role in (
        (branch, Role.SECRETARY),
        (branch, Role.MEMBER),
        (committee, Role.ADMINISTRATOR),
    ):
        grant_role(RoleAssignment(user=user, organisation=organisation, role=role, starts_on=on), by=None)
    return user
