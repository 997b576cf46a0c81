"""The mail of a day: what waits for a person and the meetings ahead, as plain text with a calendar file, and its sending.

Mail leaves the house, so it names things and dates only. The lines below a to-do's title, the wording of decisions,
agendas and minutes stay behind the sign-in: reasons, names of persons and what was said stand there.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from branch.access import can_write_branch, grants_of
from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import rules
from core.dates import chinese_date, on_days
from core.refusals import Refused
from core.rules import Line
from meetings.meeting.calendar import calendar_of, due_ahead
from meetings.meeting.models import Meeting

from .compliance import lines_of
from .models import ReminderMail
from .todo import Todo, todos_below, todos_for

# What is due later than this alone starts no mail: a to-do of next month would write every morning until then.
PRESSING = timedelta(days=7)
MEETINGS_AHEAD = timedelta(days=30)
MOST_TODOS = 30
LONGEST_TITLE = 80
WEEKDAYS = "一二三四五六日"

LinesOf = Callable[[Organisation], list[rules.Line]]


@dataclass(frozen=True)
class Digest:
    """What one person is written about: to-dos by branch, and the meetings at which the person will be due."""

    user: User
    todos: tuple[tuple[Organisation, tuple[Todo, ...]], ...]
    meetings: tuple[Meeting, ...]

    @property
    def todo_count(self) -> int:
        """To-dos of all branches."""
        return sum(len(rows) for _, rows in self.todos)


def digest_of(user: User, on: date, lines_of_branch: LinesOf) -> Digest | None:
    """What to write to a person on a day; None when nothing presses.

    `lines_of_branch` gives the results of the rules, which a run computes once per branch.
    """
    branches = Organisation.objects.alive().branches().filter(pk__in=grants_of(user).own_branch_ids)
    until = on_days("starts_at", last=on + MEETINGS_AHEAD)
    meetings = tuple(due_ahead(user, on).filter(until, branch__in=branches))
    seen = {reverse("meetings:meeting_detail", args=[meeting.pk]) for meeting in meetings}
    by_branch, presses = [], False
    for branch in branches.order_by("path"):
        lines = lines_of_branch(branch) if can_write_branch(user, branch) else []
        found = todos_for(user, branch, on, lines)
        presses = presses or any(_presses(todo) for todo in found)
        # A meeting to attend stands among the meetings, and the own study in the first of several branches.
        rows = [todo for todo in found if todo.url not in seen]
        seen |= {todo.url for todo in rows if todo.url.startswith(reverse("study:home"))}
        if rows:
            by_branch.append((branch, tuple(rows)))
    below = todos_below(user, on)
    presses = presses or bool(below)
    return Digest(user, (*by_branch, *below), meetings) if presses else None


def _presses(todo: Todo) -> bool:
    return bool(todo.waiting) or todo.days_left is None or todo.days_left <= PRESSING.days


def message_of(digest: Digest, on: date) -> EmailMessage:
    """The mail itself; a calendar file is attached when there are meetings."""
    counts = [
        f"{digest.todo_count} 件待办" if digest.todos else "",
        f"{len(digest.meetings)} 次会议" if digest.meetings else "",
    ]
    message = EmailMessage(
        subject=f"支部纪实提醒（{on.month}月{on.day}日）：{'，'.join(filter(None, counts))}",
        body=text_of(digest, on),
        to=[digest.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if digest.meetings:
        content = calendar_of(digest.meetings, "支部纪实会议").decode()
        message.attach("meetings.ics", content, "text/calendar")
    return message


def text_of(digest: Digest, on: date) -> str:
    """The words of the mail."""
    parts = [f"{digest.user.display_name}同志：", f"这是支部纪实{chinese_date(on)}的提醒。"]
    for branch, todos in digest.todos:
        name = f"（{branch.short_name}）" if len(digest.todos) > 1 else ""
        lines = [line for todo in todos[:MOST_TODOS] for line in _todo_lines(todo)]
        if len(todos) > MOST_TODOS:
            lines.append(f"· 其余 {len(todos) - MOST_TODOS} 件请到工作台查看。")
        parts.append("\n".join([f"【到期与待办】{name}", *lines]))
    if digest.meetings:
        lines = [line for meeting in digest.meetings for line in _meeting_lines(meeting)]
        parts.append("\n".join(["【近期会议】附件 meetings.ics 可以加入手机或电脑的日历。", *lines]))
    parts.append(f"打开工作台：{_link(reverse('overview:home'))}")
    parts.append(
        f"不想再收：到“我的账号”取消“接收邮件提醒”，{_link(reverse('branch:own_account'))}\n"
        "本邮件由系统自动发出，请不要回复。"
    )
    return "\n\n".join(parts) + "\n"


def _todo_lines(todo: Todo) -> list[str]:
    when = f"（{todo.when}）" if todo.when and not todo.waiting else ""
    return [f"· {todo.days}{when}　{_one_line(todo.mail_title or todo.title)}", f"  {_link(todo.url)}"]


def _meeting_lines(meeting: Meeting) -> list[str]:
    starts = timezone.localtime(meeting.starts_at)
    day = f"{starts.month}月{starts.day}日（周{WEEKDAYS[starts.weekday()]}）{starts:%H:%M}"
    place = f"　{_one_line(meeting.place)}" if meeting.place else ""
    url = reverse("meetings:meeting_detail", args=[meeting.pk])
    return [f"· {day}　{_one_line(meeting.title)}{place}", f"  {_link(url)}"]


def _one_line(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= LONGEST_TITLE else joined[: LONGEST_TITLE - 1] + "…"


def _link(url: str) -> str:
    return settings.SITE_URL + url


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

    wishing = User.objects.open_on(on).filter(is_active=True, has_mail_reminders=True).exclude(email="")
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
