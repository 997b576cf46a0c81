"""Where an account is signed in: the devices of 我的账号, ended by their owner one by one or all at once."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from core import audit
from core.enums import AuditAction

from .models import SignedInDevice, User
from .sessions import SEEN_AT, STAYS, may_stay

# What a browser says of itself → what a person calls it; the first that is found counts.
SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "鸿蒙设备"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓设备"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "Mac 电脑"),
    ("CrOS", "Chromebook"),
    ("Linux|X11", "Linux 电脑"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("Edg(e|A|iOS)?/", "Edge"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("360SE|QihooBrowser|360EE", "360 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Chrome/|CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)


def name_of(user_agent: str) -> str:
    """What a person calls a device: 安卓设备上的微信; 未知设备 for one that says nothing."""
    named = [
        next((name for pattern, name in table if re.search(pattern, user_agent)), "")
        for table in (SYSTEMS, BROWSERS)
    ]
    return (
        re.sub(r"(?<=[A-Za-z])(?=[一-鿿])|(?<=[一-鿿])(?=[A-Z])", " ", "上的".join(filter(None, named)))
        or "未知设备"
    )


@transaction.atomic
def note_device(request: HttpRequest, user: User) -> None:
    """Remember the device of a session that has just begun; it lasts for `DEVICE_DAYS` where a member asked for that."""
    asked = "stay" in request.POST
    if asked and not may_stay(user):
        messages.info(request, "您的账号能看到或登记别人的内容，不能保持登录：不用时到时限就会退出。")
    elif asked:
        request.session[STAYS] = True
        request.session.set_expiry(settings.DEVICE_DAYS * 24 * 3600)
    request.session.save()
    gone = user.devices.exclude(session_key__in=Session.objects.values("session_key"))
    gone.delete()
    user.devices.create(
        session_key=request.session.session_key, name=name_of(request.headers.get("User-Agent", ""))
    )


@dataclass(frozen=True)
class Shown:
    """A device as 我的账号 lists it."""

    device: SignedInDevice
    last_at: datetime
    stays: bool
    is_this: bool


def devices_of(user: User, this: str) -> list[Shown]:
    """Where an account is signed in, the session `this` first, then by last use."""
    alive = {one.session_key: one.get_decoded() for one in _sessions(user, timezone.now())}
    shown = []
    for device in user.devices.filter(session_key__in=alive):
        told = alive[device.session_key]
        seen = told.get(SEEN_AT)
        last = timezone.datetime.fromtimestamp(seen, timezone.get_current_timezone()) if seen else None
        is_this = device.session_key == this
        shown.append(Shown(device, last or device.first_at, bool(told.get(STAYS)), is_this))
    return sorted(shown, key=lambda one: (not one.is_this, -one.last_at.timestamp()))


def _sessions(user: User, now: datetime):
    keys = user.devices.values("session_key")
    return Session.objects.filter(session_key__in=keys, expire_date__gt=now)


@transaction.atomic
def end_devices(*, user: User, by: AbstractBaseUser | None, keep: str = "", only: int | None = None) -> int:
    """End the sessions of an account, all but `keep` or `only` one device; returns how many devices there were."""
    devices = user.devices.exclude(session_key=keep)
    if only is not None:
        devices = devices.filter(pk=only)
    names = list(devices.values_list("name", flat=True))
    if names:
        Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
        audit.record(actor=by, action=AuditAction.SIGN_OUT, obj=user, reason=f"结束登录：{'、'.join(names)}")
    return len(names)


def renew_session(request: HttpRequest, user: User) -> None:
    """Keep this session after a change that ends the others, such as of the password; its device gets the new key."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    user.devices.filter(session_key=before).update(session_key=request.session.session_key)
