"""`manage.py verify_audit`: walk the audit chain and name the first entry that does not hold."""

from django.core.management.base import BaseCommand, CommandError

from core import audit
from core.models import AuditEntry


class Command(BaseCommand):
    """Exit 0 and the count when the chain holds; exit 1 and the entry's number when it is broken."""

    help = "核对审计链：逐条重算摘要，指出第一条被改动、缺失或插入的记录。"

    def handle(self, *args, **options):
        broken = audit.first_broken()
        if broken:
            raise CommandError(f"审计链在第 {broken.number} 条断开：{broken.problem}")
        self.stdout.write(self.style.SUCCESS(f"审计链完整，共 {AuditEntry.objects.count()} 条。"))
