"""A forgotten password: a link by mail to the address of the account, good once and for half an hour.

Whoever asks learns nothing: neither whether an account exists, nor whether it has an address.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.timezone import localdate

from core.client_address import network_of
from core.throttle import Counted, Limit, TooManyTries, count_try, keep_failed

from .models import User

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
# What an address may ask for, and how many mails one name leads to: nobody's letter box is filled.
ASKING = Limit("forgotten", free=8, most=9, pause=HOUR, window=HOUR)
MAILS = Limit("mail", free=3, most=4, pause=HOUR, window=HOUR)


def ask(typed: str, address: str, now: datetime) -> None:
    """Write to the accounts of a login or mail address. Raises TooManyTries where this address asked too often."""
    _count(Counted(ASKING, (network_of(address),), address), now)
    name = typed.strip()
    try:
        _count(Counted(MAILS, (name.casefold(),)), now)
    except TooManyTries:
        return
    letters = [letter_to(account) for account in accounts_of(name)]
    _beside(lambda: _send(letters))


def _count(one: Counted, now: datetime) -> None:
    count_try([one], now)
    keep_failed([one], now)


def accounts_of(name: str) -> list[User]:
    """The accounts with this login or address that can be written to; demo accounts are everybody's."""
    found = User.objects.open_on(localdate()).filter(is_active=True, is_demo=False).exclude(email="")
    return list(found.filter(Q(username=name) | Q(email__iexact=name)))


def letter_to(account: User) -> EmailMessage:
    """The mail with the link."""
    place = {"uid": int_to_base36(account.pk), "token": default_token_generator.make_token(account)}
    link = f"{settings.SITE_URL}{reverse('branch:new_password', kwargs=place)}"
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    return EmailMessage(
        subject="支部纪实：重设密码",
        body=(
            f"{account.display_name}同志：\n\n有人（应当是您）请求重设支部纪实账号“{account.username}”的密码。\n"
            f"请在 {minutes} 分钟内打开下面的链接，设一个新密码；链接只能用一次。\n\n{link}\n\n"
            "不是您本人请求的，不用理会，密码没有变；反复收到时请告诉本单位的系统管理员。\n"
            "本邮件由系统自动发出，请不要回复。\n"
        ),
        to=[account.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def account_of(uid: str, token: str) -> User | None:
    """Whose link it is; nobody's once it was used, or is too old."""
    try:
        found = User.objects.open_on(localdate()).filter(is_active=True, is_demo=False)
        account = found.filter(pk=base36_to_int(uid)).first()
    except (ValueError, OverflowError):
        return None
    return account if account and default_token_generator.check_token(account, token) else None


def _send(letters: list[EmailMessage]) -> None:
    for letter in letters:
        try:
            letter.send()
        except (OSError, ValueError):
            log.exception("a mail for a forgotten password was not sent")


def _beside(send: Callable[[], None]) -> None:
    """Beside the answer: how long the mail server takes would tell that there is an account."""
    Thread(target=send, daemon=True).start()
