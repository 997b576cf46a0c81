"""`script/manage make_bucket`: the bucket of STORAGE_URL, where the store does not have it yet."""

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Exit 0 when the bucket is there; exit 1 with the reason."""

    help = "STORAGE_URL 指的对象存储里还没有存储桶时建立一个；已经有的不动。"

    def handle(self, *args, **options):
        """Make it, or leave it."""
        if not hasattr(default_storage, "make_bucket"):
            raise CommandError("没有设 STORAGE_URL，附件放在目录里，不用建立存储桶。")
        try:
            made = default_storage.make_bucket()
        except OSError as error:
            raise CommandError(f"存储桶没有建立：{error}。请核对 STORAGE_URL 里的密钥和地址。") from error
        self.stdout.write("存储桶已建立。" if made else "存储桶已经有了。")
