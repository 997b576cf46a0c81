"""Writes about accounts, their passwords and their roles."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.enums import IN_BRANCH, ChangeReason, Role
from branch.organisations.models import Organisation
from core import audit, records
from core.enums import AuditAction
from core.refusals import Refused

from .confirming import Confirmers, may_confirm, needs_no_confirmation
from .devices import end_devices
from .models import RoleAssignment, User
from .passwords import fault_at_sign_in

# Without what is easily taken for something else.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
ONE_TIME_LASTS, ONE_TIME_USED = timedelta(days=7), timedelta(hours=1)
PASSWORD_FIELDS = [
    "password",
    "must_change_password",
    "change_reason",
    "password_changed_at",
    "one_time_until",
]


@transaction.atomic
def add_account(user: User, *, password: str, by: AbstractBaseUser | None) -> User:
    """Create an account with an initial password (hashed before anything is written)."""
    user.set_password(password)
    user.created_by_id = by.pk if by else None
    return records.create(user, by=by)  # type: ignore[type-var]  # has all a Record has


def check_may_disable(*, account: User, by: AbstractBaseUser, on: date) -> None:
    """Raises Refused for the own account and for the last administrator's."""
    if account.pk == by.pk:
        raise Refused("不能停用自己正在使用的账号，请由另一位管理员操作。")
    if not account.is_active:
        return
    if any(_is_last(role, on) for role in _administrators(on).filter(user=account)):
        raise Refused("这是最后一个系统管理员账号，停用后没有人能管理账号。请先授予另一人系统管理员。")


def _administrators(on: date):  # type: ignore[no-untyped-def]
    held = RoleAssignment.objects.confirmed().held_on(on).filter(role=Role.ADMINISTRATOR)
    return held.filter(user__in=User.objects.open_on(on).filter(is_active=True))


def _is_last(role: RoleAssignment, on: date) -> bool:
    """Whether nobody else would keep the accounts of the role's organisation."""
    others = (
        _administrators(on).exclude(user=role.user_id).filter(organisation__in=role.organisation.path_ids)
    )
    return not others.exists()


@transaction.atomic
def save_account(user: User, *, before: audit.Values, by: AbstractBaseUser | None, on: date) -> User:
    """Save a changed account. Disabling it ends its sessions at the next request; with another member its roles in
    branches wait for their confirmation again.

    Raises Refused where someone gives the own account another member: that would open what the member reads.
    """
    is_other_member = not User.objects.filter(pk=user.pk, member=user.member_id).exists()
    if is_other_member and by is not None and user.pk == by.pk:
        raise Refused("不能更改自己账号对应的党员，请由另一位管理员办理。", field="member")
    records.save(user, by=by, before=before)  # type: ignore[type-var]  # has all a Record has
    if is_other_member and by is not None:
        _ask_again(user, by=by, on=on)
    return user


def _ask_again(user: User, *, by: AbstractBaseUser, on: date) -> None:
    """Roles were confirmed for somebody else: they wait again, unless the one who changes it may confirm them."""
    roles = RoleAssignment.objects.open_on(on).confirmed().filter(user=user, role__in=IN_BRANCH)
    for role in roles.select_related("organisation", "user"):
        if not may_confirm(by, role, role.organisation, on):
            with records.audited(
                role, by=by, action=AuditAction.STATE, reason="账号改为对应另一名党员，须重新确认"
            ):
                role.confirmed_on = role.confirmed_by = None


@transaction.atomic
def set_password(
    *, user: User, password: str, by: AbstractBaseUser | None, at: datetime, reason: str = "", keep: str = ""
) -> None:
    """Set the own password: every session of the account ends, its hash no longer fits; all but `keep` are deleted."""
    user.set_password(password)
    user.must_change_password, user.change_reason = False, ""
    user.password_changed_at, user.one_time_until = at, None
    user.save(update_fields=PASSWORD_FIELDS)
    audit.record(actor=by, action=AuditAction.PASSWORD, obj=user, reason=reason)
    end_devices(user=user, by=by, keep=keep)


def one_time_password_for(user: User, *, at: datetime, reason: ChangeReason) -> str:
    """A password made by chance; the account, not stored here, knows that it is to be changed, why, and until when."""
    user.must_change_password, user.change_reason = True, reason
    user.password_changed_at, user.one_time_until = at, at + ONE_TIME_LASTS
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


@transaction.atomic
def give_one_time_password(*, user: User, by: AbstractBaseUser, at: datetime) -> str:
    """A new password that is told once and changed at the first sign-in; all sessions of the account end.

    It opens the account for seven days, and for an hour from its first use.
    """
    password = one_time_password_for(user, at=at, reason=ChangeReason.ONE_TIME)
    user.set_password(password)
    user.save(update_fields=PASSWORD_FIELDS)
    audit.record(actor=by, action=AuditAction.PASSWORD, obj=user, reason="重设为一次性密码")
    end_devices(user=user, by=by)
    return password


