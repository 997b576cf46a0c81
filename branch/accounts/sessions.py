"""How long a session lasts, and who may stay signed in."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest

from branch.access import grants_of

BEGAN_AT, SEEN_AT, STAYS = "began_at", "seen_at", "stays"
# Begun without a password of this site: none is asked to be changed.
BY_COMPANY = "by_company"
# Use is noted this often, in seconds: a page that is only read writes no more.
NOTED_EVERY = 60


def keep_or_end(request: HttpRequest) -> None:
    """Prolong the session by this use, or end it: unused for too long, or begun too long ago."""
    session, now = request.session, int(time.time())
    if SESSION_KEY not in session:
        return
    idle = now - session.get(SEEN_AT, now)
    age = now - session.get(BEGAN_AT, now)
    is_over = idle > settings.SESSION_IDLE_MINUTES * 60 or age > settings.SESSION_MAX_HOURS * 3600
    if is_over and not (_stays(request) and age <= settings.DEVICE_DAYS * 24 * 3600):
        logout(request)
    elif idle >= NOTED_EVERY or SEEN_AT not in session:
        session.setdefault(BEGAN_AT, now)
        session[SEEN_AT] = now


def _stays(request: HttpRequest) -> bool:
    # Asked of the roles of today: a member who was given an office since then signs in like the others.
    return bool(request.session.get(STAYS)) and request.user.is_authenticated and may_stay(request.user)


def may_stay(user) -> bool:
    """Whether an account may stay signed in on a device: a member's, which reads and writes nothing of others."""
    grants = grants_of(user)
    of_others = (
        grants.writer_ids | grants.superior_root_ids | grants.watched_ids | grants.led_group_ids
    ) or grants.is_administrator
    return bool(grants.member_branch_ids) and not of_others
