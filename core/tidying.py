"""Taking away what only grows: tokens of forms long sent, sessions that ended."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction

from . import timers
from .models import UsedFormToken

# A form is sent again within minutes, a page left open within days.
TOKEN_DAYS = 30


@transaction.atomic
def tidy(now: datetime) -> dict[str, int]:
    """Remove what nobody can need any more; how much of each kind. Records, history and attachments are never touched."""
    tokens, _ = UsedFormToken.objects.filter(used_at__lt=now - timedelta(days=TOKEN_DAYS)).delete()
    sessions = Session.objects.filter(expire_date__lt=now).count()
    SessionStore.clear_expired()
    return {"表单凭据": tokens, "会话": sessions}


timers.register(timers.Timer("core.tidy", timedelta(days=1), tidy))
