"""Reminders by mail: who gets what, once a day, whatever fails; nothing restricted in them; over a real socket too."""

import email
import email.policy
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from branch.accounts.models import User
from config.tests.site import app_matrices
from core import records
from core.mail import read_mail_settings
from core.testing import count_queries, make_user
from meetings.meeting import services as meeting_services
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, RollEntry
from meetings.tests.helpers import at, build, hold, item
from overview import reminder_mail
from overview.models import ReminderMail
from rectification.items.models import RectificationItem
from study.tasks import services as study_services
from study.tasks.models import StudyTask

pytestmark = pytest.mark.django_db

TODAY = date(2025, 8, 20)
ROLES = ("secretary", "committee", "group_leader", "member", "probationary", "superior", "administrator")


@pytest.fixture(autouse=True)
def set_up(monkeypatch, settings):
    """Nine in the morning of TODAY, on a site that can send mail."""
    settings.SITE_URL = "https://zhibu.example"
    settings.DEFAULT_FROM_EMAIL = "支部纪实 <zhibu@example.com>"
    settings.MAIL = read_mail_settings({"EMAIL_HOST": "smtp.example", "DEFAULT_FROM_EMAIL": "a@example.com"})
    monkeypatch.setattr(timezone, "now", lambda: at(f"{TODAY} 09:00"))


def give_addresses(cast, *roles: str) -> None:
    for role in roles:
        user = getattr(cast, role)
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.com")


def plan(branch, day: str, *kinds: str, by=None, **fields) -> Meeting:
    return meeting_services.plan_meeting(build(branch, day, **fields), kinds=kinds or ["THEME_DAY"], by=by)


def run(**options) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


def receivers() -> list[str]:
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def test_says_what_waits_and_which_meetings_come(cast):
    give_addresses(cast, "member")
    agenda = [item("研究某人的处分", decision="照办", responsible=cast.people.member, due_on=TODAY)]
    held = hold(cast.branch, "2025-08-15", "ASSEMBLY", agenda=agenda, by=cast.secretary, title="八月党员大会")
    owed = RectificationItem.objects.create(
        branch=cast.branch, year=2025, content="每月\n下工地", due_on=TODAY - timedelta(days=3),
        responsible=cast.people.member,
    )  # fmt: skip
    near = plan(cast.branch, "2025-08-22 14:30", title="八月主题党日", place="三楼会议室")
    far = plan(cast.branch, "2025-09-19", title="九月主题党日")
    plan(cast.branch, "2025-09-20", title="三十天以后的")
    plan(cast.branch, "2025-08-22", "COMMITTEE", title="支委会")
    assert run() == "发出 1 封，今天已发过 0 封，没有要紧事 0 人，失败 0 封。\n"
    (message,) = mail.outbox
    assert message.subject == "支部纪实提醒（8月20日）：2 件待办，2 次会议"
    assert (message.to, message.from_email) == (["member@example.com"], "支部纪实 <zhibu@example.com>")
    assert (
        message.body
        == f"""周试五同志：

这是支部纪实2025年8月20日的提醒。

【到期与待办】
· 逾 3 天（8月17日）　每月 下工地
  https://zhibu.example/rectification/items/{owed.pk}/
· 今天（8月20日）　落实八月党员大会的决定
  https://zhibu.example/meetings/{held.pk}/#agenda-title

【近期会议】附件 meetings.ics 可以加入手机或电脑的日历。
· 8月22日（周五）14:30　八月主题党日　三楼会议室
  https://zhibu.example/meetings/{near.pk}/
· 9月19日（周五）09:00　九月主题党日
  https://zhibu.example/meetings/{far.pk}/

打开工作台：https://zhibu.example/

不想再收：到“我的账号”取消“接收邮件提醒”，https://zhibu.example/accounts/own/
本邮件由系统自动发出，请不要回复。
"""
    )
    ((name, content, kind),) = message.attachments
    assert (name, kind) == ("meetings.ics", "text/calendar")
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["八月主题党日", "九月主题党日"]


def test_goes_to_those_who_wish_it_and_have_something_pressing(cast):
    plan(cast.branch, "2025-08-21")
    plan(cast.other_branch, "2025-09-15", title="还早的")
    give_addresses(cast, *ROLES, "discipline", "outsider")
    User.objects.filter(pk=cast.committee.pk).update(has_mail_reminders=False)
    User.objects.filter(pk=cast.discipline.pk).update(is_active=False)
    make_user("noaddress", ("MEMBER", cast.branch), member=cast.people.extra1)
    cast.probationary.roles.update(ends_on=TODAY - timedelta(days=1))
    output = run()
    # The outsider has rules of the own branch that are late; superior and administrator record nothing.
    assert receivers() == ["leader", "member", "outsider", "secretary"]
    assert output == "发出 4 封，今天已发过 0 封，没有要紧事 3 人，失败 0 封。\n"


