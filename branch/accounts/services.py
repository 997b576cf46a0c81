"""Writes about accounts, their passwords and their roles."""

import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.enums import ChangeReason, Role
from core import audit, records
from core.enums import AuditAction
from core.refusals import Refused

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
    return records.create(user, by=by)  # type: ignore[type-var]  # has all a Record has


def check_may_disable(*, account: User, by: AbstractBaseUser, on: date) -> None:
    """Raises Refused for the own account and for the last administrator's."""
    if account.pk == by.pk:
        raise Refused("不能停用自己正在使用的账号，请由另一位管理员操作。")
    if not account.is_active:
        return
    if _is_administrator(account, on) and not _administrators(on).exclude(user=account).exists():
        raise Refused("这是最后一个系统管理员账号，停用后没有人能管理账号。请先授予另一人系统管理员。")


def _administrators(on: date):  # type: ignore[no-untyped-def]
    held = RoleAssignment.objects.held_on(on)
    return held.filter(role=Role.ADMINISTRATOR, user__is_active=True)


def _is_administrator(account: User, on: date) -> bool:
    return bool(_administrators(on).filter(user=account).exists())


@transaction.atomic
def save_account(user: User, *, before: audit.Values, by: AbstractBaseUser | None) -> User:
    """Save a changed account. Disabling it ends its sessions at the next request.

    Raises Refused where someone gives the own account another member: that would open what the member reads.
    """
    if (
        by is not None
        and user.pk == by.pk
        and not User.objects.filter(pk=user.pk, member=user.member).exists()
    ):
        raise Refused("不能更改自己账号对应的党员，请由另一位管理员办理。", field="member")
    return records.save(user, by=by, before=before)  # type: ignore[type-var]  # has all a Record has


@transaction.atomic
def set_password(
    *, user: User, password: str, by: AbstractBaseUser | None, at: datetime, reason: str = ""
) -> None:
    """Set the own password: every other session of the account ends, because its session hash no longer fits."""
    user.set_password(password)
    user.must_change_password, user.change_reason = False, ""
    user.password_changed_at, user.one_time_until = at, None
    user.save(update_fields=PASSWORD_FIELDS)
    audit.record(actor=by, action=AuditAction.PASSWORD, obj=user, reason=reason)


@transaction.atomic
def give_one_time_password(*, user: User, by: AbstractBaseUser, at: datetime) -> str:
    """A new password that is told once and changed at the first sign-in; all sessions of the account end.

    It opens the account for seven days, and for an hour from its first use.
    """
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    user.set_password(password)
    user.must_change_password, user.change_reason = True, ChangeReason.ONE_TIME
    user.password_changed_at, user.one_time_until = at, at + ONE_TIME_LASTS
    user.save(update_fields=PASSWORD_FIELDS)
    audit.record(actor=by, action=AuditAction.PASSWORD, obj=user, reason="重设为一次性密码")
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
def grant_role(role: RoleAssignment, *, by: AbstractBaseUser | None) -> RoleAssignment:
    """Give an account a role in an organisation. Raises Refused for the own account."""
    if by is not None and role.user_id == by.pk:
        raise Refused("不能给自己的账号授予角色，请由另一位管理员办理。")
    return records.create(role, by=by)


@transaction.atomic
def end_role(*, role: RoleAssignment, on: date, by: AbstractBaseUser) -> None:
    """End a role on a day, that day included. Raises Refused before its first day, or for the last
    administrator."""
    if on < role.starts_on:
        raise Refused(f"结束日期 {on:%Y-%m-%d} 早于开始日期 {role.starts_on:%Y-%m-%d}，请改正。")
    if role.role == Role.ADMINISTRATOR and not _administrators(on).exclude(pk=role.pk).exists():
        raise Refused("这是最后一个系统管理员，结束后没有人能管理账号。请先授予另一人系统管理员。")
    before = audit.snapshot(role)
    role.ends_on = on
    records.save(role, by=by, before=before)
