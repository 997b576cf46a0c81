"""`manage.py send_reminders [--on DATE] [--dry-run]`: the day's reminders by mail, once a day by cron or a timer."""

import argparse
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from overview import reminder_mail
from overview.reminder_mail import text_of


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{text}”不对，写成 2025-03-07 这样。") from None


class Command(BaseCommand):
    """Send everyone who wishes it one mail about what presses; a second run on the day sends no second mail."""

    help = "把当天的到期与待办、近期会议用邮件发给填了邮箱并愿意接收的人；每人每天最多一封。"

    def add_arguments(self, parser):
        """Which day, and whether to send at all."""
        parser.add_argument("--on", type=_day, metavar="DATE", help="按哪一天提醒，例如 2025-03-07，默认今天")
        parser.add_argument("--dry-run", action="store_true", help="只列出要发给谁、写什么，不发送")

    def handle(self, *, on, dry_run, **options):
        """Exit code 1 when a mail failed, so that cron tells; 0 without mail settings, because then none is wanted."""
        mail, on = settings.MAIL, on or timezone.localdate()
        if mail.faults and not dry_run:
            raise CommandError("邮件没有设置完整，没有发送：\n" + "\n".join(mail.faults))
        if not mail.is_ready and not dry_run:
            self.stdout.write("没有设置 EMAIL_HOST，不发邮件。")
            return
        digests, idle = reminder_mail.digests_on(on)
        if dry_run:
            self._show(digests, on)
            self.stdout.write(f"要发 {len(digests)} 封，没有要紧事 {idle} 人；没有发送。")
            return
        try:
            result = reminder_mail.send_reminders(digests, on=on, clock=timezone.now)
        except reminder_mail.SendRemindersRefused as refusal:
            raise CommandError(
                f"{refusal}\n请核对 EMAIL_HOST、EMAIL_PORT、账号和密码，再运行一次。"
            ) from refusal
        self.stdout.write(
            f"发出 {result.sent} 封，今天已发过 {result.sent_before} 封，没有要紧事 {idle} 人，"
            f"失败 {len(result.failed)} 封。"
        )
        if result.failed:
            raise CommandError("没有发出，下次运行再试：\n" + "\n".join(result.failed))

    def _show(self, digests, on: date) -> None:
        for digest in digests:
            self.stdout.write(f"──── {digest.user.display_name} <{digest.user.email}>")
            self.stdout.write(text_of(digest, on))
