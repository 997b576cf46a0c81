"""`script/manage backup [FILE or DIR]`: everything the site holds in one file, while the site is running."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.keeping.backups import file_name, make_backup
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 and the counts for a whole backup; exit 1 where none was written, or what was written is not whole."""

    help = "备份数据库、附件和密钥，运行中也可以做；SQLite 和 PostgreSQL 都用它。"

    def add_arguments(self, parser):
        """Where to write."""
        parser.add_argument(
            "place",
            nargs="?",
            type=Path,
            metavar="文件或目录",
            help="默认是数据目录下的 backups（BACKUP_DIR）",
        )

    def handle(self, *, place: Path | None = None, **options):
        """Write, and say what was written."""
        folder = place or settings.BACKUP_DIR
        try:
            if place is None:
                folder.mkdir(parents=True, exist_ok=True)
            kept = make_backup(folder / file_name("zhibu") if folder.is_dir() else folder)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"无法写入 {folder}：{error.strerror}。没有留下备份。") from error
        told = f"已备份到 {kept.path}：{kept.counts}。审计链的记号：{kept.anchor}"
        if kept.faults:
            raise CommandError(f"{told} 但是：{''.join(kept.faults)}")
        self.stdout.write(told)
