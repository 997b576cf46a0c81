"""`manage.py backup FILE.tar.gz`: a consistent copy of the data directory while the site is running."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

# What a backup holds besides the database; static files, logs and demo documents can be made again.
KEPT = ("attachments", "secret_key", "first-run")


class Command(BaseCommand):
    """Pack database, attachments and secret key into one file; an unpacked backup is a working DATA_DIR."""

    help = "备份数据目录：数据库、附件和密钥打成一个压缩包，运行中也可以做。"

    def add_arguments(self, parser):
        """Where to write."""
        parser.add_argument("output", type=Path, metavar="FILE.tar.gz", help="备份写到哪个文件")

    def handle(self, *, output: Path, **options):
        """Copy the database by SQLite's own online backup, then pack everything."""
        if connection.vendor != "sqlite":
            raise CommandError("数据库是 PostgreSQL：请用 pg_dump 备份数据库，并另行备份附件目录。")
        if output.exists():
            raise CommandError(f"{output} 已存在，请换一个文件名。")
        data_dir = Path(settings.DATA_DIR)
        database = Path(connection.settings_dict["NAME"])
        try:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / database.name
                with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
                    source.backup(target)
                with tarfile.open(output, "w:gz") as archive:
                    archive.add(copy, arcname=database.name)
                    for name in KEPT:
                        if (data_dir / name).exists():
                            archive.add(data_dir / name, arcname=name)
        except OSError as error:
            raise CommandError(f"无法写入 {output}：{error.strerror}。") from error
        self.stdout.write(
            f"已备份到 {output}。恢复时解压到一个空目录，用 DATA_DIR=该目录 script/server 启动。"
        )
