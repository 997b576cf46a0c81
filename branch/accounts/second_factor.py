"""第二验证: after the password a code from the person's phone (TOTP), or one of ten recovery codes, each good for once.

django-otp keeps the devices and does the arithmetic; how often somebody may try is counted by `signing_in`.
"""

import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote

import segno
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from core import audit
from core.enums import AuditAction
from core.refusals import Refused

from .models import User
from .services import ALPHABET

ISSUER = "支部纪实"
DIGITS = 6
CODES, CODE_LENGTH = 10, 8


def new_key() -> str:
    """A secret to share with the phone, in hexadecimal."""
    return str(random_hex(20))


def shown_key(key: str) -> str:
    """The secret as it is typed into a phone that cannot scan: base 32, in groups of four."""
    plain = b32encode(bytes.fromhex(key)).decode()
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def qr_code(account: User, key: str) -> str:
    """The address of a picture of the secret, drawn here: no request leaves the server."""
    secret = b32encode(bytes.fromhex(key)).decode()
    address = f"otpauth://totp/{quote(f'{ISSUER}:{account.username}')}?secret={secret}&issuer={quote(ISSUER)}"
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


@transaction.atomic
def switch_on(*, account: User, key: str, code: str, at: datetime) -> list[str]:
    """Ask for codes of this phone from now on; returns the recovery codes, which are told once.

    Raises Refused where the code does not fit: the phone has another secret, or its clock is wrong.
    """
    _forget(account)
    phone = TOTPDevice(user=account, name="phone", key=key, digits=DIGITS)
    if not phone.verify_token(_plain(code)):
        raise Refused(
            "验证码不对：请扫描这一页的二维码，输入手机上现在显示的 6 位数字；手机的时间须准确。",
            field="code",
        )
    account.second_factor_since = at
    account.save(update_fields=["second_factor_since"])
    audit.record(actor=account, action=AuditAction.SECOND, obj=account, reason="开启")
    return _new_codes(account)


@transaction.atomic
def switch_off(*, account: User, by: AbstractBaseUser) -> None:
    """The password alone lets in again; all other sessions of the account end."""
    _forget(account)
    account.second_factor_since = None
    account.save(update_fields=["second_factor_since"])
    reason = "关闭" if by.pk == account.pk else "由管理员关闭"
    audit.record(actor=by, action=AuditAction.SECOND, obj=account, reason=reason)


@transaction.atomic
def renew_codes(*, account: User) -> list[str]:
    """Ten new recovery codes; those before no longer count."""
    StaticDevice.objects.filter(user=account).delete()
    audit.record(actor=account, action=AuditAction.SECOND, obj=account, reason="重新生成恢复码")
    return _new_codes(account)


@transaction.atomic
def accepts(account: User, code: str) -> bool:
    """Whether a code lets in; it does so once."""
    plain = _plain(code)
    if len(plain) == DIGITS and plain.isdecimal():
        device: TOTPDevice | StaticDevice | None = (
            TOTPDevice.objects.select_for_update().filter(user=account).first()
        )
        return device is not None and bool(device.verify_token(plain))
    device = StaticDevice.objects.select_for_update().filter(user=account).first()
    return device is not None and bool(device.verify_token(_digest(account, plain)))


def codes_left(account: User) -> int:
    """How many recovery codes have not been used."""
    return int(StaticToken.objects.filter(device__user=account).count())


def _new_codes(account: User) -> list[str]:
    device = StaticDevice.objects.create(user=account, name="recovery")
    plain = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_digest(account, code)) for code in plain
    )
    return [f"{code[:4]}-{code[4:]}" for code in plain]


def _forget(account: User) -> None:
    TOTPDevice.objects.filter(user=account).delete()
    StaticDevice.objects.filter(user=account).delete()


def _plain(code: str) -> str:
    return "".join(one for one in code.lower() if one.isascii() and one.isalnum())


def _digest(account: User, plain: str) -> str:
    """What is stored of a recovery code: a stolen copy of the database has none to type."""
    return str(
        salted_hmac("branch.accounts.recovery", f"{account.pk} {plain}", algorithm="sha256").hexdigest()[:16]
    )
