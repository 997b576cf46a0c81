"""`script/manage restore FILE DIR`: a data directory from a backup, proved whole before anything is written."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from core.keeping.backups import restore
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 and the counts when the directory is whole; exit 1 with the reason, and the target untouched."""

    help = "从备份恢复到一个空目录；备份有任何损坏都不写入，并说明原因。"

    def add_arguments(self, parser):
        """What to restore, and where to."""
        parser.add_argument("file", type=Path, metavar="备份文件")
        parser.add_argument("folder", type=Path, metavar="空目录", help="恢复成这个数据目录")
        parser.add_argument("--to", default="", metavar="地址", help="恢复到这个空数据库，例如 postgres://…")
        parser.add_argument("--files", type=Path, metavar="目录", help="只有数据库的备份：附件从这个目录取")
        parser.add_argument("--even-if-broken", action="store_true", help="数据本身有问题也恢复")

    def handle(
        self, *, file: Path, folder: Path, to: str, files: Path | None, even_if_broken: bool, **options
    ):
        """Restore, and say how to start from there."""
        if connection.vendor == "postgresql" and not to:
            raise CommandError(
                "本系统用的是 PostgreSQL：请用 --to postgres://… 指明一个空的数据库；"
                "要恢复成内置的 SQLite，请用 DATABASE_URL= script/manage restore …。"
            )
        try:
            kept = restore(file, folder.absolute(), url=to, files_from=files, even_if_broken=even_if_broken)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OSError, Error) as error:
            raise CommandError(f"没有恢复，{folder} 保持原样：{error}") from error
        start = (
            f"DATA_DIR={kept.path} DATABASE_URL={to} script/server"
            if to
            else f"DATA_DIR={kept.path} script/server"
        )
        self.stdout.write(f"已恢复到 {kept.path}：{kept.counts}，与备份一致。启动：{start}")
        for fault in kept.faults:
            self.stderr.write(f"提示：{fault}")
