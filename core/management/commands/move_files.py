"""`script/manage move_files --to URL`: every attachment into a store that several servers share, or back."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.keeping.files import move_files
from core.keeping.in_use import out_of_service
from core.refusals import Refused
from core.seal_keys import move_keys
from core.storage_url import FORM


class Command(BaseCommand):
    """Exit 0 and the counts when every content reads back the same; exit 1 with the reason; nothing is taken away."""

    help = "把全部附件复制到对象存储（或复制回目录），逐个读回核对；先停止服务。"

    def add_arguments(self, parser):
        """Where to."""
        parser.add_argument("--to", required=True, metavar="地址", help=f"{FORM} 或 file:///目录")
        parser.add_argument(
            "--seals", metavar="地址", help="同时把没有打开的票箱、意见箱的钥匙搬到另一个存储桶，原来的销毁"
        )

    def handle(self, *, to: str, seals: str | None = None, **options):
        """Copy, and say what to write into `.env`."""
        try:
            with out_of_service(Path(settings.DATA_DIR)):
                moved = move_files(to)
                keys = move_keys(seals) if seals else 0
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"没有搬完，原来的附件都在，可以再运行一次：{error}") from error
        told = f"已搬好：附件的内容 {moved.files} 份，{moved.size} 字节，逐个读回核对一致（其中 {moved.there_before} 份对方已有）。"
        if moved.missing:
            raise CommandError(
                f"{told}但这些附件在原来的地方就缺失或被改动：{'；'.join(moved.missing)}。先用 mend_files 从备份取回。"
            )
        self.stdout.write(f"{told}请在 .env 里写 STORAGE_URL={to} ，再启动服务；原来的附件没有删。")
        if seals:
            self.stdout.write(f"封存钥匙 {keys} 把已搬走，原来的已销毁。请在 .env 里写 SEAL_URL={seals} 。")
