"""The mail of a day: what waits for a person and the meetings ahead, as plain text with a calendar file.

Mail leaves the house, so it names things and dates only. The lines below a to-do's title, the wording of decisions,
agendas and minutes stay behind the sign-in: reasons, names of persons and what was said stand there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from branch.access import can_write_branch, grants_of
from branch.models import Organisation, User
from core import rules
from core.dates import chinese_date
from meetings.calendar_file import calendar_of
from meetings.coming import due_ahead
from meetings.models import Meeting

from .todo import Todo, todos_for

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
    until = on + MEETINGS_AHEAD
    meetings = tuple(due_ahead(user, on).filter(branch__in=branches, starts_at__date__lte=until))
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
    return Digest(user, tuple(by_branch), meetings) if presses else None


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
