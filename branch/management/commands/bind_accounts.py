"""`manage.py bind_accounts KIND FILE [--dry-run]`: enter by what the company knows the people of many accounts."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from branch.accounts.models import User
from branch.company_sign_in.configured import NEEDED, Provider
from branch.company_sign_in.services import enter
from core.refusals import Refused
from documents.reading.tables import Table, table_bytes, tables_of

LOGIN, SUBJECT = "登录名", "标识"


class Command(BaseCommand):
    """All rows or none, as each would be entered on the account's page."""

    help = "按表（两栏：登录名、标识）给账号登记公司账号；有一行不对就都不登记。"

    def add_arguments(self, parser):
        """Which sign-in, which table, and whether anything is to be saved."""
        parser.add_argument(
            "kind",
            metavar="登录方式",
            choices=[kind.lower() for kind in NEEDED],
            help="、".join(NEEDED).lower(),
        )
        parser.add_argument("file", type=Path, metavar="FILE", help="表，.xlsx 或 .csv")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不登记")

    def handle(self, *, kind, file, dry_run, **options):
        """Enter each row; tell every row that is refused."""
        provider = settings.COMPANY_SIGN_IN.of(kind.upper())
        if provider is None:
            raise CommandError(f"这台服务器没有设置 {kind} 登录，见 docs/deploy.md 的“公司账号登录”。")
        try:
            rows = next((rows for _, rows in tables_of(table_bytes(file), file.name, [])), [])
        except Refused as refusal:
            raise CommandError(f"没有登记：{refusal}") from refusal
        with transaction.atomic():
            done, faults = self._enter(provider, rows)
            transaction.set_rollback(bool(faults) or dry_run)
        for fault in faults:
            self.stdout.write(f"请核对：{fault}")
        if faults:
            raise CommandError(f"没有登记：有 {len(faults)} 行不对，改好后再运行。")
        self.stdout.write(f"{'核对无误，可以登记' if dry_run else '已登记'} {done} 个账号的{provider.name}。")

    def _enter(self, provider: Provider, rows: Table) -> tuple[int, list[str]]:
        titles = [_text(cell) for cell in rows[0]] if rows else []
        if LOGIN not in titles or SUBJECT not in titles:
            raise CommandError(f"没有登记：第一行要写出“{LOGIN}”和“{SUBJECT}”两栏。")
        faults, done = [], 0
        for number, row in enumerate(rows[1:], 2):
            cells = dict(zip(titles, map(_text, row), strict=False))
            name, subject = cells.get(LOGIN, ""), cells.get(SUBJECT, "")
            if not (name or subject):
                continue
            user = User.objects.filter(username=name).first()
            try:
                if user is None:
                    raise Refused(f"没有登录名为“{name}”的账号。")
                enter(provider=provider, subject=subject, user=user, by=None, at=timezone.now())
                done += 1
            except Refused as refusal:
                faults.append(f"第 {number} 行：{refusal}")
        return done, faults


def _text(cell: object) -> str:
    """A cell as it is typed; a whole number without its point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
