"""`script/manage prepare_database`: what script/server does before it serves."""

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from core.keeping.beginning import prepare_database
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 with the database at this version; exit 1 with the reason, and nothing changed."""

    help = "把数据库升级到本版本；有记录的先另存一份，和数据目录对不上的空数据库不用。"

    def handle(self, *args, **options):
        """Prepare, and say where the copy lies."""
        try:
            copy = prepare_database()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"升级前没能另存数据库，没有升级：{error}。请检查磁盘空间和权限。") from error
        except Error as error:
            raise CommandError(f"数据库没有准备好：{error}") from error
        if copy:
            self.stdout.write(f"升级前的数据库另存在 {copy.path}（{copy.counts}）。")
            for fault in copy.faults:
                self.stderr.write(f"提示：{fault}")