def note_sign_in(*, user: User, password: str, at: datetime) -> None:
    """What a right password leads to: a one-time one has an hour left, another is looked at."""
    if user.one_time_until:
        user.one_time_until = min(user.one_time_until, at + ONE_TIME_USED)
        user.save(update_fields=["one_time_until"])
    look_at_password(user=user, password=password, at=at)


def look_at_password(*, user: User, password: str, at: datetime) -> None:
    """Ask for another where this one, which is right, is too short for the roles or too old; no longer ask where it is neither."""
    if user.must_change_password and user.change_reason not in (ChangeReason.SHORT, ChangeReason.OLD):
        return
    user.change_reason = fault_at_sign_in(password, user, at)
    user.must_change_password = bool(user.change_reason)
    user.save(update_fields=["must_change_password", "change_reason"])


@transaction.atomic
def grant_role(role: RoleAssignment, *, by: AbstractBaseUser | None, on: date) -> RoleAssignment:
    """Give an account a role in an organisation; `by` nobody means on the server itself.

    It waits for its confirmation unless none is needed (`confirming`). Raises Refused for the own account.
    """
    if by is not None and role.user_id == by.pk:
        raise Refused("不能给自己的账号授予角色，请由另一位管理员办理。")
    role.given_by_id = by.pk if by else None
    if needs_no_confirmation(role, by, on):
        role.confirmed_on, role.confirmed_by_id = on, by.pk if by else None
    return records.create(role, by=by)


@transaction.atomic
def confirm_role(*, role: RoleAssignment, branch: Organisation, by: AbstractBaseUser, on: date) -> None:
    """Confirm a role that somebody gave: it reaches what it is for from now on.

    A superior officer above confirms one for all its branches, a branch's own people for their branch.
    Raises Refused for who may not, and where it was confirmed already.
    """
    confirmers = Confirmers([branch], on)
    if by.pk not in {user.pk for user in confirmers.of(role, branch)}:
        raise Refused("这项授权不能由您确认：自己的角色由别人确认，支部的角色由书记或上级确认。")
    if not role.waits_in(branch):
        raise Refused("这项授权已经确认，不需要再确认。")
    is_whole = not role.confirmed_on and (role.role != Role.SUPERIOR_OFFICER or bool(confirmers.above(role)))
    with records.audited(
        role, by=by, action=AuditAction.STATE, reason="确认" if is_whole else f"{branch.short_name}确认"
    ):
        if is_whole:
            role.confirmed_on, role.confirmed_by_id = on, by.pk
        elif role.confirmed_on:
            role.unconfirmed_in.remove(branch)
        else:
            role.confirmed_in.add(branch)


@transaction.atomic
def confirm_roles(
    *, roles: Iterable[RoleAssignment], branch: Organisation, by: AbstractBaseUser, on: date
) -> int:
    """Confirm several roles, all or none; how many. Raises Refused as `confirm_role`."""
    confirmed = 0
    for role in roles:
        confirm_role(role=role, branch=branch, by=by, on=on)
        confirmed += 1
    return confirmed


@transaction.atomic
def confirm_on_server(*, role: RoleAssignment, on: date) -> None:
    """Confirm a role on the server itself, where nobody on the pages can."""
    with records.audited(role, by=None, action=AuditAction.STATE, reason="在服务器上确认"):
        role.confirmed_on = role.confirmed_on or on
        role.unconfirmed_in.clear()


@transaction.atomic
def decline_role(
    *, role: RoleAssignment, branch: Organisation, by: AbstractBaseUser, on: date, reason: str
) -> None:
    """Take back a role that waits for its confirmation. Raises Refused as `confirm_role`, and without a reason."""
    if role.waits_in(branch) and role.confirmed_on:
        raise Refused("这位上级在别的支部已经确认；本支部不归其监督的，请系统管理员改回本支部的上级组织。")
    if role.confirmed_on:
        raise Refused("这项授权已经确认；不再需要时请结束它。")
    if by.pk not in {user.pk for user in Confirmers([branch], on).of(role, branch)}:
        raise Refused("这项授权不能由您处理：自己的角色由别人确认，支部的角色由书记或上级确认。")
    if not reason.strip():
        raise Refused("请填写不同意的理由，例如“不是本支部党员”。", field="reason")
    records.soft_delete(role, by=by, reason=reason)


@transaction.atomic
def end_role(*, role: RoleAssignment, on: date, by: AbstractBaseUser | None) -> None:
    """End a role on a day, that day included. Raises Refused before its first day, or for the last
    administrator."""
    if on < role.starts_on:
        raise Refused(f"结束日期 {on:%Y-%m-%d} 早于开始日期 {role.starts_on:%Y-%m-%d}，请改正。")
    if role.role == Role.ADMINISTRATOR and _is_last(role, on):
        raise Refused("这是最后一个系统管理员，结束后没有人能管理账号。请先授予另一人系统管理员。")
    before = audit.snapshot(role)
    role.ends_on = on
    records.save(role, by=by, before=before)
