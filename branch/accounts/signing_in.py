"""Who may try to sign in, and what a wrong password costs: the guesser's address and device, never the owner's."""

import logging
import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.db import transaction
from django.utils import timezone

from branch.company_sign_in import directory
from branch.company_sign_in.models import CompanyIdentity
from core import audit
from core.client_address import network_of
from core.enums import AuditAction
from core.models import FailureCount
from core.refusals import Refused
from core.throttle import (
    DAY,
    Counted,
    Limit,
    count_try,
    failures_of,
    forget_old,
    forgive,
    is_told,
    keep_failed,
)

from . import devices
from .models import User
from .passwords import profile
from .sessions import BY_COMPANY

log = logging.getLogger(__name__)

MINUTES = DAY / 1440
# Of one address everyone together: an office behind one address must not be shut out by a few mistyped passwords.
ADDRESS = Limit("address", free=60, most=60, pause=15 * MINUTES, window=60 * MINUTES)


# Of one address for one account; and of a device from which its owner signed in before, wherever that device is.
def own_limit(scope: str) -> Limit:
    """The limit of a pair or a device, by the unit's profile."""
    rule = profile()
    return Limit(scope, free=3, most=rule.most_failures, pause=rule.pause)


# Of everyone for one account: refuses nobody, but from this many failures a day on every new address gets fewer tries.
ACCOUNT = Limit("account", free=0, most=0, pause=None)
SLOW_FROM = 24
SLOW_PAIR = Limit("pair", free=1, most=3, pause=60 * MINUTES)

DEVICE_COOKIE = "zhibu_device"
DEVICE_LASTS = 365 * 24 * 3600  # seconds
MOST_ACCOUNTS = 8
SALT = "branch.accounts.device"


class Attempt:
    """One try to sign in as `username` from an address; `device` is the device's number where that account knows it."""

    def __init__(self, username: str, address: str, device: str, now: datetime):
        self.now, self.address = now, address
        self.account = account_called(username)
        pk = self.account.pk if self.account else None
        # By whichever of its names an account is tried, it is one count.
        place, name = network_of(address), (self.account.username if self.account else username).casefold()
        self.on_account = Counted(ACCOUNT, (name,), account_id=pk)
        if device:
            self.own = [Counted(own_limit("device"), (name, device), address, pk)]
        else:
            pair = SLOW_PAIR if failures_of(self.on_account, now) >= SLOW_FROM else own_limit("pair")
            self.own = [Counted(pair, (name, place), address, pk), Counted(ADDRESS, (place,), address)]

    @property
    def _counted(self) -> list[Counted]:
        return [*self.own, self.on_account]

    def begin(self) -> None:
        """Count the try. Raises TooManyTries where it has to wait: the password is not looked at."""
        forget_old(self.now)
        count_try(self._counted, self.now)

    def undo(self) -> None:
        """The password was right, but that alone does not let in."""
        forgive(self._counted, anew=())

    def succeed(self) -> None:
        """It was the right password."""
        forgive(self._counted, anew=("pair", "device"))

    @transaction.atomic
    def fail(self) -> None:
        """It was wrong: note it in the log, and in the audit chain as often as `core.throttle.is_told` lets."""
        counts = keep_failed(self._counted, self.now)
        total, own = counts["account"].failures, counts.get("pair") or counts["device"]
        log.warning(
            "failed sign-in from %s: %s",
            self.address,
            f"account {self.account.pk}" if self.account else "no such account",
        )
        if self.account:
            if is_told(total):
                self._tell(AuditAction.SIGN_FAILED, self.account, f"来自 {self.address}，一天内第 {total} 次")
            if own.is_paused and is_told(self._paused(account_id=self.account.pk)):
                where = "本人用过的设备" if own.scope == "device" else f"地址 {self.address}"
                self._tell(AuditAction.PAUSE, self.account, f"{where}连续输错 {own.failures} 次")
        place = counts.get("address")
        if place and place.is_paused and is_told(self._paused(scope="address")):
            self._tell(AuditAction.PAUSE, place, f"一小时内输错 {place.failures} 次")

    def _paused(self, **which) -> int:
        return FailureCount.objects.filter(is_paused=True, **which).count()

    def _tell(self, action: AuditAction, obj, reason: str) -> None:
        audit.record(actor=None, action=action, obj=obj, reason=reason)


