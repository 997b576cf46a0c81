"""`script/manage move_database --to URL`: every record into a database of another kind, or of the same."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from core.keeping.backups import move_database, set_aside
from core.keeping.in_use import out_of_service
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 and the counts when every row is the same on the other side; exit 1 with the reason, nothing moved."""

    help = "把全部记录搬到另一个空的数据库（SQLite 或 PostgreSQL）；附件留在数据目录里。先停止服务。"

    def add_arguments(self, parser):
        """Where to."""
        parser.add_argument(
            "--to", required=True, metavar="地址", help="postgres://… 或 sqlite:////目录/文件"
        )
        parser.add_argument("--even-if-broken", action="store_true", help="数据本身有问题也搬")

    def handle(self, *, to: str, even_if_broken: bool, **options):
        """Move, and say what to write into `.env`."""
        try:
            with out_of_service(Path(settings.DATA_DIR)):
                moved = move_database(to, even_if_broken=even_if_broken)
                aside = set_aside()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OSError, Error) as error:
            raise CommandError(f"没有搬，原来的数据库照旧可用：{error}") from error
        self.stdout.write(
            f"已搬好：{moved.tables} 张表 {moved.rows} 行，审计记录 {moved.entries} 条，逐行核对一致，审计链完整；"
            f"附件留在数据目录里。请在 .env 里写 DATABASE_URL={to} ，再启动 script/server。"
        )
        if aside:
            self.stdout.write(f"原来的数据库改名为 {aside}，确认一切正常以后可以删除。")
        for fault in moved.faults:
            self.stderr.write(f"提示：{fault}")
