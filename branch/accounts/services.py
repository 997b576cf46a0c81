"""Writes about accounts, their passwords and their roles."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.enums import Role
from core import audit, records
from core.enums import AuditAction
from core.refusals import Refused

from .models import RoleAssignment, User


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
def set_password(*, user: User, password: str, by: AbstractBaseUser, must_change: bool = False) -> None:
    """Set a password: every other session of the account ends, because its session hash no longer fits."""
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor=by, action=AuditAction.PASSWORD, obj=user)


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