def account_called(name: str) -> User | None:
    """The account with this login, or whose person the company's directory knows by it."""
    account = User.objects.filter(username=name).first()
    directory = settings.COMPANY_SIGN_IN.directory
    if account is None and directory:
        known = CompanyIdentity.objects.of(directory).filter(subject=directory.plain(name))
        account = User.objects.filter(company_identities__in=known).first()
    return account


def attempt_from(request, username: str) -> Attempt:
    """A try that a request makes."""
    address = request.META.get("REMOTE_ADDR", "")
    return Attempt(username, address, known_device(request, username), timezone.now())


def check_own_password(request, password: str) -> None:
    """Raises Refused where it is not the password of the person signed in, TooManyTries where it was not looked at."""
    attempt = attempt_from(request, request.user.username)
    attempt.begin()
    if not (request.user.check_password(password) or _is_of_directory(request.user, password)):
        attempt.fail()
        raise Refused("现在的密码不对，请重新输入。")
    attempt.undo()


def _is_of_directory(account: User, password: str) -> bool:
    """Whether it is the password that the person has in the company's directory. Raises Refused where that is not reached."""
    known = settings.COMPANY_SIGN_IN.directory
    if known is None:
        return False
    own = account.company_identities.usable().of(known).first()
    return own is not None and directory.person_of(known, own.subject, password, by="LDAP_ID") is not None


def let_in(request, response, account: User, reason: str = "", by_company: bool = False) -> None:
    """Begin the session, note it in the audit log, and let the account know this device.

    `by_company`: without a password of this site, so that none has to be changed first.
    """
    with transaction.atomic():
        login(request, account, backend="branch.backends.AccountBackend")
        if by_company:
            request.session[BY_COMPANY] = True
        audit.record(actor=account, action=AuditAction.SIGN_IN, obj=account, reason=reason)
        devices.note_device(request, account)
    remember_device(request, response, account)


def counts_of(account: User, now: datetime):
    """What holds tries to sign in to an account at the moment or counts against it, the newest first."""
    found = FailureCount.objects.filter(
        account_id=account.pk, scope__in=["pair", "device"], first_at__gt=now - DAY
    )
    return found.order_by("-last_at")


def paused_addresses(now: datetime):
    """The addresses from which nobody may sign in at the moment, but on a device that is known."""
    return FailureCount.objects.filter(scope="address", blocked_until__gt=now).order_by("-last_at")


@transaction.atomic
def end_pause_of_address(*, key: str, by: User) -> str:
    """Let an address be tried from again; returns it, empty where it was not paused any more."""
    row = FailureCount.objects.filter(pk=key, scope="address").first()
    if row is None:
        return ""
    audit.record(actor=by, action=AuditAction.UNPAUSE, obj=row)
    row.delete()
    return row.address


@transaction.atomic
def end_pauses(*, account: User, by: User) -> int:
    """Begin the counts of an account anew, those of the addresses it was tried from too; returns how many there were."""
    rows = FailureCount.objects.filter(account_id=account.pk)
    places = [
        Counted(ADDRESS, (network_of(address),)).key for address in rows.values_list("address", flat=True)
    ]
    number = rows.filter(scope__in=["pair", "device"]).count()
    FailureCount.objects.filter(pk__in=places).delete()
    rows.delete()
    if number:
        audit.record(actor=by, action=AuditAction.UNPAUSE, obj=account)
    return number


def known_device(request, username: str) -> str:
    """The number of the device that asks, where this account was signed in to from it before; else empty."""
    told = _device(request)
    account = account_called(username)
    return told["device"] if account and account.pk in told["accounts"] else ""


def remember_device(request, response, account: User) -> None:
    """Let the account know the device from now on: a signed cookie, which says nothing but that."""
    told = _device(request)
    accounts = [account.pk, *(pk for pk in told["accounts"] if pk != account.pk)][:MOST_ACCOUNTS]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({"device": told["device"] or uuid.uuid4().hex, "accounts": accounts}, salt=SALT),
        max_age=DEVICE_LASTS,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
        path="/accounts/",
    )


def last_account(request) -> int | None:
    """Which account was signed in to on this device the last time before this request."""
    return next(iter(_device(request)["accounts"]), None)


def _device(request) -> dict:
    try:
        return signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT, max_age=DEVICE_LASTS)
    except signing.BadSignature:
        return {"device": "", "accounts": []}