@pytest.mark.parametrize(("days", "expected"), [(7, ["member"]), (8, []), (-40, ["member"])])
def test_what_is_further_off_starts_no_mail(cast, days, expected):
    give_addresses(cast, "member")
    RectificationItem.objects.create(
        branch=cast.branch, year=2025, content="下工地", due_on=TODAY + timedelta(days=days),
        responsible=cast.people.member,
    )  # fmt: skip
    run()
    assert receivers() == expected


def test_several_branches_are_told_apart_and_the_own_study_stands_once(cast):
    give_addresses(cast, "member")
    cast.member.roles.create(
        user=cast.member,
        organisation=cast.other_branch,
        role="SECRETARY",
        starts_on=TODAY,
        confirmed_on=TODAY,
    )
    task = StudyTask(
        branch=cast.branch, title="读条例", year=2025, starts_on=TODAY, due_on=TODAY, hours=Decimal(2)
    )
    study_services.assign_task(task, members=[cast.people.member], by=cast.secretary)
    run()
    body = mail.outbox[0].body
    assert "【到期与待办】（甲项目党支部）" in body
    assert "【到期与待办】（乙机关党支部）" in body
    assert body.count("读条例") == 1


class Failing(EmailBackend):
    """Refuses the addresses in `refused`; cannot be opened while `is_down`."""

    refused: set[str] = set()
    is_down = False

    def open(self):
        """As a server that is not there."""
        if self.is_down:
            raise ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, messages):
        """As a server that knows no such person."""
        for message in messages:
            if message.to[0] in self.refused:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture
