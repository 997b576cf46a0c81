"""`manage.py tidy`: take away what only grows; the worker does it every day by itself."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.tidying import tidy


class Command(BaseCommand):
    """Say how much of each kind was removed."""

    help = "清理过期的会话和用过的表单凭据；记录、历史和附件不动。"

    def handle(self, **options):
        removed = tidy(timezone.now())
        self.stdout.write(
            "已清理：" + "，".join(f"{kind} {count} 条" for kind, count in removed.items()) + "。"
        )
