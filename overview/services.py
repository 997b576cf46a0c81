"""Sending the day's reminders by mail."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from branch.models import Organisation, User
from core.refusals import Refused
from core.rules import Line

from .compliance import lines_of
from .models import ReminderMail
from .reminder_mail import Digest, digest_of, message_of

# A claim without a sent mail is left by a run that was stopped; after this long another run takes it over.
CLAIM_LASTS = timedelta(minutes=30)


class SendRemindersRefused(Refused):
    """The mail server cannot be reached, or does not let us in."""


@dataclass
class SendResult:
    """How a run went."""

    sent: int = 0
    sent_before: int = 0
    failed: list[str] = field(default_factory=list)


def digests_on(on: date) -> tuple[list[Digest], int]:
    """What is to be written on a day, and how many wish mail but have nothing that presses. Reads only."""
    lines: dict[int, list[Line]] = {}

    def lines_of_branch(branch: Organisation) -> list[Line]:
        if branch.pk not in lines:
            lines[branch.pk] = lines_of(branch, on.year, on)
        return lines[branch.pk]

    wishing = User.objects.filter(is_active=True, has_mail_reminders=True).exclude(email="")
    found = [
        digest_of(user, on, lines_of_branch) for user in wishing.select_related("member").order_by("username")
    ]
    digests = [digest for digest in found if digest is not None]
    return digests, len(found) - len(digests)


def send_reminders(digests: list[Digest], *, on: date, clock: Callable[[], datetime]) -> SendResult:
    """Send each digest once a day; an address that fails stops no other and is tried again by the next run.

    Mail is sent outside any transaction, so that a slow server does not keep others from writing: the row is claimed
    first and marked as sent afterwards. Raises SendRemindersRefused when the server cannot be reached; what was sent
    until then stays noted.
    """
    result, connection = SendResult(), get_connection()
    for digest in digests:
        mail = _claim(digest.user, on, clock())
        if mail is None:
            result.sent_before += 1
            continue
        try:
            _open(connection)
            connection.send_messages([message_of(digest, on)])
        except SendRemindersRefused:
            mail.delete()
            raise
        except (OSError, ValueError) as error:
            mail.delete()
            with suppress(OSError):
                connection.close()
            result.failed.append(f"{digest.user.display_name}（{digest.user.email}）：{error}")
        else:
            mail.sent_at = clock()
            mail.save(update_fields=["sent_at"])
            result.sent += 1
    connection.close()
    return result


def _open(connection: BaseEmailBackend) -> None:
    """Connect and sign in; nothing happens when it is open. A connection that failed was closed before."""
    try:
        connection.open()
    except OSError as error:
        with suppress(OSError):
            connection.close()
        raise SendRemindersRefused(f"连不上发信服务器：{error}") from error


@transaction.atomic
def _claim(user: User, on: date, at: datetime) -> ReminderMail | None:
    """The row that allows to send; None when it was sent, or another run is about to."""
    rows = ReminderMail.objects.select_for_update()
    mail, is_new = rows.get_or_create(user=user, day=on, defaults={"claimed_at": at})
    if is_new:
        return mail
    if mail.sent_at or mail.claimed_at > at - CLAIM_LASTS:
        return None
    mail.claimed_at = at
    mail.save(update_fields=["claimed_at"])
    return mail