def failing(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    monkeypatch.setattr(reminder_mail, "get_connection", Failing)
    monkeypatch.setattr(Failing, "refused", set())
    monkeypatch.setattr(Failing, "is_down", False)
    return Failing


def test_once_a_day_and_a_failing_address_stops_no_other(cast, failing):
    plan(cast.branch, "2025-08-21")
    give_addresses(cast, "group_leader", "member", "probationary")
    failing.refused = {"leader@example.com"}
    with pytest.raises(CommandError, match=r"李试四（leader@example.com）：.*no such user"):
        run()
    assert receivers() == ["member", "probationary"]
    assert ReminderMail.objects.filter(sent_at__isnull=False).count() == ReminderMail.objects.count() == 2
    failing.refused = set()
    assert run() == "发出 1 封，今天已发过 2 封，没有要紧事 0 人，失败 0 封。\n"
    assert run() == "发出 0 封，今天已发过 3 封，没有要紧事 0 人，失败 0 封。\n"
    assert receivers() == ["leader", "member", "probationary"]
    assert run(on=TODAY + timedelta(days=1)).startswith("发出 3 封")


def test_an_unreachable_server_is_named_and_nothing_counts_as_sent(cast, failing):
    plan(cast.branch, "2025-08-21")
    give_addresses(cast, "member")
    failing.is_down = True
    with pytest.raises(CommandError, match=r"连不上发信服务器：.*Connection refused"):
        run()
    assert ReminderMail.objects.count() == 0
    failing.is_down = False
    assert run().startswith("发出 1 封")


@pytest.mark.parametrize(("minutes", "sent"), [(29, 0), (31, 1)])
def test_leaves_to_another_run_what_that_has_begun(cast, minutes, sent):
    plan(cast.branch, "2025-08-21")
    give_addresses(cast, "member")
    begun = timezone.now() - timedelta(minutes=minutes)
    ReminderMail.objects.create(user=cast.member, day=TODAY, claimed_at=begun)
    assert run().startswith(f"发出 {sent} 封，今天已发过 {1 - sent} 封")
    assert len(mail.outbox) == sent


def test_sends_nothing_without_settings_or_on_a_dry_run(cast, settings):
    plan(cast.branch, "2025-08-21", title="主题党日")
    give_addresses(cast, "member")
    whole = settings.MAIL
    settings.MAIL = read_mail_settings({})
    assert run() == "没有设置 EMAIL_HOST，不发邮件。\n"
    shown = run(dry_run=True)
    settings.MAIL = read_mail_settings({"EMAIL_PORT": "25"})
    with pytest.raises(CommandError, match="但没有设 EMAIL_HOST"):
        run()
    settings.MAIL = whole
    assert run(dry_run=True) == shown
    assert "周试五 <member@example.com>" in shown
    assert "8月21日（周四）09:00　主题党日" in shown
    assert shown.endswith("要发 1 封，没有要紧事 0 人；没有发送。\n")
    assert (mail.outbox, ReminderMail.objects.count()) == ([], 0)
    with pytest.raises(CommandError, match="写成 2025-03-07 这样"):
        call_command("send_reminders", "--on", "8月20日")


def words_of(message) -> str:
    """Everything that leaves the house: head, text and files, each part decoded and unfolded."""
    parsed = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    parts = [part.get_content() for part in parsed.walk() if not part.is_multipart()]
    head = "\n".join(str(value) for value in parsed.values())
    return head + "".join(parts).replace("\r\n", "\n").replace("\n ", "")


def plant_canaries() -> set[str]:
    """Put words found nowhere else into every restricted text, into decisions, minutes and reasons of leave."""
    canaries = {}
    for kind in records.all_types():
        fields = kind.model.restricted_fields
        for name in fields if isinstance(fields, frozenset) else ():
            field = kind.model._meta.get_field(name) if name not in {"roll", "paper"} else None
            if isinstance(field, models.CharField | models.TextField):
                canaries[f"鸟{len(canaries)}号"] = (kind.model, name)
    for canary, (model, name) in canaries.items():
        assert model._base_manager.update(**{name: canary}), f"no {model.__name__} to hold a canary"
    RollEntry.objects.update(attendance="LEAVE", reason="事由鸟")
    Meeting.objects.update(minutes="记录鸟", theme="主题鸟", guests="列席鸟")
    AgendaItem.objects.update(
        title="议题鸟", decision="决定鸟", discussion="讨论鸟", due_on=date(2025, 1, 2), done_on=None
    )
    visit = records.by_label("activities.activity").model(
        kind="visit", happened_on=TODAY, data={"reason": "走访鸟"}
    )
    visit.branch = Meeting.objects.first().branch
    visit.save()
    return {*canaries, "事由鸟", "记录鸟", "主题鸟", "列席鸟", "议题鸟", "决定鸟", "讨论鸟", "走访鸟"}


def test_nothing_restricted_leaves_the_house(cast, monkeypatch):
    for app in ("branch", "meetings", "study", "activities", "rectification"):
        app_matrices()[app].make_objects(cast)
    canaries = plant_canaries()
    assert len(canaries) > 12
    plan(cast.branch, "2025-08-21", title="公开的会名", minutes="记录鸟", theme="主题鸟", guests="列席鸟")
    give_addresses(cast, *ROLES)

    def found_in_mails() -> set[str]:
        run()
        assert {"secretary", "leader", "member"} <= set(receivers())
        everything = "".join(words_of(message) for message in mail.outbox)
        assert "公开的会名" in everything
        return {canary for canary in canaries if canary in everything}

    assert found_in_mails() == set()
    # Negative control: with the wording of to-dos as the work bench shows it, the mails would tell.
    monkeypatch.setattr("overview.reminder_mail._todo_lines", lambda todo: [todo.title, todo.detail])
    ReminderMail.objects.filter(user=cast.secretary).delete()
    assert found_in_mails() == {"议题鸟", "决定鸟"}


def test_costs_the_same_with_more_to_tell(cast):
    give_addresses(cast, "secretary", "member")
    plan(cast.branch, "2025-08-21")
    hold(cast.branch, "2025-07-09", "STUDY", by=cast.secretary)
    with count_queries() as few:
        reminder_mail.digests_on(TODAY)
    for number in range(6):
        plan(cast.branch, f"2025-08-2{number + 1}", title=f"会{number}")
        hold(cast.branch, f"2025-07-1{number}", "STUDY", by=cast.secretary)
    with count_queries() as many:
        digests, _ = reminder_mail.digests_on(TODAY)
    assert len(many) == len(few)
    assert {len(digest.meetings) for digest in digests} == {7}


class AnyPort(Controller):
    """A mail server on a port that is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    """A mail server's handler that keeps what it was given, and knows no `nobody`."""

    def __init__(self):
        self.received = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        """Refuse an unknown person as servers do."""
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Keep sender, receivers and the octets as they came."""
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


def test_reaches_a_real_server(cast, settings):
    plan(cast.branch, "2025-08-21", title="十二个字以上的很长很长的会议名称用来折行" * 2)
    give_addresses(cast, "member")
    User.objects.filter(pk=cast.group_leader.pk).update(email="nobody@example.com")
    mailbox = Mailbox()
    controller = AnyPort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
        with pytest.raises(CommandError, match=r"nobody@example.com.*no such user"):
            run()
    finally:
        controller.stop()
    ((sender, receivers_, content),) = mailbox.received
    assert (sender, receivers_) == ("zhibu@example.com", ["member@example.com"])
    received = email.message_from_bytes(content, policy=email.policy.default)
    assert received["Subject"].strip() == "支部纪实提醒（8月20日）：1 次会议"
    assert received["From"].addresses[0].display_name == "支部纪实"
    text, calendar = (part for part in received.walk() if not part.is_multipart())
    assert text.get_content().startswith("周试五同志：")
    assert (calendar.get_content_type(), calendar.get_filename()) == ("text/calendar", "meetings.ics")
    (event,) = Calendar.from_ical(calendar.get_payload(decode=True)).walk("VEVENT")
    assert str(event["summary"]) == "十二个字以上的很长很长的会议名称用来折行" * 2
    assert event["dtstart"].dt == timezone.make_aware(datetime(2025, 8, 21, 9))
    assert reverse("meetings:meeting_detail", args=[Meeting.objects.get().pk]) in event["url"]
    assert ReminderMail.objects.get().user == cast.member
