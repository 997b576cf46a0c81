"""`manage.py verify_audit [--since NUMBER:HASH]`: walk the audit chain and name the first entry that does not hold."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import audit, audit_guard
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 with the count and an anchor when the chain holds; exit 1 and the entry's number when it is broken."""

    help = "核对审计链：逐条重算摘要，指出第一条被改动、缺失或插入的记录；--since 再与以前记下的记号核对。"

    def add_arguments(self, parser):
        """The anchor noted earlier: in a backup's list, a finalised report's properties, the superior's page."""
        parser.add_argument(
            "--since", metavar="NUMBER:HASH", help="以前记下的记号，例如定稿文件属性里的“审计链 1859:3f2a…”"
        )

    def handle(self, *args, since, **options):
        try:
            broken = audit.first_broken(since=audit.read_anchor(since) if since else None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if broken:
            raise CommandError(f"审计链在第 {broken.number} 条断开：{broken.problem}")
        if missing := audit_guard.missing(connection):
            raise CommandError(
                f"数据库里保护审计记录的触发器不见了：{'、'.join(missing)}。请查明原因，再用备份恢复。"
            )
        anchor = audit.anchor()
        self.stdout.write(self.style.SUCCESS(f"审计链完整，共 {anchor.number} 条。"))
        self.stdout.write(f"现在的记号：{anchor}")
