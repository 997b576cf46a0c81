"""Whom a sign-in of the company lets in, and binding an identifier to an account. No account is ever made here."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from branch.access import grants_of
from branch.accounts.devices import end_devices
from branch.accounts.models import User
from core import audit
from core.enums import AuditAction
from core.refusals import Refused
from core.throttle import Counted, Limit, count_try, is_told, keep_failed

from .configured import LONGEST, Provider
from .models import CompanyIdentity
from .refusing import NotAdmitted

# Of an account that is closed: refuses nobody, only counts how often the audit log has told it.
REFUSALS = Limit("company", free=0, most=0, pause=None)


def admit(*, provider: Provider, subject: str, on: date) -> User:
    """The account of somebody whom the company knows by this identifier.

    Raises NotAdmitted for who has none here, whose identifier waits for its owner, and whose account is disabled or closed.
    """
    person = _person(provider, subject)
    identity = CompanyIdentity.objects.of(provider).filter(subject=person).select_related("user").first()
    if identity is None:
        raise NotAdmitted(
            f"{provider.name}已经确认了您的身份，但这个身份（{person}）还没有绑定本系统的账号。有账号的，先用登录名和密码登录，"
            f"再到“我的账号”绑定；没有账号的，请把括号里的标识告诉党支部或系统管理员。",
            title="还没有绑定账号",
        )
    account: User = identity.user
    if identity.confirmed_at is None:
        raise NotAdmitted(
            f"管理员已把您的{provider.name}登记到账号“{account.username}”，还要您本人确认：请用登录名和密码登录一次，"
            "到“我的账号”里按“是我，确认”。",
            title="还要本人确认",
            account=account,
            why="还没有经本人确认",
        )
    if not account.is_active:
        raise NotAdmitted(
            f"账号“{account.username}”已停用，不能登录。有疑问请联系系统管理员。",
            title="账号已停用",
            account=account,
            why="账号已停用",
        )
    if closing := account.closing_status(on):
        raise NotAdmitted(
            f"{closing.closes_account}有疑问请联系党支部或系统管理员。",
            title="账号已关闭",
            account=account,
            why=f"党籍状态是{closing.get_status_display()}",
        )
    return account


def _person(provider: Provider, subject: str) -> str:
    """An identifier that can be stored. Raises NotAdmitted."""
    person = provider.plain(subject)
    if not person or len(person) > LONGEST or "\0" in person:
        raise NotAdmitted(f"{provider.name}给出的身份标识不能用，请告诉系统管理员。")
    return person


@transaction.atomic
def note_refused(*, provider: Provider, refusal: NotAdmitted, at: datetime) -> None:
    """Tell the audit log that an account was refused, as often as `core.throttle.is_told` lets."""
    if refusal.account is None:
        return
    counted = [Counted(REFUSALS, (str(refusal.account.pk),), account_id=refusal.account.pk)]
    count_try(counted, at)
    if is_told(keep_failed(counted, at)[REFUSALS.scope].failures):
        reason = f"{provider.name}：{refusal.why}"
        audit.record(actor=None, action=AuditAction.SIGN_FAILED, obj=refusal.account, reason=reason)


def may_sign_in_locally(account: User) -> bool:
    """Whether a password of this site lets in: administrators, who have no other sign-in yet, and everybody where the unit says so."""
    company = settings.COMPANY_SIGN_IN
    if company.local_for_all or not company.providers or grants_of(account).is_administrator:
        return True
    return not CompanyIdentity.objects.usable().filter(user=account).exists()


@transaction.atomic
def bind(*, provider: Provider, subject: str, user: User, at: datetime) -> None:
    """Bind to the own account the identifier that its owner has just signed in with. Raises Refused."""
    person = _person(provider, subject)
    own = user.company_identities.of(provider).first()
    if own is not None and own.subject == person:
        _confirm(own, at)
        return
    _add(provider=provider, person=person, user=user, by=user, at=at, confirmed_at=at)


@transaction.atomic
def enter(*, provider: Provider, subject: str, user: User, by: User | None, at: datetime) -> CompanyIdentity:
    """An administrator, or nobody on the server itself, enters by what the company knows an account's person. Raises Refused.

    It lets in at once where nobody has used the account yet, as a first password would; else its owner confirms it:
    otherwise whoever keeps the accounts could use one without its owner noticing.
    """
    if by is not None and user.pk == by.pk:
        raise Refused("自己的公司账号请到“我的账号”绑定。")
    return _add(
        provider=provider,
        person=provider.plain(subject),
        user=user,
        by=by,
        at=at,
        confirmed_at=None if user.last_login else at,
    )


def _add(
    *,
    provider: Provider,
    person: str,
    user: User,
    by: User | None,
    at: datetime,
    confirmed_at: datetime | None,
) -> CompanyIdentity:
    if user.is_demo:
        raise Refused("演示账号人人可用，不能绑定公司账号。")
    if not person or len(person) > LONGEST:
        raise Refused(f"标识须填写，最多 {LONGEST} 个字符。", field="subject")
    if own := user.company_identities.of(provider).first():
        raise Refused(f"这个账号已经绑定了{own}，请先解除原来的。", field="kind")
    new = CompanyIdentity(
        user=user,
        kind=provider.kind,
        realm=provider.realm,
        subject=person,
        entered_by=by,
        created_at=at,
        confirmed_at=confirmed_at,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as clash:
        raise Refused(
            f"这个{provider.name}标识已经绑定了另一个账号，一个标识只能绑定一个账号。", field="subject"
        ) from clash
    told = "" if confirmed_at else "，待本人确认"
    audit.record(actor=by, action=AuditAction.UPDATE, obj=user, reason=f"绑定{new}{told}")
    return new


@transaction.atomic
def confirm(*, identity: CompanyIdentity, at: datetime) -> None:
    """The owner says that what an administrator entered is right."""
    _confirm(identity, at)


def _confirm(identity: CompanyIdentity, at: datetime) -> None:
    if identity.confirmed_at is None:
        identity.confirmed_at = at
        identity.save(update_fields=["confirmed_at"])
        audit.record(
            actor=identity.user, action=AuditAction.UPDATE, obj=identity.user, reason=f"确认绑定{identity}"
        )


@transaction.atomic
def unbind(*, identity: CompanyIdentity, by: User, keep: str = "") -> None:
    """It lets in no longer; the sessions of the account end, all but `keep`."""
    account, told = identity.user, str(identity)
    identity.delete()
    audit.record(actor=by, action=AuditAction.UPDATE, obj=account, reason=f"解除绑定{told}")
    end_devices(user=account, by=by, keep=keep)
