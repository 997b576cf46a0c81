"""`script/manage mend_files BACKUP`: attachments that are gone or changed, taken from a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.keeping.backups import mend_files
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 when every attachment is whole afterwards; exit 1 with those that the backup does not hold."""

    help = "从备份里取回缺失或被改动的附件，别的不动。"

    def add_arguments(self, parser):
        """From where."""
        parser.add_argument("file", type=Path, metavar="备份文件")

    def handle(self, *, file: Path, **options):
        """Mend, and say what is still damaged."""
        try:
            mended, left = mend_files(file)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"附件没有写入：{error}。请检查磁盘空间和权限。") from error
        self.stdout.write(f"已取回 {len(mended)} 个附件。")
        if left:
            raise CommandError(f"备份里没有这些附件：{'；'.join(left)}。请换一份更早的备份再试。")
